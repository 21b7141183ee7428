/** What a restore would wipe is snapshotted first, and can be had back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../../infra/local/atlas-simulator/faults/fault.ts';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { PlanView } from '../../../lib/restores/plan-view.ts';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';

const CATALOG = { projectId: PRODUCTION.id, name: 'Catalog' };
const NAME = `${CATALOG.projectId}/${CATALOG.name}`;
/** Protected, and the source itself. */
const ontoItself = (more: object = {}) => ({
  source: CATALOG,
  snapshot: 'latest',
  target: CATALOG,
  confirmTarget: NAME,
  ...more,
});
const disposable = (more: object = {}) => requests.dedicated({ safetySnapshot: true, ...more });

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness({
    allowedTargets: [{ projectId: CATALOG.projectId, name: '*', disposable: false }],
  });
});
afterEach(() => harness.close());

const safetySnapshots = (name: string) =>
  harness.simulator.fleet.snapshots.filter(
    ({ deployment, description = '' }) =>
      deployment === name && description.startsWith('atlas-restore safety snapshot'),
  );
const posts = () =>
  harness.simulator.requests().filter(({ operation }) => operation === 'createClusterRestoreJob');
const refusedBefore = async (body: object, says: RegExp) => {
  const restore = await harness.restore(body);
  expect(restore).toMatchObject({ status: 'REFUSED', reason: { code: 'SAFETY_SNAPSHOT_FAILED' } });
  expect(restore.reason?.detail).toMatch(says);
  expect(restore.reason?.detail).toMatch(/safetySnapshot false/);
  expect(posts()).toEqual([]);
  return restore;
};

test('a deployment restored onto itself is snapshotted first, for seven days, and says why', async () => {
  const restore = await harness.restore(ontoItself());
  expect(restore).toMatchObject({ status: 'SUCCEEDED', undo: 'snapshot' });
  const [taken, ...more] = safetySnapshots('Catalog');
  expect(more).toEqual([]);
  expect(taken?.description).toContain(restore.id);
  expect(taken?.description).toMatch(/kept 7 days, until 20\d\d-/);
  expect(taken?.retentionMs).toBe(7 * 86_400_000);
  expect(restore.safetySnapshot).toMatchObject({
    status: 'TAKEN',
    id: taken?.id,
    createdAt: expect.any(String),
  });
  const [job] = harness.simulator.jobs();
  const takenAt = (taken?.requestedAt ?? 0) + (taken?.takesMs ?? 0);
  expect(Date.parse(job?.createdAt ?? '')).toBeGreaterThanOrEqual(takenAt);
});

test('a disposable target is snapshotted where that is asked for, and not otherwise', async () => {
  expect((await harness.restore(requests.dedicated())).safetySnapshot).toBeUndefined();
  expect(safetySnapshots('restore-target')).toEqual([]);
  expect(await harness.restore(disposable())).toMatchObject({ status: 'SUCCEEDED', undo: 'snapshot' });
  expect(safetySnapshots('restore-target')).toHaveLength(1);
});

test('who renounces it is restored at once', async () => {
  expect(await harness.restore(ontoItself({ safetySnapshot: false }))).toMatchObject({ status: 'SUCCEEDED' });
  expect(safetySnapshots('Catalog')).toEqual([]);
});

test('a compliance policy that wants longer retention is obeyed', async () => {
  harness.simulator.editProject(RESTORE_TEST.id, { onDemandRetention: { value: 2, unit: 'weeks' } });
  const restore = await harness.restore(disposable());
  expect(restore.status).toBe('SUCCEEDED');
  const [taken] = safetySnapshots('restore-target');
  expect(taken?.retentionMs).toBe(14 * 86_400_000);
  expect(taken?.description).toMatch(/kept 14 days/);
});

describe('nothing is wiped, and the way on is said, where the snapshot', () => {
  test('fails', async () => {
    harness.simulator.faults.add({ kind: 'jobFails', operation: 'takeClusterSnapshot' });
    const { safetySnapshot } = await refusedBefore(disposable(), /failed snapshot/);
    expect(safetySnapshot?.status).toBe('FAILED');
  });

  test('takes longer than 30 minutes', async () => {
    harness.simulator.faults.add({ kind: 'jobNeverEnds', operation: 'takeClusterSnapshot' });
    const { createdAt, finishedAt } = await refusedBefore(disposable(), /30 minutes/);
    const minutes = (Date.parse(finishedAt ?? '') - Date.parse(createdAt)) / 60_000;
    expect(minutes).toBeGreaterThan(29);
    expect(minutes).toBeLessThan(33);
  });

  test('would have to wait for another one for longer than 30 minutes', async () => {
    harness.simulator.addSnapshot('restore-target', {
      snapshotType: 'onDemand',
      ageSeconds: 5,
      takesSeconds: 7_200,
    });
    await refusedBefore(disposable(), /UNFINISHED_ON_DEMAND_SNAPSHOT/);
  });

  test('is refused by Atlas', async () => {
    harness.simulator.faults.add({ kind: 'notFound', operation: 'takeClusterSnapshot', times: 0 });
    await refusedBefore(disposable(), /404/);
  });

  test('asks for a retention whose policy cannot be read', async () => {
    harness.simulator.editProject(RESTORE_TEST.id, { onDemandRetention: { value: 2, unit: 'weeks' } });
    harness.simulator.faults.add({ kind: 'unauthorized', operation: 'getBackupCompliancePolicy', times: 0 });
    await refusedBefore(disposable(), /compliance policy/i);
  });
});

