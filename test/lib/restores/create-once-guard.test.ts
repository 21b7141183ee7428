/** The guard runs again in the function that posts: what was true when the restore was accepted may not be so any more. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RestoreContext } from '../../../lib/restores/context.ts';
import { createStep } from '../../../lib/restores/steps/create-restore-job.ts';
import { planStep } from '../../../lib/restores/steps/plan-restore.ts';
import { outcomeStep } from '../../../lib/restores/steps/record-outcome.ts';
import { type Bench, type Fresh, startBench } from './steps/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

/** Accepts, lets something happen, and expects that the create step refuses for that reason and posts nothing. */
async function expectRefusal(
  code: string,
  happens: (fresh: Fresh) => unknown,
  services: Partial<RestoreContext> = {},
): Promise<void> {
  const fresh = bench.fresh();
  const { id } = await bench.accept(fresh);
  await happens(fresh);
  const step = await createStep({ ...bench.context, ...services }, id);
  expect(step).toMatchObject({ next: 'RECORD', outcome: { status: 'REFUSED', reason: { code } } });
  await outcomeStep(bench.context, { id, step });
  expect(await bench.get(id)).toMatchObject({ status: 'REFUSED', reason: { code } });
  expect(fresh.posts()).toBe(0);
  expect(fresh.jobs()).toEqual([]);
  expect(await bench.lockOwner(await bench.record(id))).toBeUndefined();
}

const nothing = () => undefined;
const replace = ({ target = { projectId: '', name: '' } }: Fresh) => {
  bench.simulator.removeDeployment(target);
  bench.simulator.addDeployment({ ...target, family: 'cluster' });
};

test('the target was taken off the list', async () => {
  await expectRefusal('TARGET_NOT_ALLOWED', nothing, { allowedTargets: [] });
});

test('the target was protected and nobody confirmed it', async () => {
  const allowedTargets = [{ projectId: '*', name: 'fresh-*', disposable: false }];
  await expectRefusal('TARGET_CONFIRMATION_REQUIRED', nothing, { allowedTargets });
});

test('the target was deleted and another one has its name', async () => {
  await expectRefusal('TARGET_CHANGED', replace);
});

test('the target was deleted', async () => {
  await expectRefusal('CLUSTER_NOT_FOUND', ({ target = '' }) => bench.simulator.removeDeployment(target));
});

test('another one has the name of the target when the workflow begins', async () => {
  const fresh = bench.fresh();
  const { id } = await bench.accept(fresh);
  replace(fresh);
  // Already the plan finds out, before the step that posts.
  expect(await planStep(bench.context, { id, execution: 'test', request: fresh.request })).toMatchObject({
    next: 'RECORD',
    outcome: { status: 'REFUSED', reason: { code: 'TARGET_CHANGED' } },
  });
  const end = await bench.run(id, fresh.request);
  expect(end).toMatchObject({ status: 'FAILED', error: 'RestoreRefused' });
  expect(await bench.get(id)).toMatchObject({ status: 'REFUSED', reason: { code: 'TARGET_CHANGED' } });
  expect(fresh.posts()).toBe(0);
});

test('another one has the name of the target after a lost answer: not posted again', async () => {
  const fresh = bench.fresh();
  const { id } = await bench.accept(fresh);
  bench.simulator.faults.add({ kind: 'droppedBefore', operation: 'createClusterRestoreJob' });
  await createStep(bench.context, id);
  replace(fresh);
  await bench.run(id, fresh.request);
  expect(await bench.get(id)).toMatchObject({ status: 'REFUSED', reason: { code: 'TARGET_CHANGED' } });
  expect(fresh.posts()).toBe(1);
  expect(fresh.jobs()).toEqual([]);
});

test('a download has no target to guard, and is made', async () => {
  const fresh = bench.fresh('download');
  const { id } = await bench.accept(fresh);
  const step = await createStep({ ...bench.context, allowedTargets: [] }, id);
  expect(step).toMatchObject({ next: 'CHECK' });
  expect(fresh.jobs()).toHaveLength(1);
});
