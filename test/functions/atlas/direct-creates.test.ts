/** Creates and cancels that another workflow invokes: the bare job out, errors by a name that it can catch. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import { type Simulator, startSimulator } from '../../../infra/local/atlas-simulator/simulator.ts';
import { AtlasClient } from '../../../lib/atlas/client.ts';
import type { OperationName } from '../../../lib/atlas/operations.ts';
import { silentLog } from '../../../lib/log.ts';
import { rejection } from '../../lib/atlas/setup.ts';
import { jumpTime } from '../../support/jump-time.ts';
import { bodyOf, creates } from './creates-setup.ts';
import { type Following, startFollowing } from './following.ts';
import { endpointFunction, valuesFor } from './setup.ts';

let simulator: Simulator;
let atlas: AtlasClient;
let following: Following;
beforeEach(async () => {
  const { clock } = jumpTime();
  simulator = await startSimulator({ clock });
  const { clientId, clientSecret } = simulator.fleet.credentials.serviceAccount!;
  const credential = { kind: 'serviceAccount', clientId, clientSecret } as const;
  atlas = new AtlasClient({ baseUrl: simulator.url, clock, credential: async () => credential });
  following = await startFollowing(clock);
});
afterEach(async () => {
  await atlas.close();
  await following.close();
  await simulator.close();
});

const invoke = async (name: OperationName, input: unknown, services = following.services) =>
  (await endpointFunction(name, atlas, services.clock, silentLog, services))(input, {});
const table = creates.map((one) => [one.name, one] as const);
const at = { groupId: PRODUCTION.id, clusterName: 'Orders' };
const cluster = creates.find(({ name }) => name === 'createClusterRestoreJob')!;

describe.each(table)('%s', (name, one) => {
  const input = () => ({ groupId: PRODUCTION.id, clusterName: valuesFor(simulator, one).name });

  test('answers the bare job, and hands it to the workflow', async () => {
    const job = (await invoke(name, { ...input(), body: bodyOf(one) })) as { id: string };
    expect(job).toMatchObject({
      id: expect.stringMatching(/^[a-f0-9]{24}$/),
      snapshotId: bodyOf(one).snapshotId,
    });
    expect(following.started).toHaveLength(1);
    const record = await following.services.ledger.getRestore(following.started[0]!.name);
    expect(record).toMatchObject({ atlasJobId: job.id, requestedBy: 'direct invocation' });
  });

  test('invoked again with its key, as Lambda does after an error, is the same job', async () => {
    const keyed = { ...input(), body: bodyOf(one), idempotencyKey: 'execution-1' };
    const first = await invoke(name, keyed);
    expect(await invoke(name, keyed)).toMatchObject({ id: (first as { id: string }).id });
    const other = { ...bodyOf(one), snapshotId: String(bodyOf(one).snapshotId).replace(/1$/, '2') };
    expect(await rejection(invoke(name, { ...keyed, body: other }))).toMatchObject({
      name: 'RestoreRefused',
      message: expect.stringMatching(/^IDEMPOTENCY_KEY_REUSED: .*another body/),
    });
  });

  test('without a body, or with a wrong one, is refused by name, and nothing is sent', async () => {
    for (const [body, errorCode, field] of [
      [undefined, 'MISSING_ATTRIBUTE', 'body'],
      [null, 'MISSING_ATTRIBUTE', 'body'],
      ['x', 'INVALID_JSON', ''],
      [[], 'INVALID_JSON', ''],
      [{ ...bodyOf(one), x: 1 }, 'INVALID_ATTRIBUTE', 'x'],
    ] as const)
      expect(await rejection(invoke(name, { ...input(), body }))).toMatchObject({
        name: 'EndpointInputInvalid',
        errorCode,
        field,
      });
    for (const idempotencyKey of ['', 'a b', 5, {}])
      expect(await rejection(invoke(name, { ...input(), body: bodyOf(one), idempotencyKey }))).toMatchObject({
        name: 'EndpointInputInvalid',
        field: 'Idempotency-Key',
      });
    expect(simulator.requests()).toEqual([]);
  });
});

test('a target that may not be overwritten is a RestoreRefused that says so', async () => {
  const body = { ...bodyOf(cluster), targetGroupId: RESTORE_TEST.id };
  const services = { ...following.services, allowedTargets: [] };
  expect(await rejection(invoke(cluster.name, { ...at, body }, services))).toMatchObject({
    name: 'RestoreRefused',
    message: expect.stringMatching(/^TARGET_NOT_ALLOWED: target: /),
  });
  expect(simulator.requests()).toEqual([]);
});

test('Atlas’ refusal is an AtlasError, its throttle an AtlasUnavailable, a lost answer a CreateOutcomeUnknown', async () => {
  const missing = { ...bodyOf(cluster), snapshotId: 'f'.repeat(24) };
  expect(await rejection(invoke(cluster.name, { ...at, body: missing }))).toMatchObject({
    name: 'AtlasError',
    errorCode: 'SNAPSHOT_NOT_FOUND',
  });
  simulator.faults.add({ kind: 'rateLimited', operation: cluster.name });
  expect(await rejection(invoke(cluster.name, { ...at, body: bodyOf(cluster) }))).toMatchObject({
    name: 'AtlasUnavailable',
    status: 429,
  });
  simulator.faults.add({ kind: 'droppedAfter', operation: cluster.name });
  simulator.faults.add({ kind: 'serverError', operation: 'listClusterRestoreJobs', after: 1, times: 12 });
  const unknown = await rejection(invoke(cluster.name, { ...at, body: bodyOf(cluster) }));
  expect(unknown).toMatchObject({ name: 'CreateOutcomeUnknown', id: expect.any(String) });
  expect(following.started.map(({ name }) => name)).toEqual([(unknown as { id: string }).id]);
  expect(simulator.jobs()).toHaveLength(1);
});

test('a cancel answers nothing, and names what it cannot do', async () => {
  const body = { deliveryType: 'download', snapshotId: bodyOf(cluster).snapshotId };
  const job = (await invoke(cluster.name, { ...at, body })) as { id: string };
  expect(await invoke('cancelClusterRestoreJob', { ...at, jobId: job.id })).toBeNull();
  expect(await following.services.ledger.getRestore(following.started[0]!.name)).toMatchObject({
    cancelRequestedAt: expect.any(String),
  });
  expect(await rejection(invoke('cancelClusterRestoreJob', { ...at, jobId: 'f'.repeat(24) }))).toMatchObject({
    name: 'AtlasError',
    errorCode: 'RESTORE_JOB_NOT_FOUND',
  });
});

test('a snapshot is taken, and a key is refused, since nothing is followed', async () => {
  const where = { groupId: RESTORE_TEST.id, clusterName: 'restore-target', body: { description: 'x' } };
  expect(await invoke('takeClusterSnapshot', where)).toMatchObject({ description: 'x' });
  expect(await rejection(invoke('takeClusterSnapshot', { ...where, idempotencyKey: 'k' }))).toMatchObject({
    name: 'EndpointInputInvalid',
    field: 'Idempotency-Key',
  });
});
