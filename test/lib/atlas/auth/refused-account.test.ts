import { describe, expect, test } from 'vitest';
import { type Handler, sendFault, sendJson } from '../../../support/http-server.ts';
import { CLUSTER_PATH, CREATE, JOB, JOB_PATH, rejection, signedIn } from '../setup.ts';

const sendJob: Handler = (_, response) => sendJson(response, 200, JOB);
const ask = ['getClusterRestoreJob', { path: JOB_PATH }] as const;

describe('a service account', () => {
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
    // The next one comes because the last has expired, and is given its one chance again.
    clock.advance(3_600_000);
    await rejection(client.call(...ask));
    expect(gate.issued).toBe(5);
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
      '500 around a token',
      (_, response) => sendJson(response, 500, { access_token: 'a', token_type: 'Bearer' }),
      { name: 'AtlasUnavailable', status: 500 },
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
