import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { LedgerConflict } from '../../../lib/aws/ledger-conflict.ts';
import { changeRecord } from '../../../lib/restores/change-record.ts';
import { listRestores } from '../../../lib/restores/list-restores.ts';
import {
  enter,
  isActive,
  type RestoreRecord,
  type RestoreStatus,
  STATUSES,
} from '../../../lib/restores/record.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { recordOf } from '../aws/records.ts';
import { useLedger } from '../aws/setup.ts';

const ledger = useLedger();
const clock = new FakeClock(new Date('2026-11-22T12:00:00Z'));
const BEFORE = '2026-11-22T11:00:00Z';
const AFTER = '2026-11-22T13:00:00Z';

/** Newest last. Of the ready downloads, two in three have a link that does not work any more. */
const records = Array.from({ length: 27 }, (_, at) => {
  const status = at % 3 === 0 ? (STATUSES[(at / 3) % STATUSES.length] ?? 'QUEUED') : 'READY';
  return recordOf({
    id: `restore-${at}`,
    createdAt: `2026-11-22T10:00:${String(at).padStart(2, '0')}.000Z`,
    status,
    ...(status === 'READY' && { expiresAt: at % 3 === 1 ? AFTER : BEFORE }),
  });
});
const shown = records
  .map(({ id, status, expiresAt }) => ({
    id,
    status: status === 'READY' && expiresAt === BEFORE ? 'EXPIRED' : status,
  }))
  .reverse();

beforeAll(async () => {
  await Promise.all(records.map((record) => ledger().createRestore(record)));
});

async function pagesOf(limit: number, status?: RestoreStatus) {
  const pages: { id: string; status: RestoreStatus }[][] = [];
  let cursor: string | undefined;
  do {
    const list = await listRestores(
      { ledger: ledger(), clock },
      { limit, ...(status && { status }), ...(cursor !== undefined && { cursor }) },
    );
    pages.push(list.restores.map(({ id, status: listed }) => ({ id, status: listed })));
    cursor = list.next;
  } while (cursor !== undefined);
  return pages;
}

describe('the list of restores', () => {
  test('shows each under the status that it has now, once and newest first, in pages of any size', async () => {
    const status = fc.option(fc.constantFrom(...STATUSES));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 5, max: 30 }), status, async (limit, wanted) => {
        const pages = await pagesOf(limit, wanted ?? undefined);
        expect(pages.flat()).toEqual(shown.filter((one) => wanted === null || one.status === wanted));
        expect(pages.every((page) => page.length <= limit)).toBe(true);
      }),
      {
        numRuns: 4,
        examples: [
          [4, 'EXPIRED'],
          [4, 'READY'],
        ],
      },
    );
  });

  test('gives a cursor rather than read on for ever after what is hardly there', async () => {
    // Nothing has expired yet: the ledger's pages hold ready ones, which are not wanted.
    const early = { ledger: ledger(), clock: new FakeClock(new Date('2026-11-22T10:59:59Z')) };
    const list = await listRestores(early, { status: 'EXPIRED', limit: 1 });
    expect(list.restores.filter(({ status }) => status !== 'EXPIRED')).toEqual([]);
    expect(list.next).toBeDefined();
  });
});

const AT = new Date('2026-11-22T10:05:00Z');

async function created(id: string): Promise<RestoreRecord> {
  return (await ledger().createRestore(recordOf({ id }))).record;
}

describe('a change of a record', () => {
  test('is written over what was read', async () => {
    const record = await created('plain');
    const changed = await changeRecord(ledger(), record, (current) => enter(current, 'RUNNING', AT));
    expect(changed).toMatchObject({ status: 'RUNNING', version: 2 });
    await expect(ledger().getRestore('plain')).resolves.toEqual(changed);
  });

  test('is made again of what somebody else has written, which stays', async () => {
    const stale = await created('stale');
    await ledger().saveRestore({ ...stale, cancelRequestedAt: AT.toISOString() });
    const seen: number[] = [];
    const changed = await changeRecord(ledger(), stale, (current) => {
      seen.push(current.version);
      return { ...current, atlasJobId: 'job' };
    });
    expect(seen).toEqual([1, 2]);
    expect(changed).toMatchObject({ atlasJobId: 'job', cancelRequestedAt: AT.toISOString(), version: 3 });
  });

  test('is left alone where it has nothing to say any more', async () => {
    const stale = await created('ended');
    const ended = await ledger().saveRestore(enter(stale, 'FAILED', AT));
    const result = await changeRecord(ledger(), stale, (current) =>
      isActive(current.status) ? enter(current, 'SUCCEEDED', AT) : undefined,
    );
    expect(result).toEqual(ended);
    await expect(ledger().getRestore('ended')).resolves.toEqual(ended);
  });

  test('of four writers at once loses none', async () => {
    const record = await created('busy');
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(
      names.map((name) =>
        changeRecord(ledger(), record, (current) => ({
          ...current,
          otherJobIds: [...(current.otherJobIds ?? []), name],
        })),
      ),
    );
    const { otherJobIds, version } = (await ledger().getRestore('busy')) ?? {};
    expect([...(otherJobIds ?? [])].sort()).toEqual(names);
    expect(version).toBe(5);
  });

  test('gives up against a writer who is always quicker', async () => {
    const record = await created('lost');
    let tries = 0;
    const losing = changeRecord(ledger(), record, (current) => {
      tries += 1;
      return { ...current, version: current.version - 1 };
    });
    await expect(losing).rejects.toThrow(LedgerConflict);
    expect(tries).toBe(5);
    await expect(ledger().getRestore('lost')).resolves.toEqual(record);
  });

  test('of a record that is not there is a conflict', async () => {
    const change = changeRecord(ledger(), recordOf({ id: 'nobody', version: 1 }), (current) => current);
    await expect(change).rejects.toThrow(LedgerConflict);
  });
});
