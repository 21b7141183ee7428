import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

describe('a list', () => {
  test('is newest first, paged by a cursor, and filtered by status', async () => {
    const made: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      const restore = await harness.restore(requests.flex({ ticket: `list-${at}` }));
      made.unshift(restore.id);
      harness.time.advance(1);
    }
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const cursor = next === undefined ? '' : `&cursor=${next}`;
      const { body } = await harness.call<{ results: RestoreView[]; next?: string }>(
        'GET',
        `/v1/restores?status=SUCCEEDED&limit=2${cursor}`,
      );
      seen.push(...body.results.map(({ id }) => id));
      next = body.next;
    } while (next !== undefined);
    expect(seen).toEqual(made);
    expect((await harness.call('GET', '/v1/restores?status=FAILED')).body).toEqual({ results: [] });
  });

  test.each([
    ['status=DONE', 'status'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['cursor=Zm9yZ2Vk', 'cursor'],
    ['page=2', 'page'],
  ])('asked for with %s is refused by name', async (query, field) => {
    const answer = await harness.call('GET', `/v1/restores?${query}`);
    expect(answer).toMatchObject({
      status: 400,
      body: { errorCode: 'INVALID_QUERY_PARAMETER', parameters: [field] },
    });
  });
});

test.each(['nobody', '6bffffffffffffffffffffff', '%2E%2E', 'a%20b', 'x'.repeat(200)])(
  'a restore that does not exist (%s) is not found by any route',
  async (id) => {
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/download'],
      ['POST', '/undo'],
    ] as const) {
      const answer = await harness.call(
        method,
        `/v1/restores/${id}${path}`,
        method === 'POST' ? {} : undefined,
      );
      expect(answer.status).toBe(404);
    }
  },
);

describe('a download', () => {
  test('becomes ready, hands out fresh links that nobody stores, and expires', async () => {
    const { id, status, expiresAt } = await harness.restore(requests.download());
    expect(status).toBe('READY');
    const answer = await harness.call<{ urls: string[] }>('GET', `/v1/restores/${id}/download`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body.urls).toEqual([expect.stringMatching(/^https:\/\/restore-.*\.tar\.gz$/)]);
    expect(answer.body).toMatchObject({
      expiresAt,
      notes: expect.arrayContaining([expect.stringContaining('27017')]),
    });
    expect(JSON.stringify(await harness.service.ledger.getRestore(id))).not.toContain('.tar.gz');

    harness.time.advance(3601);
    expect(await harness.get(id)).toMatchObject({
      status: 'EXPIRED',
      reason: { code: 'DOWNLOAD_LINK_EXPIRED' },
    });
    const gone = await harness.call('GET', `/v1/restores/${id}/download`);
    expect(gone).toMatchObject({ status: 410, body: { errorCode: 'DOWNLOAD_LINK_EXPIRED' } });
    const listed = await harness.call<{ results: RestoreView[] }>('GET', '/v1/restores?status=EXPIRED');
    expect(listed.body.results.map((restore) => restore.id)).toEqual([id]);
    expect((await harness.call('GET', '/v1/restores?status=READY')).body).toEqual({ results: [] });
  });

  test('of a restore is none, and of an unfinished download not yet', async () => {
    const restore = await harness.restore(requests.tenant());
    const none = await harness.call('GET', `/v1/restores/${restore.id}/download`);
    expect(none).toMatchObject({ status: 404, body: { errorCode: 'NOT_A_DOWNLOAD' } });
  });

  test('is refused where the deployment does not allow it', async () => {
    const careful = await startHarness({ allowDownload: false });
    const answer = await careful.call('POST', '/v1/restores', requests.download());
    expect(answer).toMatchObject({ status: 403, body: { errorCode: 'DOWNLOAD_NOT_ALLOWED' } });
    await careful.close();
  });
});

describe('a cancellation', () => {
  test('of a download that is ready takes its link back', async () => {
    const { id } = await harness.restore(requests.download({ ticket: 'take-back' }));
    const answer = await harness.call('DELETE', `/v1/restores/${id}`);
    expect(answer).toMatchObject({ status: 202, body: { status: 'CANCELLED' } });
    const gone = await harness.call('GET', `/v1/restores/${id}/download`);
    expect(gone).toMatchObject({ status: 409, body: { errorCode: 'DOWNLOAD_NOT_READY' } });
  });

  test.each([
    ['droppedAfter', { kind: 'droppedAfter' }, 202, undefined, 'CANCELLED'],
    ['htmlError', { kind: 'htmlError', handled: true }, 202, undefined, 'CANCELLED'],
    ['serverError', { kind: 'serverError' }, 503, 'ATLAS_OUTCOME_UNKNOWN', 'READY'],
    ['rateLimited', { kind: 'rateLimited' }, 503, 'ATLAS_UNAVAILABLE', 'READY'],
  ] as const)(
    'of a ready download on which Atlas fails (%s) is told as what it is',
    async (kind, fault, status, errorCode, after) => {
      const { id } = await harness.restore(requests.download({ ticket: kind }));
      harness.simulator.faults.add({ ...fault, operation: 'cancelClusterRestoreJob' });
      const answer = await harness.call('DELETE', `/v1/restores/${id}`);
      expect([answer.status, answer.body.errorCode]).toEqual([status, errorCode]);
      expect(await harness.get(id)).toMatchObject({ status: after });
      if (after === 'READY') expect((await harness.call('DELETE', `/v1/restores/${id}`)).status).toBe(202);
    },
  );

  test('of a restore that has ended is too late', async () => {
    const { id } = await harness.restore(requests.serverless());
    const answer = await harness.call('DELETE', `/v1/restores/${id}`);
    expect(answer).toMatchObject({ status: 409, body: { errorCode: 'RESTORE_ENDED' } });
  });
});

test('health is answered without asking anybody', async () => {
  const before = harness.simulator.requests().length;
  const answer = await harness.call('GET', '/v1/health');
  expect(answer).toMatchObject({
    status: 200,
    body: { status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
  });
  expect(harness.simulator.requests()).toHaveLength(before);
});
