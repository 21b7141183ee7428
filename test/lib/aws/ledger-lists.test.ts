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
    await expect(ledger().countActive(SOURCE.projectId)).resolves.toBe(0);
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
    // All of them lie on one shard, and still the first page knows of the second.
    const pages = await pagesOf(ledger(), 3);
    expect(pages.map((page) => page.length)).toEqual([3, 3]);
  });
});

describe('the durations of a source', () => {
  const ledger = useLedger();
  const past = [{ id: 'a', at: '2026-11-22T10:00:00.000Z', seconds: 232, sizeBytes: 5 }];

  test('are none at first, then what was written over the version that was read', async () => {
    await expect(ledger().durations('source')).resolves.toEqual({ version: 0, past: [] });
    await expect(ledger().saveDurations('source', { version: 0, past })).resolves.toBe(true);
    await expect(ledger().durations('source')).resolves.toEqual({ version: 1, past });
    await expect(ledger().durations('other')).resolves.toEqual({ version: 0, past: [] });
  });

  test('are not written over what somebody else wrote', async () => {
    await expect(ledger().saveDurations('twice', { version: 0, past })).resolves.toBe(true);
    await expect(ledger().saveDurations('twice', { version: 0, past: [] })).resolves.toBe(false);
    await expect(ledger().saveDurations('twice', { version: 7, past: [] })).resolves.toBe(false);
    await expect(ledger().durations('twice')).resolves.toEqual({ version: 1, past });
  });
});

describe('the count of restores that have not ended', () => {
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
    await expect(ledger().countActive(SOURCE.projectId)).resolves.toBe(13);
    await expect(ledger().countActive(OTHER_PROJECT)).resolves.toBe(1);
    const record = await ledger().getRestore('run-0');
    await ledger().saveRestore({ ...record!, status: 'FAILED' });
    await expect(ledger().countActive(SOURCE.projectId)).resolves.toBe(12);
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
