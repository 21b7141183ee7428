import { describe, expect, test } from 'vitest';
import type { AtlasCredential } from '../../../../lib/atlas/credentials.ts';
import { ACCOUNT, DigestGate, KEY, TOKEN_PATH, TokenGate } from '../../../support/atlas-gate.ts';
import { type Handler, sendFault, sendJson } from '../../../support/http-server.ts';
import { CLUSTER_PATH, CREATE, clientOf, JOB, JOB_PATH, rejection, serve, signedIn } from '../setup.ts';

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

  test('that lacks a role signs in again once, then fails with what Atlas says', async () => {
    const { client, calls, gate, readings } = await signedIn((_, response) =>
      sendFault(response, 401, 'USER_UNAUTHORIZED'),
    );
    const expected = { name: 'AtlasError', status: 401, errorCode: 'USER_UNAUTHORIZED' };
    expect(await rejection(client.call(...ask))).toMatchObject(expected);
    expect([calls().length, gate.issued]).toEqual([2, 2]);
    expect(readings).toEqual([false, true]);
  });

  test('that lacks a role does not use up its tokens by asking again and again', async () => {
    const { client, clock, gate } = await signedIn((_, response) =>
      sendFault(response, 401, 'USER_UNAUTHORIZED'),
    );
    for (let seconds = 0; seconds < 290; seconds += 15) {
      await rejection(client.call(...ask));
      clock.advance(15_000);
    }
    expect(gate.issued).toBe(2);
    clock.advance(15_000);
    await rejection(client.call(...ask));
    expect(gate.issued).toBe(3);
  });

  test('that is unknown fails with the word of the token endpoint, after one look at the secret', async () => {
    const { client, calls, gate, server, readings } = await signedIn(sendJob);
    gate.secret = 'another';
    const error = await rejection(
      client.call('createClusterRestoreJob', { path: CLUSTER_PATH, body: CREATE }),
    );
    expect(error).toMatchObject({ name: 'AtlasError', status: 401, errorCode: 'invalid_client' });
    expect(calls()).toEqual([]);
    expect(server.received).toHaveLength(1);
    expect(readings).toEqual([false, true]);
  });

  test.each<[string, Handler, object]>([
    [
      '503',
      (_, response) => sendJson(response, 503, { error: 'server_error' }),
      { name: 'AtlasUnavailable', status: 503, errorCode: 'server_error' },
    ],
    [
      '429',
      (_, response) => sendJson(response, 429, { error: 'slow_down' }, { 'retry-after': '30' }),
      { name: 'AtlasUnavailable', status: 429, retryAfterSeconds: 30 },
    ],
    [
      '100 living tokens',
      (_, response) => sendJson(response, 403, { error: 'access_denied' }),
      { name: 'AtlasUnavailable', status: 403 },
    ],
    [
      'HTML',
      (_, response) => void response.end('<html>'),
      { name: 'AtlasUnavailable', status: 200, errorCode: 'UNREADABLE_ANSWER' },
    ],
    [
      'a token that would break the header',
      (_, response) => sendJson(response, 200, { access_token: 'a\r\nb', token_type: 'Bearer' }),
      { name: 'AtlasUnavailable', errorCode: 'UNREADABLE_ANSWER' },
    ],
    [
      'a broken connection',
      (_, response) => void response.destroy(),
      { name: 'AtlasUnavailable', status: 0, errorCode: 'NO_ANSWER' },
    ],
    [
      '400',
      (_, response) => sendJson(response, 400, { error: 'invalid_request' }),
      { name: 'AtlasError', status: 400, errorCode: 'invalid_request' },
    ],
  ])('lets no POST out where the token endpoint answers with %s', async (_, tokenHandler, expected) => {
    const { client, calls, gate, server } = await signedIn(sendJob);
    gate.tokenHandler = tokenHandler;
    const error = await rejection(
      client.call('createClusterRestoreJob', { path: CLUSTER_PATH, body: CREATE }),
    );
    expect(error).toMatchObject(expected);
    expect([calls().length, server.received.length]).toEqual([0, 1]);
  });

  test('reads on when the token endpoint has recovered', async () => {
    const { client, gate } = await signedIn(sendJob);
    gate.tokenHandler = (_, response) => {
      gate.tokenHandler = undefined;
      sendJson(response, 503, { error: 'server_error' });
    };
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
