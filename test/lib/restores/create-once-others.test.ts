/** Somebody else restores in Atlas at the same time, past this service: what is taken for ours, and what never is. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { jobKey } from '../../../lib/restores/reconcile.ts';
import { createStep } from '../../../lib/restores/steps/create-restore-job.ts';
import { planStep } from '../../../lib/restores/steps/plan-restore.ts';
import { type Bench, type Fresh, startBench } from './steps/bench.ts';
import { watched } from './steps/crashing.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.simulator.faults.clear());
afterAll(() => bench.close());

/** Another snapshot of Orders than the latest. */
const OTHER_SNAPSHOT = '6b000000000000000000c102';

/** What another actor does: the same order as ours, or one with another snapshot. */
async function somebodyElse(fresh: Fresh, snapshotId?: string): Promise<string> {
  const { source, target, delivery } = fresh.request;
  const snapshot = snapshotId ?? (await snapshotOf(fresh));
  const { projectId: groupId, name } = source;
  const { atlas } = bench.context;
  if (name === 'Accounts') {
    const path = { groupId, name };
    const { data } =
      target === undefined
        ? await atlas.call('createFlexDownload', { path, body: { snapshotId: snapshot } })
        : await atlas.call('createFlexRestoreJob', {
            path,
            body: {
              snapshotId: snapshot,
              targetDeploymentItemName: target.name,
              targetProjectId: target.projectId,
            },
          });
    return data.id;
  }
  const { data } = await atlas.call('createClusterRestoreJob', {
    path: { groupId, clusterName: name },
    body: {
      deliveryType: delivery === 'download' ? 'download' : 'automated',
      snapshotId: snapshot,
      ...(target && { targetClusterName: target.name, targetGroupId: target.projectId }),
    },
  });
  return data.id;
}

async function snapshotOf({ request: { source, snapshot } }: Fresh): Promise<string> {
  if (snapshot !== 'latest') return String(snapshot);
  return source.name === 'Accounts' ? '6b000000000000000000f101' : '6b000000000000000000c101';
}

/** The create step again and again, its waits passed, until `enough`. */
async function createUntil(
  id: string,
  enough: () => boolean | Promise<boolean>,
  context = bench.context,
): Promise<void> {
  for (;;) {
    const step = await createStep(context, id);
    if (step.next !== 'CREATE' || (await enough())) return;
    bench.time.advance(step.waitSeconds);
  }
}

/** Its first POST is lost before Atlas handles it; the quiet period has begun. */
async function lostFirst(fresh: Fresh): Promise<string> {
  const { id } = await bench.accept(fresh);
  await planStep(bench.context, { id, execution: 'test', request: fresh.request });
  const operation = ['createClusterRestoreJob', 'createFlexRestoreJob', 'createFlexDownload'] as const;
  bench.simulator.faults.add({ kind: 'droppedBefore', operation });
  const step = await createStep(bench.context, id);
  expect(step).toMatchObject({ next: 'CREATE' });
  bench.time.advance(step.waitSeconds);
  return id;
}

describe('busy with a restore of another actor: refused with the code of Atlas, the lock given back', () => {
  test('a dedicated target', async () => {
    const fresh = bench.fresh();
    const record = await bench.accept(fresh);
    const theirs = await somebodyElse(fresh, OTHER_SNAPSHOT);
    const end = await bench.run(record.id, fresh.request);
    expect(end).toMatchObject({ status: 'FAILED', error: 'RestoreRefused' });
    expect(await bench.get(record.id)).toMatchObject({
      status: 'REFUSED',
      reason: { code: 'ATLAS_CLUSTER_RESTORE_IN_PROGRESS' },
    });
    expect(fresh.jobs().map(({ id }) => id)).toEqual([theirs]);
    expect(await bench.lockOwner(record)).toBeUndefined();
  });

  test('a Flex target, after an hour in which Atlas said "not now"', async () => {
    const fresh = bench.fresh('flex');
    const record = await bench.accept(fresh);
    await planStep(bench.context, { id: record.id, execution: 'test', request: fresh.request });
    const theirs = await somebodyElse(fresh);
    const step = await createStep(bench.context, record.id);
    expect(step).toMatchObject({ next: 'CREATE' });
    expect(step.waitSeconds).toBeGreaterThanOrEqual(10);
    bench.time.advance(3_600);
    await somebodyElse(fresh);
    expect(await createStep(bench.context, record.id)).toMatchObject({
      next: 'RECORD',
      outcome: { status: 'REFUSED', reason: { code: 'TENANT_RESTORE_DESTINATION_UNAVAILABLE' } },
    });
    expect(fresh.jobs()[0]?.id).toBe(theirs);
    expect(fresh.jobs()).toHaveLength(2);
  });

  test('a snapshot that is being downloaded', async () => {
    const fresh = bench.fresh('download');
    const record = await bench.accept(fresh);
    await somebodyElse(fresh);
    await bench.run(record.id, fresh.request);
    expect(await bench.get(record.id)).toMatchObject({
      status: 'REFUSED',
      reason: { code: 'CANNOT_DOWNLOAD_SNAPSHOT_CONCURRENTLY' },
    });
    expect(fresh.jobs()).toHaveLength(1);
    expect(await bench.lockOwner(record)).toBeUndefined();
  });
});

