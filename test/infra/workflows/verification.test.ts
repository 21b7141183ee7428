/** Restores that ask for `verify: true`, from the request to what the chain and the world are told. */
import { beforeEach, describe, expect, test } from 'vitest';
import { DEMO_SERVICE_ACCOUNT } from '../../../infra/local/atlas-simulator/credentials.ts';
import { RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import { VERIFICATION_STATE_CHANGE } from '../../../lib/events/verification-event.ts';
import { assureRestore } from '../../../lib/restores/evidence/assure.ts';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { eventCheck } from '../../support/event-schemas.ts';
import { requests } from '../../support/service-harness.ts';
import { CRITICAL, HOW, TARGET, verificationBench } from './verification-setup.ts';

const bench = verificationBench();
const { begun, bodyOf, left, loud, start, told, verified } = bench;

describe('a target that comes back with an empty collection', () => {
  beforeEach(async () => {
    await start({ checks: { critical: [CRITICAL] } });
    bench.harness.simulator.faults.add({ kind: 'jobEmpties', collections: [CRITICAL] });
  });

  test('is SUCCEEDED by Atlas and not verified: in the API, in the event, in the log that alarms, and in the evidence', async () => {
    const restore = await verified();
    expect(restore).toMatchObject({
      status: 'SUCCEEDED',
      verified: false,
      verification: { code: 'CRITICAL_EMPTY', detail: expect.stringContaining(CRITICAL) },
    });
    expect(restore.verification?.checks).toContainEqual(
      expect.objectContaining({ id: 'not-empty', verdict: 'FAIL', code: 'CRITICAL_EMPTY' }),
    );
    const [event, ...more] = told();
    expect(more).toEqual([]);
    expect(event?.detail).toMatchObject({
      eventId: `${restore.id}#VERIFIED`,
      sequence: restore.evidence?.sequence,
      status: 'SUCCEEDED',
      verified: false,
    });
    const fits = eventCheck(VERIFICATION_STATE_CHANGE);
    expect([fits(event?.detail), fits.errors]).toEqual([true, null]);
    expect(loud()).toEqual(['restored data is not what it must be']);
    expect(await bodyOf(restore.id)).toMatchObject([
      { status: 'SUCCEEDED', verified: false, verification: { code: 'CRITICAL_EMPTY' } },
    ]);
    expect(left()).toEqual({ users: [], entries: [] });
  });

  test('is in the report, loudly', async () => {
    const { id } = await verified();
    const { body } = await bench.harness.call<{ restores: object[]; findings: object[] }>(
      'GET',
      '/v1/reports/2026-11?format=json',
    );
    expect(body.restores).toMatchObject([{ id, status: 'SUCCEEDED', verified: false }]);
    expect(body.findings).toMatchObject([{ code: 'RESTORE_NOT_VERIFIED', subject: id }]);
  });

  test('and nobody asked: nothing is said of its data, and nobody is let in', async () => {
    const restore = await bench.harness.restore(requests.flex());
    await bench.harness.service.drills.assure();
    expect(await bench.harness.get(restore.id)).not.toHaveProperty('verified');
    expect(told()).toEqual([]);
    expect(await bodyOf(restore.id)).toMatchObject([{ verified: null }]);
  });
});

test('data that is as it must be is verified, and says so once', async () => {
  await start();
  const restore = await verified();
  expect(restore).toMatchObject({
    status: 'SUCCEEDED',
    verified: true,
    verification: { code: 'OK', detail: expect.stringContaining('nothing to compare it with') },
  });
  expect(told().map(({ detail }) => detail.verified)).toEqual([true]);
  expect(loud()).toEqual([]);
  expect(left()).toEqual({ users: [], entries: [] });
  await bench.harness.service.drills.assure();
  await bench.harness.service.drills.assure();
  expect(told()).toHaveLength(1);
  expect(await bodyOf(restore.id)).toHaveLength(1);
});

test('what a verified drill of the source has seen is what it is compared with', async () => {
  await start();
  await bench.harness.drill();
  bench.harness.simulator.faults.add({ kind: 'jobEmpties', collections: [CRITICAL] });
  expect(await verified()).toMatchObject({ verified: false, verification: { code: 'COUNT_DROPPED' } });
});

test('data that was compared says nothing of having nothing to compare with', async () => {
  await start();
  await bench.harness.drill();
  expect((await verified()).verification?.detail).toBe('Its data was read, and every required check passed.');
});

test('a dedicated cluster is held to what Atlas says is in the snapshot', async () => {
  await start();
  const restore = await verified(requests.dedicated({ verify: true }));
  expect(restore).toMatchObject({ verified: true });
  expect(restore.verification?.checks).toContainEqual(
    expect.objectContaining({ id: 'collections-present', verdict: 'PASS' }),
  );
});

describe('what could not be read is not verified, and never called so:', () => {
  const notRun = async (code: string, restore: RestoreView) => {
    expect(restore).toMatchObject({ status: 'SUCCEEDED', verified: 'not-run', verification: { code } });
    expect(told().map(({ detail }) => detail.verified)).toEqual(['not-run']);
    expect(loud()).toContain('restored data was not verified');
    expect(left().users).toEqual([]);
  };

  test('nobody listens at its address', async () => {
    const drills = { ...HOW, verifyRestores: { verifyMinutes: 1 }, plans: [] };
    await start({}, { dataEndpoints: false, drills });
    await notRun('CONNECTION_FAILED', await verified());
  });

  test('Atlas does not let the restorer make a user', async () => {
    // All that a restore needs, and nothing of users.
    const roles = ['Project Read Only', 'Project Backup Manager', 'Project Backup Recovery Operator'];
    const credential = { kind: 'serviceAccount', ...DEMO_SERVICE_ACCOUNT, roles } as const;
    await start({}, { credential });
    await notRun('ACCESS_REFUSED', await verified());
  });

  test('Atlas lets nobody in any more: the way is tried for a while, and given up', async () => {
    await start();
    const { id } = await bench.harness.restore(requests.flex({ verify: true }));
    bench.harness.simulator.faults.add({ kind: 'unauthorized', operation: 'createDatabaseUser', times: 0 });
    await bench.harness.service.drills.verified(id);
    await notRun('VERIFICATION_FAILED', await bench.harness.get(id));
  });

  test('another restore has had the target since', async () => {
    await start();
    const { id } = await bench.harness.restore(requests.flex({ verify: true }));
    await begun(id);
    await bench.harness.restore(requests.flex({ again: true }));
    await bench.harness.service.drills.verified(id);
    await notRun('TARGET_CHANGED', await bench.harness.get(id));
  });

  test('its target is another deployment of the same name by now', async () => {
    await start();
    const { id } = await bench.harness.restore(requests.flex({ verify: true }));
    bench.harness.simulator.removeDeployment(TARGET);
    bench.harness.simulator.addDeployment({ projectId: RESTORE_TEST.id, name: TARGET, family: 'flex' });
    await bench.harness.service.drills.verified(id);
    await notRun('TARGET_CHANGED', await bench.harness.get(id));
  });
});

test('of a restore that fails nothing can be verified, and that is said', async () => {
  await start();
  bench.harness.simulator.faults.add({ kind: 'jobFails' });
  const restore = await verified();
  expect(restore).toMatchObject({ status: 'FAILED', verified: 'not-run' });
  expect(await bodyOf(restore.id)).toMatchObject([{ status: 'FAILED', verified: 'not-run' }]);
  expect(told()).toEqual([]);
});

test('of a deployment that has left off verifying, what was asked for before is answered', async () => {
  await start();
  const { id } = await bench.harness.restore(requests.flex({ verify: true }));
  const { services } = bench.harness.service.drills;
  const { ledger, clock } = bench.harness.service;
  await assureRestore({ ...services, ledger, clock, verificationWorkflows: undefined }, id);
  expect(await bench.harness.get(id)).toMatchObject({
    verified: 'not-run',
    verification: { code: 'VERIFY_NOT_CONFIGURED' },
  });
});

describe('it is refused by name', () => {
  test('of a download', async () => {
    await start();
    const answer = await bench.harness.call('POST', '/v1/restores', requests.download({ verify: true }));
    expect(answer).toMatchObject({
      status: 400,
      body: { errorCode: 'INVALID_ATTRIBUTE', parameters: ['verify'] },
    });
  });

  test('onto a serverless instance', async () => {
    await start();
    const answer = await bench.harness.call('POST', '/v1/restores', requests.serverless({ verify: true }));
    expect(answer).toMatchObject({
      status: 400,
      body: { errorCode: 'INVALID_ATTRIBUTE', parameters: ['verify'] },
    });
  });

  test('where there is no way to read restored data', async () => {
    await start({}, { drills: { ...HOW, plans: [] } });
    const answer = await bench.harness.call('POST', '/v1/restores', requests.flex({ verify: true }));
    expect(answer).toMatchObject({
      status: 400,
      body: { errorCode: 'VERIFY_NOT_CONFIGURED', parameters: ['verify'] },
    });
  });

  test('as something else than true or false', async () => {
    await start();
    const answer = await bench.harness.call('POST', '/v1/restores', requests.flex({ verify: 'yes' }));
    expect(answer).toMatchObject({ status: 400, body: { parameters: ['verify'] } });
  });
});
