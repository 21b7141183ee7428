import { describe, expect, test } from 'vitest';
import type { AtlasCredential } from '../../../../lib/atlas/credentials.ts';
import { ACCOUNT, DigestGate, KEY, TOKEN_PATH, TokenGate } from '../../../support/atlas-gate.ts';
import { type Handler, sendJson } from '../../../support/http-server.ts';
import { clientOf, JOB, JOB_PATH, rejection, serve, signedIn } from '../setup.ts';

const sendJob: Handler = (_, response) => sendJson(response, 200, JOB);
const ask = ['getClusterRestoreJob', { path: JOB_PATH }] as const;

describe('a service account', () => {
  test('fetches one token, asks for JSON with it and keeps it until a minute before its end', async () => {
    const { client, clock, gate, server } = await signedIn(sendJob);
    expect((await client.call(...ask)).data.id).toBe(JOB.id);
    clock.advance(3_539_000);
    await client.call(...ask);
    expect(gate.issued).toBe(1);
    clock.advance(1_000);
    await client.call(...ask);
    expect(gate.issued).toBe(2);
    const token = server.received.find(({ path }) => path === TOKEN_PATH);
    expect(token).toMatchObject({
      method: 'POST',
      body: 'grant_type=client_credentials',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    });
  });

  test('uses a token of a short life for half of it', async () => {
    const { client, clock, gate } = await signedIn(sendJob);
    gate.expiresIn = 60;
    await client.call(...ask);
    clock.advance(29_000);
    await client.call(...ask);
    expect(gate.issued).toBe(1);
    clock.advance(1_000);
    await client.call(...ask);
    expect(gate.issued).toBe(2);
  });

  test('fetches one token for all who ask at once, whoever of them gives up', async () => {
    const { client, gate } = await signedIn(sendJob);
    const controller = new AbortController();
    const given = rejection(client.call(...ask, { signal: controller.signal }));
    const calls = [1, 2, 3, 4].map(() => client.call(...ask));
    controller.abort(new Error('enough'));
    expect(await given).toMatchObject({ message: 'enough' });
    await Promise.all(calls);
    expect(gate.issued).toBe(1);
  });

  test('fetches one new token for all whose token was revoked, and reads the secret again once', async () => {
    const { client, gate, readings } = await signedIn(sendJob);
    await client.call(...ask);
    gate.revoke();
    await Promise.all([1, 2, 3, 4].map(() => client.call(...ask)));
    expect(gate.issued).toBe(2);
    expect(readings).toEqual([false, true]);
  });

  test('signs in again as often as tokens are revoked', async () => {
    const { client, gate } = await signedIn(sendJob);
    for (let times = 0; times < 4; times++) {
      await client.call(...ask);
      gate.revoke();
    }
    expect(gate.issued).toBe(4);
  });

  test('takes a rotated secret, after a 401 of Atlas as after one of the token endpoint', async () => {
    let current: AtlasCredential = ACCOUNT;
    const gate = new TokenGate(sendJob);
    const server = await serve(gate.handler);
    const { client, clock, readings } = clientOf(server.url, { credential: async () => current });
    await client.call(...ask);
    for (const end of [() => gate.revoke(), () => clock.advance(3_600_000)]) {
      gate.secret += '-rotated';
      current = { ...ACCOUNT, clientSecret: gate.secret };
      end();
      await client.call(...ask);
    }
    expect(readings).toEqual([false, true, true]);
  });

  test('that was rotated is read once for all, also for one whose 401 comes when the others are done', async () => {
    let current: AtlasCredential = ACCOUNT;
    const gate = new TokenGate(sendJob);
    const { promise: othersDone, resolve } = Promise.withResolvers<void>();
    const { promise: held, resolve: hold } = Promise.withResolvers<void>();
    let asked = 0;
    const server = await serve(async (request, response) => {
      if (current !== ACCOUNT && request.path !== TOKEN_PATH && asked++ === 0) {
        hold();
        await othersDone;
      }
      await gate.handler(request, response);
    });
    const { client, readings } = clientOf(server.url, { credential: async () => current });
    await client.call(...ask);
    gate.revoke();
    gate.secret = 'rotated';
    current = { ...ACCOUNT, clientSecret: 'rotated' };
    const late = client.call(...ask);
    await held;
    await Promise.all([client.call(...ask), client.call(...ask)]);
    resolve();
    await late;
    expect(readings).toEqual([false, true]);
    expect(gate.issued).toBe(2);
  });

  test('may become an API key', async () => {
    const credentials: AtlasCredential[] = [ACCOUNT, KEY];
    const digest = new DigestGate(sendJob);
    const server = await serve((request, response) =>
      request.path === TOKEN_PATH
        ? sendJson(response, 401, { error: 'invalid_client' })
        : digest.handler(request, response),
    );
    const { client } = clientOf(server.url, { credential: async (refresh) => credentials[Number(refresh)]! });
    expect((await client.call(...ask)).status).toBe(200);
  });
});

test('what the reading of the credential throws comes out as it is, and the next call reads it again', async () => {
  const problems = [new Error('no secret today')];
  const gate = new TokenGate(sendJob);
  const server = await serve(gate.handler);
  const { client } = clientOf(server.url, {
    credential: async () => {
      const problem = problems.pop();
      if (problem) throw problem;
      return ACCOUNT;
    },
  });
  expect(await rejection(client.call(...ask))).toMatchObject({ message: 'no secret today' });
  expect((await client.call(...ask)).status).toBe(200);
});
