import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Ledger } from '../../../lib/aws/ledger.ts';
import { shardOf } from '../../../lib/aws/ledger-items.ts';
import { LIST_SHARDS } from '../../../lib/aws/ledger-table.ts';
import { type RestoreRecord, type RestoreStatus, STATUSES } from '../../../lib/restores/record.ts';
import { recordOf, SOURCE } from './records.ts';
import { useLedger } from './setup.ts';

const OTHER_PROJECT = 'fedcba9876543210fedcba98';

describe('a list of restores', () => {
  const ledger = useLedger();
  /** Few seconds for more restores, so that times are equal as well. */
  const records = Array.from({ length: 42 }, (_, at) =>
    recordOf({
      id: `restore-${(at * 7_919) % 42}`,
      status: STATUSES[(at * 5) % STATUSES.length] ?? 'QUEUED',
      createdAt: `2026-11-22T10:00:${String((at * 13) % 15).padStart(2, '0')}.000Z`,
    }),
  );
  const newestFirst = [...records].sort((a, b) =>
    `${a.createdAt}#${a.id}` < `${b.createdAt}#${b.id}` ? 1 : -1,
  );

  beforeAll(() => createAll(ledger(), records));

  test('holds every restore exactly once and in order, whatever the pages and the statuses', async () => {
    const statuses = fc.option(fc.subarray<RestoreStatus>([...STATUSES], { minLength: 1, maxLength: 2 }));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 50 }), statuses, async (limit, wanted) => {
        const expected = newestFirst.filter(({ status }) => wanted === null || wanted.includes(status));
        const pages = await pagesOf(ledger(), limit, wanted ?? undefined);
        expect(pages.flat()).toEqual(expected.map(({ id }) => id));
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
        expect(pages.at(-1)?.length ?? 0).toBeLessThanOrEqual(limit);
        // No page after the last restore: `next` says truly that there is more.
        expect(pages).toHaveLength(Math.max(1, Math.ceil(expected.length / limit)));
      }),
      { numRuns: 8, examples: [[1, ['READY']]] },
    );
  });

  test('follows a restore to its next status', async () => {
    const { record } = await ledger().createRestore(
      recordOf({ id: 'moving', createdAt: '2026-11-23T00:00:00.000Z' }),
    );
    const newest = async (status: RestoreStatus) =>
      (await ledger().listRestores({ statuses: [status], limit: 1 })).restores[0]?.id;
    await expect(newest('QUEUED')).resolves.toBe('moving');
    await ledger().saveRestore({ ...record, status: 'RUNNING' });
    await expect(newest('QUEUED')).resolves.not.toBe('moving');
    await expect(newest('RUNNING')).resolves.toBe('moving');
  });
});

describe('a ledger with little and with large', () => {
  const ledger = useLedger();

  test('lists nothing at first', async () => {
    await expect(ledger().listRestores({ limit: 5 })).resolves.toEqual({ restores: [] });
    await expect(ledger().restoreHistory(SOURCE, 5)).resolves.toEqual([]);
    await expect(ledger().countRunning(SOURCE.projectId)).resolves.toBe(0);
  });

  test('reads on where DynamoDB ends a page at 1 MB', async () => {
    const ids = Array.from({ length: 100 }, (_, at) => `large-${at}`).filter((id) => shardOf(id) === 0);
    const detail = 'x'.repeat(300_000);
    const large = ids
      .slice(0, 6)
      .map((id) => recordOf({ id, status: 'SUCCEEDED', reason: { code: 'LARGE', detail } }));
    await createAll(ledger(), large);
    const { restores, next } = await ledger().listRestores({ limit: 10 });
    expect(restores).toHaveLength(6);
    expect(next).toBeUndefined();
    await expect(ledger().restoreHistory(SOURCE, 10)).resolves.toHaveLength(6);
    // All of them lie on one shard, and still the first page knows of the second.
    const pages = await pagesOf(ledger(), 3);
    expect(pages.map((page) => page.length)).toEqual([3, 3]);
  });
});

describe('the history of a source', () => {
  const ledger = useLedger();
  const ended = (id: string, status: RestoreStatus, source = SOURCE as RestoreRecord['source']) =>
    recordOf({ id, status, source, createdAt: `2026-11-${id.slice(-2)}T10:00:00.000Z` });

  beforeAll(() =>
    createAll(ledger(), [
      ended('ok-01', 'SUCCEEDED'),
      ended('ok-03', 'SUCCEEDED'),
      ended('ok-02', 'SUCCEEDED'),
      ended('failed-04', 'FAILED'),
      ended('running-05', 'RUNNING'),
      ended('other-name-06', 'SUCCEEDED', { ...SOURCE, name: 'Other' }),
      ended('other-family-07', 'SUCCEEDED', { ...SOURCE, family: 'flex' }),
      ended('other-project-08', 'SUCCEEDED', { ...SOURCE, projectId: OTHER_PROJECT }),
    ]),
  );

  test('is its restores that succeeded, newest first, and no more than asked for', async () => {
    const ids = async (limit: number) => (await ledger().restoreHistory(SOURCE, limit)).map(({ id }) => id);
    await expect(ids(10)).resolves.toEqual(['ok-03', 'ok-02', 'ok-01']);
    await expect(ids(2)).resolves.toEqual(['ok-03', 'ok-02']);
  });
});

describe('the count of running restores', () => {
  const ledger = useLedger();

  test("is the project's own, over all shards, and follows their statuses", async () => {
    const running = Array.from({ length: 12 }, (_, at) => recordOf({ id: `run-${at}`, status: 'RUNNING' }));
    await createAll(ledger(), [
      ...running,
      recordOf({ id: 'waiting', status: 'QUEUED' }),
      recordOf({
        id: 'elsewhere',
        status: 'RUNNING',
        source: { ...SOURCE, projectId: OTHER_PROJECT },
      }),
    ]);
    expect(new Set(running.map(({ id }) => shardOf(id))).size).toBe(LIST_SHARDS);
    await expect(ledger().countRunning(SOURCE.projectId)).resolves.toBe(12);
    await expect(ledger().countRunning(OTHER_PROJECT)).resolves.toBe(1);
    const record = await ledger().getRestore('run-0');
    await ledger().saveRestore({ ...record!, status: 'FAILED' });
    await expect(ledger().countRunning(SOURCE.projectId)).resolves.toBe(11);
  });
});

test('ids are spread over all shards, chosen ones too', () => {
  const named = Array.from({ length: 400 }, (_, at) => shardOf(`nightly-${at}`));
  for (let shard = 0; shard < LIST_SHARDS; shard += 1) {
    const share = named.filter((each) => each === shard).length / named.length;
    expect(share).toBeGreaterThan(0.5 / LIST_SHARDS);
  }
  fc.assert(
    fc.property(fc.string(), (id) => {
      expect(shardOf(id)).toBeGreaterThanOrEqual(0);
      expect(shardOf(id)).toBeLessThan(LIST_SHARDS);
      expect(Number.isInteger(shardOf(id))).toBe(true);
    }),
  );
});

async function createAll(ledger: Ledger, records: readonly RestoreRecord[]): Promise<void> {
  await Promise.all(records.map((record) => ledger.createRestore(record)));
}

/** Ids, page by page. */
async function pagesOf(ledger: Ledger, limit: number, statuses?: readonly RestoreStatus[]) {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.listRestores({
      limit,
      ...(statuses && { statuses }),
      ...(cursor !== undefined && { cursor }),
    });
    pages.push(page.restores.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  return pages;
}