describe('busy after a lost answer may mean us: looked for again, never called busy', () => {
  test('it is ours, which Atlas lists only after the quiet period: adopted', async () => {
    const fresh = bench.fresh();
    const operation = 'createClusterRestoreJob';
    bench.simulator.faults.add({ kind: 'droppedAfter', operation });
    bench.simulator.faults.add({ kind: 'jobHidden', operation, seconds: 200 });
    const view = await bench.restore(fresh.body);
    expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: true });
    expect(fresh.posts()).toBe(2);
    expect(fresh.jobs().map(({ id }) => id)).toEqual([view.atlasJobId]);
    expect(fresh.wipes()).toBe(1);
  });

  test('the other restore ends in time: ours is made after it, once', async () => {
    const fresh = bench.fresh();
    const id = await lostFirst(fresh);
    const theirs = await somebodyElse(fresh, OTHER_SNAPSHOT);
    await bench.run(id, fresh.request);
    const view = await bench.get(id);
    expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: false });
    expect(fresh.jobs().map((job) => job.id)).toEqual([theirs, view.atlasJobId]);
  });

  test('the other restore does not end: nobody knows, and the target stays locked', async () => {
    const fresh = bench.fresh();
    const id = await lostFirst(fresh);
    bench.simulator.faults.add({ kind: 'jobNeverEnds' });
    const theirs = await somebodyElse(fresh, OTHER_SNAPSHOT);
    await bench.run(id, fresh.request);
    expect(await bench.get(id)).toMatchObject({
      status: 'FAILED',
      reason: { code: 'CREATE_OUTCOME_UNKNOWN' },
    });
    expect(fresh.jobs().map((job) => job.id)).toEqual([theirs]);
    expect(await bench.lockOwner(await bench.record(id))).toBe(id);
  });

  test('a download that somebody else began: adopted, for it is what was asked for', async () => {
    const fresh = bench.fresh('download');
    const id = await lostFirst(fresh);
    const theirs = await somebodyElse(fresh);
    await bench.run(id, fresh.request);
    expect(await bench.get(id)).toMatchObject({ status: 'READY', adopted: true, atlasJobId: theirs });
    expect(fresh.posts()).toBe(2);
  });
});

