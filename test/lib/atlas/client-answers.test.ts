import { describe, expect, test } from 'vitest';
import { sendJson } from '../../support/http-server.ts';
import { JOB, JOB_PATH, rejection, signedIn } from './setup.ts';

const ask = ['getClusterRestoreJob', { path: JOB_PATH }] as const;

describe('an answer to a read', () => {
  test('comes with its data, unknown fields kept, its headers and Atlas’ time', async () => {
    const { client } = await signedIn((_, response) =>
      sendJson(
        response,
        200,
        { ...JOB, brandNew: { x: 1 } },
        { date: 'Sun, 2 Aug 2026 03:04:05 GMT', 'X-Java-Method': 'A::b' },
      ),
    );
    const answer = await client.call(...ask);
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({ ...JOB, brandNew: { x: 1 } });
    expect(answer.date.toISOString()).toBe('2026-08-02T03:04:05.000Z');
    expect(answer.headers['x-java-method']).toBe('A::b');
  });

  test('has our own time where Atlas sent none', async () => {
    const { client, clock } = await signedIn((_, response) => {
      response.sendDate = false;
      sendJson(response, 200, JOB);
    });
    expect((await client.call(...ask)).date).toEqual(clock.now());
  });

  test('is a success with any 2xx', async () => {
    const { client } = await signedIn((_, response) => sendJson(response, 202, JOB));
    expect((await client.call(...ask)).status).toBe(202);
  });

  test('that says no is an error with all that Atlas said, and is not asked for again', async () => {
    const { client, calls } = await signedIn((_, response) =>
      sendJson(
        response,
        404,
        {
          detail: 'No cluster named N exists in group G.',
          error: 404,
          errorCode: 'CLUSTER_NOT_FOUND',
          parameters: ['N', 'G'],
          reason: 'Not Found',
        },
        { date: 'Sun, 2 Aug 2026 03:04:05 GMT' },
      ),
    );
    expect(await rejection(client.call(...ask))).toMatchObject({
      name: 'AtlasError',
      status: 404,
      errorCode: 'CLUSTER_NOT_FOUND',
      detail: 'No cluster named N exists in group G.',
      parameters: ['N', 'G'],
      date: new Date('2026-08-02T03:04:05Z'),
    });
    expect(calls()).toHaveLength(1);
  });

  test.each<[string, unknown, object]>([
    [
      'without a detail',
      { error: 400, errorCode: 'X', detail: null, reason: 'Bad Request', parameters: null },
      { errorCode: 'X', detail: 'Bad Request', parameters: [] },
    ],
    ['with nothing but a code', { error: 400, errorCode: 'X' }, { errorCode: 'X', detail: 'No detail.' }],
    [
      'with a very long detail and code',
      { error: 400, errorCode: 'X'.repeat(90_000), detail: 'd'.repeat(90_000) },
      { errorCode: 'X'.repeat(100), detail: 'd'.repeat(500) },
    ],
    ['of another shape', { message: 'forbidden by a proxy' }, { errorCode: 'UNREADABLE_ANSWER' }],
  ])('that says no %s is an error too', async (_, body, expected) => {
    const { client } = await signedIn((_request, response) => sendJson(response, 400, body));
    expect(await rejection(client.call(...ask))).toMatchObject({
      name: 'AtlasError',
      status: 400,
      ...expected,
    });
  });

  test('that is HTML never becomes part of an error', async () => {
    const { client } = await signedIn(
      (_, response) => void response.writeHead(403).end('<html>blocked</html>'),
    );
    const error = await rejection(client.call(...ask));
    expect(error).toMatchObject({ name: 'AtlasError', status: 403, errorCode: 'UNREADABLE_ANSWER' });
    expect(String(error)).not.toContain('blocked');
  });

  test('that redirects is an error: the base URL is wrong', async () => {
    const { client, calls } = await signedIn(
      (_, response) => void response.writeHead(302, { location: '/login' }).end(),
    );
    expect(await rejection(client.call(...ask))).toMatchObject({ name: 'AtlasError', status: 302 });
    expect(calls()).toHaveLength(1);
  });
});
