/** What the create step does with what others write at the same moment. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cancelRestore } from '../../../../lib/restores/cancel-restore.ts';
import { RestoreRefused } from '../../../../lib/restores/refusal.ts';
import { checkStep } from '../../../../lib/restores/steps/check-restore-job.ts';
import { createStep } from '../../../../lib/restores/steps/create-restore-job.ts';
import { outcomeStep } from '../../../../lib/restores/steps/record-outcome.ts';
import { type Bench, startBench } from './bench.ts';
import { relay } from './crashing.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.simulator.faults.clear());
afterAll(() => bench.close());

const operation = 'createClusterRestoreJob';
const failure = { Error: 'States.Timeout', Cause: '' };

/** Services in which something happens between Atlas' answer to the POST and what we do with it. */
function afterPost(happens: () => Promise<unknown>) {
  const atlas = relay(bench.context.atlas, (name) => (name === operation ? happens() : undefined));
  return { ...bench.context, atlas };
}

describe('the answer comes after somebody else went on', () => {
  test('the restore was ended meanwhile: its end stays, its job is known, its target stays locked', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    const context = afterPost(() => outcomeStep(bench.context, { id, step: { failure } }));
    await createStep(context, id);
    const record = await bench.record(id);
    expect(record).toMatchObject({
      status: 'FAILED',
      reason: { code: 'CREATE_OUTCOME_UNKNOWN' },
      atlasJobId: fresh.jobs()[0]?.id,
      jobMayRun: true,
    });
    expect(record.timeline.map(({ status }) => status)).toEqual(['QUEUED', 'FAILED']);
    expect(await bench.lockOwner(record)).toBe(id);
    // Whoever wants the target next finds out by that job.
    bench.time.advance(300);
    expect(await bench.restore({ ...fresh.body, again: true })).toMatchObject({ status: 'SUCCEEDED' });
    expect((await bench.get(id)).reason?.detail).toContain("Atlas' job has ended since: SUCCEEDED.");
  });

  test('another run of the step has adopted the job and followed it to its end: nothing changes', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    const context = afterPost(async () => {
      bench.time.advance(30);
      await bench.run(id, fresh.request);
    });
    await createStep(context, id);
    const record = await bench.record(id);
    expect(record).toMatchObject({ status: 'SUCCEEDED', adopted: true });
    expect(record).not.toHaveProperty('jobMayRun');
    expect(fresh.jobs()).toHaveLength(1);
  });

  test('a download was cancelled meanwhile: its job is cancelled at the next look', async () => {
    const fresh = bench.fresh('download');
    const { id } = await bench.accept(fresh);
    const context = afterPost(async () => cancelRestore(bench.context, await bench.record(id)));
    expect(await createStep(context, id)).toMatchObject({ next: 'CHECK' });
    await checkStep(bench.context, id);
    expect(fresh.jobs()).toMatchObject([{ status: 'cancelled' }]);
    await bench.run(id, fresh.request);
    expect(await bench.get(id)).toMatchObject({
      status: 'CANCELLED',
      reason: { code: 'ATLAS_JOB_CANCELLED', detail: expect.stringContaining('as requested') },
    });
  });
});

describe('a cancellation', () => {
  test('before the first POST: nothing is posted', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    await cancelRestore(bench.context, await bench.record(id));
    const end = await bench.run(id, fresh.request);
    expect(end).toMatchObject({ status: 'FAILED', error: 'RestoreCancelled' });
    expect(await bench.get(id)).toMatchObject({
      status: 'CANCELLED',
      reason: { code: 'CANCELLED_BEFORE_START' },
    });
    expect(fresh.posts()).toBe(0);
  });

  test('while Atlas throttles: nothing more is posted', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    bench.simulator.faults.add({ kind: 'rateLimited', operation });
    await createStep(bench.context, id);
    await cancelRestore(bench.context, await bench.record(id));
    await bench.run(id, fresh.request);
    expect(await bench.get(id)).toMatchObject({ status: 'CANCELLED' });
    expect(fresh.posts()).toBe(1);
    expect(fresh.jobs()).toEqual([]);
  });

  test('of a restore whose answer was lost: too late, nobody knows whether there is something to stop', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    bench.simulator.faults.add({ kind: 'droppedAfter', operation });
    await createStep(bench.context, id);
    const cancel = cancelRestore(bench.context, await bench.record(id));
    await expect(cancel).rejects.toThrow(RestoreRefused);
    await expect(cancel).rejects.toMatchObject({ refusals: [{ code: 'CANNOT_CANCEL_RESTORE' }] });
  });

  test('of a download whose answer was lost: its job is found, and cancelled', async () => {
    const fresh = bench.fresh('download');
    const { id } = await bench.accept(fresh);
    bench.simulator.faults.add({ kind: 'droppedAfter', operation });
    await createStep(bench.context, id);
    await cancelRestore(bench.context, await bench.record(id));
    await bench.run(id, fresh.request);
    expect(await bench.get(id)).toMatchObject({ status: 'CANCELLED', adopted: true });
    expect(fresh.jobs()).toMatchObject([{ status: 'cancelled' }]);
  });
});

test('an ended restore, or one that was never there, is not begun', async () => {
  const fresh = bench.fresh();
  const record = await bench.accept(fresh);
  await bench.context.ledger.saveRestore({ ...record, status: 'FAILED' });
  expect(await createStep(bench.context, record.id)).toEqual({
    id: record.id,
    next: 'RECORD',
    waitSeconds: 0,
  });
  expect(await createStep(bench.context, 'nobody')).toMatchObject({ next: 'RECORD' });
  expect(fresh.posts()).toBe(0);
});
