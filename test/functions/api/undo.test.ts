/** What a restore wiped is had back by another restore, with all the same guards. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { PlanView } from '../../../lib/restores/plan-view.ts';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';

const TARGET = `${RESTORE_TEST.id}/restore-target`;

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness({
    allowedTargets: [{ projectId: PRODUCTION.id, name: '*', disposable: false }],
  });
});
afterEach(() => harness.close());

const safely = (more: object = {}) => harness.restore(requests.dedicated({ safetySnapshot: true, ...more }));
const undo = <Body = RestoreView>(id: string, body: object = {}, headers = {}) =>
  harness.call<Body>('POST', `/v1/restores/${id}/undo`, body, headers);
const confirmed = { confirmTarget: TARGET };
async function undone(id: string, body: object = confirmed): Promise<RestoreView> {
  const { status, body: accepted } = await undo(id, body);
  expect([status, accepted]).toMatchObject([202, {}]);
  await harness.service.endOf(accepted.id);
  return harness.get(accepted.id);
}

test('the safety snapshot is restored onto the same target, which is snapshotted first again', async () => {
  const restore = await safely();
  expect(restore.links.undo).toBe(`/v1/restores/${restore.id}/undo`);
  const back = await undone(restore.id);
  expect(back).toMatchObject({
    status: 'SUCCEEDED',
    source: { projectId: RESTORE_TEST.id, name: 'restore-target' },
    target: { projectId: RESTORE_TEST.id, name: 'restore-target' },
    snapshot: { id: restore.safetySnapshot?.id },
    undo: 'snapshot',
    why: `Undo of restore ${restore.id}.`,
  });
  expect(back.safetySnapshot?.id).not.toBe(restore.safetySnapshot?.id);
  // And that is undone as well: the way forth again.
  expect(await undone(back.id)).toMatchObject({
    status: 'SUCCEEDED',
    snapshot: { id: back.safetySnapshot?.id },
  });
});

test('without a safety snapshot, continuous backups go back to the last second before', async () => {
  const itself = { target: { projectId: PRODUCTION.id, name: 'Orders' } };
  const confirmTarget = `${PRODUCTION.id}/Orders`;
  const restore = await harness.restore(
    requests.dedicated({ ...itself, confirmTarget, safetySnapshot: false }),
  );
  expect(restore).toMatchObject({ status: 'SUCCEEDED', undo: 'pointInTime' });
  const back = await undone(restore.id, { confirmTarget, safetySnapshot: false });
  expect(back.status).toBe('SUCCEEDED');
  const before = Date.parse(restore.startedAt ?? '') - Date.parse(back.pointInTime ?? '');
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(10_000);
});

test('a failed restore can be undone too: its target is unusable', async () => {
  harness.simulator.faults.add({ kind: 'jobFails', operation: 'createClusterRestoreJob' });
  const restore = await safely();
  expect(restore.status).toBe('FAILED');
  expect(await undone(restore.id)).toMatchObject({ status: 'SUCCEEDED' });
});

test('the preview of an undo starts nothing', async () => {
  const { id, safetySnapshot } = await safely();
  const jobs = harness.simulator.jobs().length;
  const { status, body } = await undo<PlanView>(id, { ...confirmed, dryRun: true });
  expect([status, body]).toMatchObject([200, { snapshot: { id: safetySnapshot?.id }, refusals: [] }]);
  expect(harness.simulator.jobs()).toHaveLength(jobs);
});

test('the same undo twice is one restore', async () => {
  const { id } = await safely();
  const [one, two] = await Promise.all([
    undo(id, confirmed, { 'idempotency-key': 'u' }),
    undo(id, confirmed, { 'idempotency-key': 'u' }),
  ]);
  expect(one.body.id).toBe(two.body.id);
  await harness.service.endOf(one.body.id);
  expect(harness.simulator.jobs()).toHaveLength(2);
});

describe('it is refused', () => {
  const refusal = async (id: string, body: object = confirmed) => {
    const { status, body: said } = await undo<{ errorCode: string; parameters: string[] }>(id, body);
    return [status, said.errorCode, said.parameters];
  };

  test('without the confirmation, or with that of another target', async () => {
    const { id } = await safely();
    expect(await refusal(id, {})).toEqual([400, 'TARGET_CONFIRMATION_REQUIRED', ['confirmTarget']]);
    const other = { confirmTarget: `${PRODUCTION.id}/Orders` };
    expect(await refusal(id, other)).toEqual([400, 'TARGET_CONFIRMATION_WRONG', ['confirmTarget']]);
  });

  test('with a field that an undo has not', async () => {
    const { id } = await safely();
    expect(await refusal(id, { ...confirmed, snapshot: 'latest' })).toEqual([
      400,
      'INVALID_ATTRIBUTE',
      ['snapshot'],
    ]);
  });

  test('while the restore goes on', async () => {
    harness.simulator.faults.add({ kind: 'jobNeverEnds', operation: 'takeClusterSnapshot' });
    const { body } = await harness.call<RestoreView>(
      'POST',
      '/v1/restores',
      requests.dedicated({ safetySnapshot: true }),
    );
    expect(await refusal(body.id)).toEqual([409, 'RESTORE_NOT_ENDED', ['id']]);
  });

  test('where nothing was overwritten, or there is nothing to go back to', async () => {
    const NOTHING = [409, 'NOTHING_TO_UNDO', ['id']];
    harness.simulator.faults.add({ kind: 'jobFails', operation: 'takeClusterSnapshot' });
    expect(await refusal((await safely()).id)).toEqual(NOTHING);
    expect(await refusal((await harness.restore(requests.dedicated())).id)).toEqual(NOTHING);
    expect(await refusal((await harness.restore(requests.download())).id)).toEqual(NOTHING);
  });

  test('when the safety snapshot has expired', async () => {
    const { id } = await safely();
    harness.time.advance(8 * 86_400);
    expect(await refusal(id)).toEqual([404, 'SNAPSHOT_NOT_FOUND', ['snapshot']]);
  });

  test('of no restore', async () => {
    expect((await refusal('nothing'))[1]).toBe('RESTORE_NOT_FOUND');
  });
});
