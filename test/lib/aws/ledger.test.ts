import { describe, expect, test } from 'vitest';
import { LedgerConflict } from '../../../lib/aws/ledger-conflict.ts';
import { firstInLine, setLine } from '../../support/line.ts';
import { recordOf } from './records.ts';
import { useLedger } from './setup.ts';

const ledger = useLedger();
const LEASE = '2026-11-22T10:05:00.000Z';
const DELETE_AFTER = new Date('2026-11-30T10:00:00Z');

describe('a record', () => {
  test('comes back as it was written, with its first version', async () => {
    const record = recordOf({ id: 'written', reason: { code: 'X', detail: 'ä "quoted"' }, adopted: false });
    await expect(ledger().createRestore(record)).resolves.toEqual({
      created: true,
      record: { ...record, version: 1 },
    });
    await expect(ledger().getRestore('written')).resolves.toEqual({ ...record, version: 1 });
  });

  test('is undefined where there is none', async () => {
    await expect(ledger().getRestore('nobody')).resolves.toBeUndefined();
  });

  test('is not overwritten by another of the same id, which gets what is there', async () => {
    await ledger().createRestore(recordOf({ id: 'taken', requestedBy: 'first' }));
    const second = await ledger().createRestore(recordOf({ id: 'taken', requestedBy: 'second' }));
    expect(second).toMatchObject({ created: false, record: { requestedBy: 'first', version: 1 } });
  });

  test('is created by one of many that try at once', async () => {
    const tries = Array.from({ length: 8 }, (_, at) =>
      ledger().createRestore(recordOf({ id: 'contested', requestedBy: `caller-${at}` })),
    );
    const results = await Promise.all(tries);
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(results.map(({ record }) => record.requestedBy)).size).toBe(1);
  });

  test('leaves out what is undefined, as JSON does', async () => {
    const withHole = { ...recordOf({ id: 'hole' }), finishedAt: undefined } as never;
    await ledger().createRestore(withHole);
    expect(Object.keys((await ledger().getRestore('hole')) ?? {})).not.toContain('finishedAt');
  });

  test('is saved over the version that was read', async () => {
    const { record } = await ledger().createRestore(recordOf({ id: 'saved' }));
    const saved = await ledger().saveRestore({ ...record, status: 'RUNNING' });
    expect(saved).toMatchObject({ status: 'RUNNING', version: 2 });
    await expect(ledger().getRestore('saved')).resolves.toEqual(saved);
  });

  test('is a conflict to who read an older version, and stays', async () => {
    const { record } = await ledger().createRestore(recordOf({ id: 'conflict' }));
    await ledger().saveRestore({ ...record, status: 'RUNNING' });
    const late = ledger().saveRestore({ ...record, status: 'FAILED' });
    await expect(late).rejects.toThrow(LedgerConflict);
    await expect(late).rejects.toMatchObject({ id: 'conflict' });
    await expect(ledger().getRestore('conflict')).resolves.toMatchObject({ status: 'RUNNING' });
  });

  test('is a conflict to who saves what was never created', async () => {
    await expect(ledger().saveRestore(recordOf({ id: 'never', version: 1 }))).rejects.toThrow(LedgerConflict);
    await expect(ledger().getRestore('never')).resolves.toBeUndefined();
  });

  test('is saved by one of many that read the same version', async () => {
    const { record } = await ledger().createRestore(recordOf({ id: 'race' }));
    const saves = Array.from({ length: 8 }, (_, at) =>
      ledger().saveRestore({ ...record, requestedBy: `writer-${at}` }),
    );
    const results = await Promise.allSettled(saves);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(ledger().getRestore('race')).resolves.toMatchObject({ version: 2 });
  });
});

describe('a job', () => {
  test('has one owner, for ever', async () => {
    await expect(ledger().ownJob('job-1', 'a')).resolves.toBe('a');
    await expect(ledger().ownJob('job-1', 'a')).resolves.toBe('a');
    await expect(ledger().ownJob('job-1', 'b')).resolves.toBe('a');
    await expect(ledger().jobOwner('job-1')).resolves.toBe('a');
  });

  test('has none before', async () => {
    await expect(ledger().jobOwner('job-none')).resolves.toBeUndefined();
  });

  test('goes to one of many that find it at once', async () => {
    const owners = await Promise.all(['a', 'b', 'c', 'd'].map((id) => ledger().ownJob('job-race', id)));
    expect(new Set(owners).size).toBe(1);
  });
});

describe('a claim of an identical request', () => {
  const claim = (hash: string, id: string, instead?: string) =>
    ledger().claimRequest(hash, id, DELETE_AFTER, instead);

  test('belongs to the first', async () => {
    await expect(claim('claimed', 'r1')).resolves.toBe('r1');
    await expect(claim('claimed', 'r2')).resolves.toBe('r1');
    await expect(ledger().requestClaim('claimed')).resolves.toBe('r1');
  });

  test('is taken over from the one that no longer matters, once', async () => {
    await claim('old', 'r1');
    await expect(claim('old', 'r2', 'r1')).resolves.toBe('r2');
    await expect(claim('old', 'r3', 'r1')).resolves.toBe('r2');
  });

  test('is none before', async () => {
    await expect(ledger().requestClaim('unclaimed')).resolves.toBeUndefined();
  });
});

test('lines, jobs, claims and records of one name do not meet', async () => {
  await setLine(ledger(), 'same', { id: 'lock', leaseUntil: LEASE });
  await ledger().ownJob('same', 'job');
  await ledger().claimRequest('same', 'claim', DELETE_AFTER);
  await ledger().createRestore(recordOf({ id: 'same', requestedBy: 'record' }));
  await expect(firstInLine(ledger(), 'same')).resolves.toMatchObject({ id: 'lock' });
  await expect(ledger().jobOwner('same')).resolves.toBe('job');
  await expect(ledger().requestClaim('same')).resolves.toBe('claim');
  await expect(ledger().getRestore('same')).resolves.toMatchObject({ requestedBy: 'record' });
});
