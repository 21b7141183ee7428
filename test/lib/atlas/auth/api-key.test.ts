import { describe, expect, test } from 'vitest';
import type { AtlasCredential } from '../../../../lib/atlas/credentials.ts';
import { DigestGate, KEY } from '../../../support/atlas-gate.ts';
import { type Handler, sendFault, sendJson } from '../../../support/http-server.ts';
import { CLUSTER_PATH, CREATE, clientOf, JOB, JOB_PATH, rejection, serve } from '../setup.ts';

const sendJob: Handler = (_, response) => sendJson(response, 200, JOB);
const ask = ['getClusterRestoreJob', { path: JOB_PATH }] as const;

describe('an API key', () => {
  async function withKey(behind: Handler, credential: () => AtlasCredential = () => KEY) {
    const gate = new DigestGate(behind);
    const server = await serve(gate.handler);
    return { gate, server, ...clientOf(server.url, { credential: async () => credential() }) };
  }

  test('signs method, path and query, and uses one nonce for many requests', async () => {
    const { client, gate } = await withKey((_, response) => sendJson(response, 200, { results: [] }));
    for (let times = 0; times < 3; times++) {
      await client.call('listClusterRestoreJobs', {
        path: CLUSTER_PATH,
        query: { pageNum: 2, pretty: true },
      });
    }
    expect(gate.challenges).toBe(1);
    expect(gate.uses).toEqual(['00000001', '00000002', '00000003']);
  });

  test('never says one use number twice, however many ask at once', async () => {
    const { client, gate } = await withKey(sendJob);
    await client.call(...ask);
    await Promise.all(Array.from({ length: 12 }, () => client.call(...ask)));
    expect(gate.challenges).toBe(1);
    expect([...gate.uses].sort()).toEqual(
      gate.uses.map((_, index) => (index + 1).toString(16).padStart(8, '0')),
    );
  });

  test('lets the body of a POST out only when it is signed', async () => {
    const { client, server } = await withKey(sendJob);
    await client.call('createClusterRestoreJob', { path: CLUSTER_PATH, body: CREATE });
    expect(server.received.map(({ method, body }) => [method, body])).toEqual([
      ['POST', ''],
      ['POST', JSON.stringify(CREATE)],
    ]);
  });

  test('takes a new nonce for a stale one without reading the secret again', async () => {
    const { client, gate, readings } = await withKey(sendJob);
    await client.call(...ask);
    gate.expireNonces();
    await client.call('createClusterRestoreJob', { path: CLUSTER_PATH, body: CREATE });
    expect(gate.uses).toEqual(['00000001', '00000001']);
    expect(readings).toEqual([false]);
  });

  test('that was rotated is read again once', async () => {
    let key: AtlasCredential = KEY;
    const { client, gate, readings } = await withKey(sendJob, () => key);
    await client.call(...ask);
    gate.privateKey = 'rotated';
    key = { ...KEY, privateKey: 'rotated' };
    await client.call(...ask);
    expect(readings).toEqual([false, true]);
  });

  test('that is wrong fails after it was read again, with the 401 of Atlas', async () => {
    const { client, gate, server, readings } = await withKey(sendJob);
    gate.privateKey = 'another';
    const error = await rejection(
      client.call('createClusterRestoreJob', { path: CLUSTER_PATH, body: CREATE }),
    );
    expect(error).toMatchObject({ name: 'AtlasError', status: 401, errorCode: 'UNEXPECTED_ERROR' });
    expect(server.received).toHaveLength(3);
    expect(readings).toEqual([false, true]);
  });

  test('ends where every nonce is called stale', async () => {
    const server = await serve((request, response) =>
      sendJson(
        response,
        401,
        {},
        {
          'www-authenticate': `Digest realm="r", nonce="n", qop="auth", stale=${request.headers.authorization !== undefined}`,
        },
      ),
    );
    const { client } = clientOf(server.url, { credential: async () => KEY });
    expect(await rejection(client.call(...ask))).toMatchObject({ name: 'AtlasError', status: 401 });
    expect(server.received.length).toBeLessThanOrEqual(5);
  });

  test.each<[string, Handler]>([
    ['a broken connection', (_, response) => void response.destroy()],
    ['503', (_, response) => sendFault(response, 503, 'SERVICE_UNAVAILABLE')],
  ])('knows that a POST was not handled where the challenge is %s', async (_, handler) => {
    const server = await serve(handler);
    const { client } = clientOf(server.url, { credential: async () => KEY });
    const error = await rejection(
      client.call('createClusterRestoreJob', { path: CLUSTER_PATH, body: CREATE }),
    );
    expect(error).toMatchObject({ name: 'AtlasUnavailable' });
    expect(server.received).toHaveLength(1);
  });
});
