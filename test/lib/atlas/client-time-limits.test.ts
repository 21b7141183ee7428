/** Time limits, by timers that the test moves: nothing here depends on how fast the machine is. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Handler, sendJson } from '../../support/http-server.ts';
import { CLUSTER_PATH, CREATE, JOB, JOB_PATH, rejection, signedIn } from './setup.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A handler that does not answer, and what says that it was asked. From then on the timers stand still. */
function silence() {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const handler: Handler = () => resolve();
  return { asked, handler };
}

async function silentAtlas(then?: Handler) {
  const { asked, handler } = silence();
  const handlers = [handler, then ?? handler];
  const atlas = await signedIn((request, response) =>
    (handlers.shift() ?? then ?? handler)(request, response),
  );
  // Signed in before the timers are replaced: the token is kept.
  atlas.gate.behind = (_, response) => sendJson(response, 200, JOB);
  await atlas.client.call('getClusterRestoreJob', { path: JOB_PATH });
  atlas.gate.behind = (request, response) => (handlers.shift() ?? then ?? handler)(request, response);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return { ...atlas, asked };
}

describe('a read without an answer', () => {
  test('is given up after 10 s and repeated', async () => {
    const { client, asked, calls } = await silentAtlas((_, response) => sendJson(response, 200, JOB));
    const reading = client.call('getClusterRestoreJob', { path: JOB_PATH });
    await asked;
    vi.advanceTimersByTime(10_000);
    expect((await reading).data.id).toBe(JOB.id);
    expect(calls()).toHaveLength(3);
  });

  test('is given up for good when its total limit has passed', async () => {
    const { client, asked, calls } = await silentAtlas();
    const reading = client.call('getClusterRestoreJob', { path: JOB_PATH }, { attemptMs: 60_000 });
    await asked;
    vi.advanceTimersByTime(25_000);
    const error = await rejection(reading);
    expect(error).toMatchObject({
      name: 'AtlasUnavailable',
      errorCode: 'NO_ANSWER',
      cause: { kind: 'timeout' },
    });
    expect(calls()).toHaveLength(2);
  });
});

describe('a POST without an answer', () => {
  test('has the whole 25 s for its one attempt, and may have been handled', async () => {
    const { client, asked, calls } = await silentAtlas();
    let settled = false;
    const posting = rejection(client.call('createClusterRestoreJob', { path: CLUSTER_PATH, body: CREATE }));
    void posting.then(() => {
      settled = true;
    });
    await asked;
    vi.advanceTimersByTime(24_999);
    await new Promise(setImmediate);
    expect(settled).toBe(false);
    vi.advanceTimersByTime(1);
    const expected = {
      name: 'AtlasOutcomeUnknown',
      errorCode: 'NO_ANSWER',
      cause: { kind: 'timeout', sent: true },
    };
    expect(await posting).toMatchObject(expected);
    expect(calls()).toHaveLength(2);
  });

  test('whose token does not come in time was surely not handled', async () => {
    const { client, clock, gate, calls } = await silentAtlas();
    const { asked, handler } = silence();
    gate.tokenHandler = handler;
    clock.advance(3_600_000);
    const posting = rejection(client.call('createClusterRestoreJob', { path: CLUSTER_PATH, body: CREATE }));
    await asked;
    vi.advanceTimersByTime(10_000);
    expect(await posting).toMatchObject({
      name: 'AtlasUnavailable',
      cause: { kind: 'timeout', sent: false },
    });
    expect(calls()).toHaveLength(1);
  });
});