describe('which job is taken for ours', () => {
  test('of two identical ones the earliest; the other one is reported', async () => {
    const fresh = bench.fresh('flexDownload');
    const id = await lostFirst(fresh);
    const first = await somebodyElse(fresh);
    const second = await somebodyElse(fresh);
    await bench.run(id, fresh.request);
    expect(await bench.get(id)).toMatchObject({ status: 'READY', adopted: true, atlasJobId: first });
    expect((await bench.record(id)).otherJobIds).toEqual([second]);
    expect(fresh.jobs()).toHaveLength(2);
  });

  test('the other one is reported even if a cancellation is written at that moment', async () => {
    const fresh = bench.fresh('flexDownload');
    const id = await lostFirst(fresh);
    await somebodyElse(fresh);
    const second = await somebodyElse(fresh);
    const { ledger } = bench.context;
    const at = bench.time.clock.now().toISOString();
    const quicker = watched(ledger, async (method) => {
      if (method === 'ownJob')
        await ledger.saveRestore({ ...(await bench.record(id)), cancelRequestedAt: at });
    });
    await createUntil(id, () => false, { ...bench.context, ledger: quicker });
    const record = await bench.record(id);
    expect(record).toMatchObject({ otherJobIds: [second], cancelRequestedAt: at });
    expect(await ledger.jobOwner(jobKey(record, String(record.atlasJobId)))).toBe(id);
  });

  test('not one that another restore owns', async () => {
    const fresh = bench.fresh('flexDownload');
    const id = await lostFirst(fresh);
    const theirs = await somebodyElse(fresh);
    await bench.context.ledger.ownJob(jobKey(await bench.record(id), theirs), 'another-restore');
    await bench.run(id, fresh.request);
    const view = await bench.get(id);
    expect(view).toMatchObject({ status: 'READY', adopted: false });
    expect(fresh.jobs().map((job) => job.id)).toEqual([theirs, view.atlasJobId]);
  });

  test('not one that was there before the first POST', async () => {
    const fresh = bench.fresh('flexDownload');
    const before = await somebodyElse(fresh);
    const id = await lostFirst(fresh);
    await bench.run(id, fresh.request);
    const view = await bench.get(id);
    expect(view).toMatchObject({ status: 'READY', adopted: false });
    expect(fresh.jobs().map((job) => job.id)).toEqual([before, view.atlasJobId]);
  });

  test('ours, though Atlas lists it only near the end of the quiet period', async () => {
    const fresh = bench.fresh();
    const operation = 'createClusterRestoreJob';
    bench.simulator.faults.add({ kind: 'droppedAfter', operation });
    bench.simulator.faults.add({ kind: 'jobHidden', operation, seconds: 140 });
    const view = await bench.restore(fresh.body);
    expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: true });
    expect(fresh.posts()).toBe(1);
    expect(fresh.wipes()).toBe(1);
  });
});

describe('Flex has no second fence: after a lost answer nothing is posted while the target is busy', () => {
  /** The quiet period is over, and nothing was found. */
  const isOver = (id: string) => async () => (await bench.record(id)).attempt?.state === 'NOT_MADE';

  test('posted again once the target is idle', async () => {
    const fresh = bench.fresh('flex');
    const id = await lostFirst(fresh);
    bench.simulator.editDeployment(fresh.target ?? '', { stateName: 'UPDATING' });
    await createUntil(id, isOver(id));
    let looks = 0;
    await createUntil(id, () => ++looks === 8);
    expect(fresh.posts()).toBe(1);
    bench.simulator.editDeployment(fresh.target ?? '', { stateName: 'IDLE' });
    await createUntil(id, () => false);
    expect(fresh.posts()).toBe(2);
    expect(fresh.jobs()).toHaveLength(1);
  });

  test('a target that stays busy is looked at ever less often: a week of it fits into one execution', async () => {
    const fresh = bench.fresh('flex', { timeLimitMinutes: 10_080 });
    const id = await lostFirst(fresh);
    bench.simulator.editDeployment(fresh.target ?? '', { stateName: 'REPAIRING' });
    await createUntil(id, isOver(id));
    const waits: number[] = [];
    for (const minutes of [1, 30, 30, 24 * 60]) {
      bench.time.advance(minutes * 60);
      waits.push((await createStep(bench.context, id)).waitSeconds);
    }
    const [first = 0, second = 0, ...later] = waits;
    expect(first).toBe(30);
    expect(second).toBeGreaterThan(180);
    expect(later).toEqual([300, 300]);
    expect(fresh.posts()).toBe(1);
  });

  test('its job, listed long after the quiet period, is still found', async () => {
    const fresh = bench.fresh('flex');
    const operation = 'createFlexRestoreJob';
    bench.simulator.faults.add({ kind: 'droppedAfter', operation });
    bench.simulator.faults.add({ kind: 'jobHidden', operation, seconds: 600 });
    bench.simulator.faults.add({ kind: 'jobNeverEnds', operation });
    const view = await bench.restore({ ...fresh.body, timeLimitMinutes: 30 });
    expect(view).toMatchObject({ status: 'TIMED_OUT', adopted: true });
    expect(fresh.posts()).toBe(1);
    expect(fresh.wipes()).toBe(1);
  });
});