describe('it is refused before it is accepted, where the snapshot is impossible:', () => {
  const refusal = async (body: object) => {
    const { status, body: said } = await harness.call('POST', '/v1/restores', body);
    expect(status).toBe(409);
    expect(said).toMatchObject({ errorCode: 'SAFETY_SNAPSHOT_FAILED', parameters: ['safetySnapshot'] });
    return String(said.detail);
  };

  test('the target keeps no backups', async () => {
    harness.simulator.editDeployment('restore-target', { backupEnabled: false });
    expect(await refusal(disposable())).toMatch(/safetySnapshot false/);
  });

  test('the target is Flex', async () => {
    expect(await refusal(requests.flex({ safetySnapshot: true }))).toMatch(/safetySnapshot false/);
  });

  test('the target is paused', async () => {
    harness.simulator.editDeployment('restore-target', { paused: true });
    const plan = await harness.call<PlanView>('POST', '/v1/restores', { ...disposable(), dryRun: true });
    expect(plan.body.refusals.map(({ code }) => code)).toContain('SAFETY_SNAPSHOT_FAILED');
  });

  test('a download, which wipes nothing', async () => {
    const { status, body } = await harness.call(
      'POST',
      '/v1/restores',
      requests.download({ safetySnapshot: true }),
    );
    expect(status).toBe(400);
    expect(body).toMatchObject({ errorCode: 'INVALID_ATTRIBUTE', parameters: ['safetySnapshot'] });
  });
});

describe('faults while it is taken are waited out:', () => {
  test.each<[string, FaultSpec]>([
    ['a throttle', { kind: 'rateLimited', retryAfterSeconds: 20 }],
    ['a failure of Atlas', { kind: 'serverError', status: 503 }],
    ['an upgrade of Atlas', { kind: 'upgrading' }],
    ['a secret that is being rotated', { kind: 'unauthorized', times: 3 }],
    ['a lost answer', { kind: 'droppedAfter' }],
    ['a request that never arrived', { kind: 'droppedBefore' }],
  ])('%s', async (_, fault) => {
    harness.simulator.faults.add({ ...fault, operation: 'takeClusterSnapshot' });
    expect(await harness.restore(disposable())).toMatchObject({ status: 'SUCCEEDED', undo: 'snapshot' });
    expect(safetySnapshots('restore-target')).toHaveLength(1);
    expect(posts()).toHaveLength(1);
  });
});

test('a cancellation while it is taken ends the restore, and nothing is wiped', async () => {
  harness.simulator.faults.add({ kind: 'jobNeverEnds', operation: 'takeClusterSnapshot' });
  const { body: accepted } = await harness.call<RestoreView>('POST', '/v1/restores', disposable());
  await harness.service.ledger.getRestore(accepted.id);
  expect((await harness.call('DELETE', `/v1/restores/${accepted.id}`)).status).toBe(202);
  await harness.service.endOf(accepted.id);
  expect(await harness.get(accepted.id)).toMatchObject({
    status: 'CANCELLED',
    reason: { code: 'CANCELLED_BEFORE_START' },
  });
  expect(posts()).toEqual([]);
});

describe('the preview says what undo there will be', () => {
  const plan = async (body: object) =>
    (await harness.call<PlanView>('POST', '/v1/restores', { ...body, dryRun: true })).body;
  const LOSES = 'UNDO_LOSES_LATER_WRITES';

  test('snapshot, point in time, or none', async () => {
    expect(await plan(ontoItself())).toMatchObject({ undo: 'snapshot', refusals: [] });
    const itself = { projectId: PRODUCTION.id, name: 'Orders' };
    const confirmed = { target: itself, confirmTarget: `${PRODUCTION.id}/Orders`, safetySnapshot: false };
    expect(await plan(requests.dedicated(confirmed))).toMatchObject({ undo: 'pointInTime', refusals: [] });
    expect(await plan(requests.dedicated())).toMatchObject({ undo: 'none' });
  });

  test('and that it loses what was written after', async () => {
    expect((await plan(ontoItself())).warnings).toContain(LOSES);
    expect((await plan(requests.dedicated())).warnings).not.toContain(LOSES);
  });
});
