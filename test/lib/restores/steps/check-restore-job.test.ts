/** What a look at Atlas' job finds, beyond a job that goes on or has ended well. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cancelRestore } from '../../../../lib/restores/cancel-restore.ts';
import { checkStep } from '../../../../lib/restores/steps/check-restore-job.ts';
import { createStep } from '../../../../lib/restores/steps/create-restore-job.ts';
import { outcomeStep } from '../../../../lib/restores/steps/record-outcome.ts';
import { lockKey } from '../../../../lib/restores/target-lock.ts';
import { setLine } from '../../../support/line.ts';
import { type Bench, type Fresh, startBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.simulator.faults.clear());
afterAll(() => bench.close());

/** Accepted and posted; nobody follows it yet. */
async function running(fresh: Fresh): Promise<string> {
  const { id } = await bench.accept(fresh);
  await createStep(bench.context, id);
  return id;
}

describe('a job that Atlas does not find', () => {
  /** A restore whose record names a job that Atlas does not know. */
  async function lostJob(fresh: Fresh): Promise<string> {
    const id = await running(fresh);
    const record = await bench.record(id);
    await bench.context.ledger.saveRestore({ ...record, atlasJobId: '6b0000000000000000009999' });
    return id;
  }
  const since = () => bench.time.clock.now().toISOString();

  test('the first time: looked for again, however long the restore has been running', async () => {
    const id = await lostJob(bench.fresh());
    bench.time.advance(7_200);
    const missingSince = since();
    expect(await checkStep(bench.context, id)).toMatchObject({
      next: 'CHECK',
      trouble: { times: 1, missingSince },
    });
  });

  test('for ten minutes in a row: FAILED, how it ended is not known, the target stays locked', async () => {
    const id = await lostJob(bench.fresh());
    bench.time.advance(300);
    const trouble = { times: 5, missingSince: since() };
    bench.time.advance(599);
    expect(await checkStep(bench.context, id, { trouble })).toMatchObject({
      trouble: { ...trouble, times: 6 },
    });
    bench.time.advance(1);
    expect(await checkStep(bench.context, id, { trouble })).toMatchObject({
      next: 'RECORD',
      outcome: { status: 'FAILED', reason: { code: 'ATLAS_JOB_NOT_FOUND' }, jobMayRun: true },
    });
  });

  test('for ten minutes, while something is done to the target: followed on', async () => {
    const fresh = bench.fresh();
    const id = await lostJob(fresh);
    const missingSince = since();
    bench.time.advance(600);
    bench.simulator.editDeployment(fresh.target ?? '', { stateName: 'UPDATING' });
    const trouble = { times: 5, missingSince };
    expect(await checkStep(bench.context, id, { trouble })).toMatchObject({ next: 'CHECK' });
  });

  test('and then does again: forgotten', async () => {
    const id = await running(bench.fresh());
    const trouble = { times: 5, missingSince: '2026-11-01T00:00:00Z' };
    expect(await checkStep(bench.context, id, { trouble })).toEqual({
      id,
      next: 'CHECK',
      waitSeconds: expect.any(Number),
    });
  });

  test('but another error comes between: the ten minutes begin anew', async () => {
    const id = await running(bench.fresh());
    bench.simulator.faults.add({ kind: 'unauthorized', operation: 'getClusterRestoreJob', times: 2 });
    const before = { times: 3, missingSince: '2026-11-01T00:00:00Z' };
    expect((await checkStep(bench.context, id, { trouble: before })).trouble).toEqual({ times: 4 });
  });
});

describe('Atlas has finished the job', () => {
  test('the target is not idle yet: waited for', async () => {
    const fresh = bench.fresh();
    const id = await running(fresh);
    bench.time.advance(300);
    bench.simulator.editDeployment(fresh.target ?? '', { stateName: 'REPAIRING' });
    expect(await checkStep(bench.context, id)).toMatchObject({ next: 'CHECK' });
    expect(await bench.record(id)).toMatchObject({ status: 'RUNNING' });
    bench.simulator.editDeployment(fresh.target ?? '', { stateName: 'IDLE' });
    expect(await checkStep(bench.context, id)).toMatchObject({ outcome: { status: 'SUCCEEDED' } });
  });

  test('the target never becomes idle: TIMED_OUT, and the lock is not needed any more', async () => {
    const fresh = bench.fresh('dedicated', { timeLimitMinutes: 10 });
    const id = await running(fresh);
    bench.simulator.editDeployment(fresh.target ?? '', { stateName: 'REPAIRING' });
    const end = await bench.run(id, fresh.request);
    expect(end).toMatchObject({ error: 'RestoreTimedOut' });
    expect(await bench.get(id)).toMatchObject({ status: 'TIMED_OUT', reason: { code: 'TARGET_NOT_IDLE' } });
    expect(await bench.lockOwner(await bench.record(id))).toBeUndefined();
  });

  test('the target was deleted: FAILED, and says so', async () => {
    const fresh = bench.fresh();
    const id = await running(fresh);
    bench.simulator.removeDeployment(fresh.target ?? '');
    await bench.run(id, fresh.request);
    expect(await bench.get(id)).toMatchObject({ status: 'FAILED', reason: { code: 'TARGET_GONE' } });
  });
});

