import { describe, expect, test, vi } from 'vitest';
import { type Handler, refusedUrl, sendFault, sendJson } from '../../support/http-server.ts';
import { clientOf, JOB, JOB_PATH, rejection, signedIn } from './setup.ts';

const ask = ['getClusterRestoreJob', { path: JOB_PATH }] as const;

/** Each handler answers once, the last one for ever. */
function inTurn(...handlers: Handler[]): Handler {
  return (request, response) => (handlers.length > 1 ? handlers.shift()! : handlers[0]!)(request, response);
}
const sendJob: Handler = (_, response) => sendJson(response, 200, JOB);
const fail =
  (status: number, errorCode: string, headers = {}): Handler =>
  (_, response) =>
    sendFault(response, status, errorCode, headers);

describe('a read is repeated', () => {
  test.each<[string, Handler]>([
    ['500', fail(500, 'UNEXPECTED_ERROR')],
    ['502 in HTML', (_, response) => void response.writeHead(502).end('<html>Bad Gateway</html>')],
    ['200 in HTML', (_, response) => void response.end('<html>maintenance</html>')],
    ['200 with half a document', (_, response) => void response.end('{"id":')],
    ['200 with a document of another kind', (_, response) => sendJson(response, 200, { results: [] })],
    ['204', (_, response) => void response.writeHead(204).end()],
    ['a connection that ends', (_, response) => void response.destroy()],
    [
      'a connection that ends within the body',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"half":', () => response.destroy());
      },
    ],
  ])('after %s', async (_, handler) => {
    const { client, calls, clock } = await signedIn(inTurn(handler, sendJob));
    expect((await client.call(...ask)).data.id).toBe(JOB.id);
    expect(calls()).toHaveLength(2);
    expect(clock.sleeps).toHaveLength(1);
  });

  test('after the time that Atlas asks for', async () => {
    const throttle = fail(429, 'RATE_LIMITED_TOKEN_BUCKET', { 'retry-after': '7' });
    const { client, clock } = await signedIn(inTurn(throttle, sendJob));
    await client.call(...ask);
    expect(clock.sleeps[0]).toBeGreaterThanOrEqual(7_000);
    expect(clock.sleeps[0]).toBeLessThan(8_000);
  });

  test('until its total limit, then fails as unavailable with the last that was said', async () => {
    const { client, clock } = await signedIn(fail(503, 'SERVICE_UNAVAILABLE'));
    const start = clock.now().getTime();
    const error = await rejection(client.call(...ask, { totalMs: 9_000 }));
    expect(error).toMatchObject({ name: 'AtlasUnavailable', status: 503, errorCode: 'SERVICE_UNAVAILABLE' });
    expect(clock.sleeps.length).toBeGreaterThan(2);
    expect(clock.now().getTime() - start).toBeLessThan(9_000);
  });

  test('not at all where Atlas asks for more time than there is', async () => {
    const { client, calls, clock } = await signedIn(fail(429, 'RATE_LIMITED', { 'retry-after': '3600' }));
    expect(await rejection(client.call(...ask))).toMatchObject({
      name: 'AtlasUnavailable',
      status: 429,
      retryAfterSeconds: 3_600,
    });
    expect(calls()).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  test('not at all where the answer was too large', async () => {
    const { client, calls } = await signedIn(
      (_, response) => void response.end(Buffer.alloc(16 * 1024 * 1024 + 1, 32)),
    );
    expect(await rejection(client.call(...ask))).toMatchObject({
      name: 'AtlasUnavailable',
      errorCode: 'UNREADABLE_ANSWER',
    });
    expect(calls()).toHaveLength(1);
  });

  test('where nobody listens, until the total limit', async () => {
    const { client, clock } = clientOf(await refusedUrl());
    const error = await rejection(client.call(...ask));
    expect(error).toMatchObject({ name: 'AtlasUnavailable', status: 0, errorCode: 'NO_ANSWER' });
    expect(String(error)).toContain('ECONNREFUSED');
    expect(clock.sleeps.length).toBeGreaterThan(2);
  });

  test('with a line in the log that names the operation and no address', async () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const { client, clock } = await signedIn(inTurn(fail(500, 'UNEXPECTED_ERROR'), sendJob), { log });
    await client.call(...ask);
    const fields = {
      operation: 'getClusterRestoreJob',
      status: 500,
      errorCode: 'UNEXPECTED_ERROR',
      attempt: 1,
      waitMs: clock.sleeps[0],
    };
    expect(log.warn.mock.calls).toEqual([['Atlas is asked again', fields]]);
    expect([log.info, log.error].flatMap(({ mock }) => mock.calls)).toEqual([]);
  });
});

test('closing waits for the calls under way', async () => {
  const { client } = await signedIn((_, response) => void setImmediate(() => sendJson(response, 200, JOB)));
  const reading = client.call(...ask);
  await client.close();
  expect((await reading).data.id).toBe(JOB.id);
});

describe('a read that is aborted', () => {
  test('before it begins sends nothing and rejects with the reason', async () => {
    const { client, server, readings } = await signedIn(sendJob);
    const reason = new Error('too late');
    expect(await rejection(client.call(...ask, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect([server.received, readings]).toEqual([[], []]);
  });

  test('while it waits for the answer rejects with the reason, and is not repeated', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const { client, calls, clock } = await signedIn(() => controller.abort(reason));
    expect(await rejection(client.call(...ask, { signal: controller.signal }))).toBe(reason);
    expect(calls()).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  test('while it waits for the next attempt rejects with the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const { client, calls, clock } = await signedIn(fail(500, 'UNEXPECTED_ERROR'));
    vi.spyOn(clock, 'sleep').mockImplementation(async (_, signal) => {
      controller.abort(reason);
      signal?.throwIfAborted();
    });
    expect(await rejection(client.call(...ask, { signal: controller.signal }))).toBe(reason);
    expect(calls()).toHaveLength(1);
  });
});
