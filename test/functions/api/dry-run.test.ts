import { afterAll, beforeAll, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { PlanView } from '../../../lib/restores/plan-view.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

async function dryRun(body: object): Promise<PlanView> {
  const answer = await harness.call<PlanView>('POST', '/v1/restores', { ...body, dryRun: true });
  expect(answer.status).toBe(200);
  return answer.body;
}

test('a dry run starts nothing', async () => {
  await dryRun(requests.dedicated());
  expect(harness.simulator.jobs()).toEqual([]);
  expect((await harness.call('GET', '/v1/restores')).body).toEqual({ results: [] });
});

test('a download whose link would outlive its snapshot is refused', async () => {
  // Of the fleet: expires half an hour after the start.
  const snapshot = '6b000000000000000000c194';
  const { refusals } = await dryRun(requests.download({ snapshot }));
  expect(refusals).toMatchObject([{ code: 'LINK_EXPIRATION_AFTER_SNAPSHOT_DELETION', field: 'snapshot' }]);
});

test('the plan shows the snapshot among its neighbours, the window and the target', async () => {
  const plan = await dryRun(requests.dedicated());
  const [, , ...older] = plan.candidates;
  expect(plan.candidates.map(({ id }) => id)).toContain(plan.snapshot?.id);
  expect(older.length).toBeGreaterThan(0);
  expect(plan.snapshot?.ageSeconds).toBe(
    (harness.time.clock.now().getTime() - Date.parse(plan.snapshot?.createdAt ?? '')) / 1000,
  );
  expect(plan.pointInTimeWindow).toEqual({
    from: expect.any(String),
    to: harness.time.clock.now().toISOString(),
  });
  expect(plan.target).toEqual({
    id: expect.any(String),
    family: 'cluster',
    state: 'IDLE',
    holdsNow: 'unknown',
  });
  expect(plan.undo).toBe('none');
  expect(plan.refusals).toEqual([]);
});

test('latest passes over fallback snapshots and our own safety snapshots, and shows them', async () => {
  const place = { projectId: PRODUCTION.id, name: 'Orders' };
  const safety = harness.simulator.addSnapshot(place, { description: 'atlas-restore safety snapshot of x' });
  const plan = await dryRun(requests.dedicated());
  expect(plan.snapshot?.id).not.toBe(safety);
  expect(plan.candidates[0]?.id).toBe(safety);
  expect(plan.candidates.some(({ fallback }) => fallback)).toBe(true);
});

test('what the target holds is its own newest snapshot, when it has one', async () => {
  const plan = await dryRun({
    ...requests.dedicated({ target: { projectId: PRODUCTION.id, name: 'Orders' } }),
    confirmTarget: `${PRODUCTION.id}/Orders`,
    safetySnapshot: false,
  });
  expect(plan.target?.holdsNow).toEqual({ sizeBytes: expect.any(Number), asOf: expect.any(String) });
  expect(plan.undo).toBe('pointInTime');
  expect(plan.warnings).toEqual(
    expect.arrayContaining(['PIT_GAP_UNTIL_NEXT_SNAPSHOT', 'TERMINATION_PROTECTION_DOES_NOT_HELP']),
  );
});

test('every refusal is told at once', async () => {
  const plan = await dryRun(
    requests.dedicated({
      target: { projectId: PRODUCTION.id, name: 'Catalog' },
      snapshot: '6bffffffffffffffffffffff',
    }),
  );
  expect(plan.refusals.map(({ code }) => code)).toEqual([
    'TARGET_CONFIRMATION_REQUIRED',
    'SNAPSHOT_NOT_FOUND',
    'TARGET_TOPOLOGY_MISMATCH',
  ]);
});

test('a target that another restore has is said to be busy', async () => {
  harness.simulator.faults.add({ kind: 'jobNeverEnds', operation: 'createServerlessRestoreJob' });
  const answer = await harness.call<{ id: string }>(
    'POST',
    '/v1/restores',
    requests.serverless({ timeLimitMinutes: 5 }),
  );
  const { id } = answer.body;
  await harness.service.endOf(id);
  const { refusals } = await dryRun(requests.serverless());
  expect(refusals).toEqual([{ code: 'TARGET_BUSY', field: 'target', detail: expect.stringContaining(id) }]);
});

test('a target outside the list is refused without a word to Atlas', async () => {
  const before = harness.simulator.requests().length;
  const plan = await dryRun(
    requests.dedicated({ target: { projectId: '6bffffffffffffffffffffff', name: 'other' } }),
  );
  expect(plan).toMatchObject({ snapshot: null, target: null, refusals: [{ code: 'TARGET_NOT_ALLOWED' }] });
  expect(harness.simulator.requests()).toHaveLength(before);
});

test('the same steps by hand are lines of the Atlas CLI', async () => {
  const { manual, snapshot } = await dryRun(requests.dedicated());
  expect(manual).toEqual([
    `atlas clusters describe restore-target --projectId ${RESTORE_TEST.id}`,
    `atlas backups restores start automated --projectId ${PRODUCTION.id} --clusterName Orders --snapshotId ${snapshot?.id} --targetProjectId ${RESTORE_TEST.id} --targetClusterName restore-target`,
    `atlas backups restores watch RESTORE_JOB_ID --projectId ${PRODUCTION.id} --clusterName Orders`,
  ]);
});

test('an expected duration comes from restores of this source, and else is null', async () => {
  expect((await dryRun(requests.flex())).expected).toBeNull();
  const { durations, createdAt } = await harness.restore(requests.flex());
  expect((await dryRun(requests.flex())).expected).toEqual({
    p50Seconds: durations?.runningSeconds,
    p95Seconds: durations?.runningSeconds,
    basis: { restores: 1, from: createdAt, to: createdAt },
  });
  expect((await dryRun(requests.dedicated())).expected).toBeNull();
});

test('a plan hash holds whether the family is said or not', async () => {
  const { planHash } = await dryRun(requests.sharded());
  const body = requests.sharded({ planHash });
  const restore = await harness.restore({ ...body, source: { ...body.source, family: 'cluster' } });
  expect(restore.status).toBe('SUCCEEDED');
});

test('a plan hash holds for the request that comes of the plan, and not after the target was replaced', async () => {
  const { planHash } = await dryRun(requests.tenant());
  expect(await harness.restore(requests.tenant({ planHash, reason: 'as planned' }))).toMatchObject({
    status: 'SUCCEEDED',
  });
  const place = { projectId: RESTORE_TEST.id, name: 'restore-target-tenant' };
  const { id: _id, ...same } = harness.simulator.fleet.deployments.find(({ name }) => name === place.name)!;
  harness.simulator.removeDeployment(place);
  harness.simulator.addDeployment(same);
  const answer = await harness.call('POST', '/v1/restores', requests.tenant({ planHash }));
  expect(answer).toMatchObject({
    status: 409,
    body: { errorCode: 'PLAN_CHANGED', parameters: ['planHash'] },
  });
});