test('a wait does not go beyond the time limit', async () => {
  const fresh = bench.fresh('dedicated', { timeLimitMinutes: 1 });
  const { id } = await bench.accept(fresh);
  await createStep(bench.context, id);
  bench.time.advance(50);
  expect(await checkStep(bench.context, id)).toEqual({ id, next: 'CHECK', waitSeconds: 10 });
  bench.time.advance(10);
  expect(await checkStep(bench.context, id)).toMatchObject({
    outcome: { status: 'TIMED_OUT', reason: { code: 'ATLAS_JOB_STILL_RUNNING' }, jobMayRun: true },
  });
});

test('a restore without a job goes back to making one; one that has ended, to its end', async () => {
  const record = await bench.accept(bench.fresh());
  const { id } = record;
  expect(await checkStep(bench.context, id)).toEqual({ id, next: 'CREATE', waitSeconds: 1 });
  await bench.context.ledger.saveRestore({ ...record, status: 'FAILED' });
  expect(await checkStep(bench.context, id)).toEqual({ id, next: 'RECORD', waitSeconds: 0 });
});

test('a lock that another restore holds is said in the log, and the job is followed all the same', async () => {
  const fresh = bench.fresh();
  const id = await running(fresh);
  const record = await bench.record(id);
  const key = lockKey(record);
  const { ledger } = bench.context;
  const leaseUntil = new Date(bench.time.clock.now().getTime() + 60_000).toISOString();
  await setLine(ledger, key, { id: 'somebody-else', leaseUntil });
  const errors: string[] = [];
  const log = { ...bench.context.log, error: (message: string) => errors.push(message) };
  expect(await checkStep({ ...bench.context, log }, id)).toMatchObject({ next: 'CHECK' });
  expect(errors).toEqual(['the lock of the target is held by another restore']);
});

describe('a cancellation that Atlas did not confirm', () => {
  const operation = 'cancelClusterRestoreJob';

  test('is asked for again at the next look', async () => {
    const fresh = bench.fresh('download');
    const id = await running(fresh);
    bench.simulator.faults.add({ kind: 'droppedBefore', operation, times: 2 });
    await cancelRestore(bench.context, await bench.record(id));
    await checkStep(bench.context, id);
    expect(fresh.jobs()).toMatchObject([{ status: 'running' }]);
    await checkStep(bench.context, id);
    expect(fresh.jobs()).toMatchObject([{ status: 'cancelled' }]);
  });

  test('takes back the link of a download that became ready meanwhile', async () => {
    const fresh = bench.fresh('download');
    const id = await running(fresh);
    bench.simulator.faults.add({ kind: 'droppedBefore', operation });
    await cancelRestore(bench.context, await bench.record(id));
    bench.time.advance(300);
    await bench.run(id, fresh.request);
    expect(await bench.get(id)).toMatchObject({ status: 'CANCELLED' });
    expect(fresh.jobs()).toMatchObject([{ status: 'cancelled' }]);
  });

  test('and never can is asked for until the link has run out, and never called READY', async () => {
    const fresh = bench.fresh('download');
    const id = await running(fresh);
    bench.simulator.faults.add({ kind: 'serverError', operation, times: 0 });
    await cancelRestore(bench.context, await bench.record(id));
    bench.time.advance(300);
    await bench.run(id, fresh.request);
    expect(await bench.get(id)).toMatchObject({ status: 'EXPIRED', cancelRequestedAt: expect.any(String) });
  });

  test('is asked for again when the trouble is over, although the download became ready meanwhile', async () => {
    const fresh = bench.fresh('download');
    const id = await running(fresh);
    bench.simulator.faults.add({ kind: 'serverError', operation, times: 4 });
    await cancelRestore(bench.context, await bench.record(id));
    bench.time.advance(300);
    await bench.run(id, fresh.request);
    expect(await bench.get(id)).toMatchObject({ status: 'CANCELLED' });
  });

  test('and comes between the last look and the record of it takes the link back', async () => {
    const fresh = bench.fresh('download');
    const id = await running(fresh);
    bench.time.advance(300);
    const step = await checkStep(bench.context, id);
    expect(step).toMatchObject({ next: 'RECORD', outcome: { status: 'READY' } });
    bench.simulator.faults.add({ kind: 'droppedBefore', operation });
    await cancelRestore(bench.context, await bench.record(id));
    const ended = await outcomeStep(bench.context, { id, step });
    expect(ended).toMatchObject({ status: 'CANCELLED', record: { reason: { code: 'ATLAS_JOB_CANCELLED' } } });
    expect(fresh.jobs()).toMatchObject([{ status: 'cancelled' }]);
  });
});
