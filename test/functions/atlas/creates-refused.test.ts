/** Creates that Atlas itself refuses: the caller sees what Atlas said, and nothing is left behind. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { Simulator } from '../../../infra/local/atlas-simulator/simulator.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import { bodyOf, creates, ended, followed, madeIn, send } from './creates-setup.ts';
import { acceptOf, askSimulator, pathFor, valuesFor } from './setup.ts';

type Change = Readonly<Record<string, unknown>>;
interface Case {
  readonly create: string;
  readonly why: string;
  readonly status: number;
  readonly errorCode: string;
  /** What the fleet must have for it, and what the body then says otherwise. */
  arrange(simulator: Simulator): Change;
  readonly values?: Readonly<Record<string, string>>;
}

const ORDERS = { projectId: PRODUCTION.id, name: 'Orders' };
const hours = (count: number) => Math.floor(harness.time.clock.now().getTime() / 1000) - count * 3_600;
const pit = (moment: object): Change => ({ deliveryType: 'pointInTime', snapshotId: undefined, ...moment });
const target = (given: object) => (simulator: Simulator) => {
  const name = `target-${simulator.fleet.deployments.length}`;
  simulator.addDeployment({ projectId: RESTORE_TEST.id, name, family: 'cluster', ...given });
  return { targetClusterName: name };
};
const item = (given: object) => (simulator: Simulator) => {
  const { targetClusterName } = target({ family: 'flex', ...given })(simulator);
  return { targetDeploymentItemName: targetClusterName };
};
const asIs = () => ({});
const missing = () => ({ snapshotId: 'f'.repeat(24) });

const of = (
  create: string,
  rows: readonly (readonly [string, number, string, Case['arrange'], Change?])[],
): Case[] =>
  rows.map(([why, status, errorCode, arrange, values]) => ({
    create,
    why,
    status,
    errorCode,
    arrange,
    ...(values && { values: values as Record<string, string> }),
  }));

const cases: readonly Case[] = [
  ...of('createClusterRestoreJob', [
    ['a project that is not there', 404, 'GROUP_NOT_FOUND', asIs, { groupId: 'f'.repeat(24) }],
    ['a source that is not there', 404, 'CLUSTER_NOT_FOUND', asIs, { clusterName: 'Nowhere' }],
    ['a source whose name is too long', 404, 'CLUSTER_NOT_FOUND', asIs, { clusterName: 'a'.repeat(2_100) }],
    ['a Flex source', 400, 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API', asIs, { clusterName: 'Accounts' }],
    ['a snapshot that is not there', 404, 'SNAPSHOT_NOT_FOUND', missing],
    [
      'a snapshot in the making',
      409,
      'CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT',
      (simulator) => ({
        snapshotId: simulator.addSnapshot(ORDERS, { ageSeconds: 1, takesSeconds: 10_000 }),
      }),
    ],
    ['a target that is not there', 404, 'CLUSTER_NOT_FOUND', () => ({ targetClusterName: 'nowhere' })],
    ['a paused target', 400, 'CLUSTER_PAUSED_CANNOT_RESTORE', target({ paused: true })],
    [
      'a target of another topology',
      409,
      'RESTORE_INITIATION_FAILED',
      target({ topology: 'shardedCluster', shards: 2 }),
    ],
    ['a target of an older version', 409, 'RESTORE_INITIATION_FAILED', target({ mongoDBVersion: '7.0.1' })],
    ['a target that is too small', 400, 'DISK_SIZE_GB_TOO_SMALL', target({ diskSizeGB: 1 })],
    [
      'a target of another encryption',
      400,
      'INVALID_SNAPSHOT_RESTORE_ENCRYPTION',
      target({ encryptionAtRestProvider: 'AWS' }),
    ],
    [
      'a Flex target',
      400,
      'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API',
      () => ({ targetClusterName: 'restore-target-flex' }),
    ],
    ['a time to come', 400, 'INVALID_PIT_RESTORE_TIME', () => pit({ pointInTimeUTCSeconds: hours(-2) })],
    [
      'a time before the window',
      400,
      'INVALID_PIT_RESTORE_TIME',
      () => pit({ pointInTimeUTCSeconds: hours(24 * 30) }),
    ],
    [
      'a link that would outlive its snapshot',
      409,
      'LINK_EXPIRATION_AFTER_SNAPSHOT_DELETION',
      (simulator) => ({
        deliveryType: 'download',
        targetClusterName: undefined,
        targetGroupId: undefined,
        snapshotId: simulator.addSnapshot(ORDERS, { retentionSeconds: 600 }),
      }),
    ],
  ]),
  ...of('createFlexRestoreJob', [
    ['a dedicated source', 400, 'CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API', asIs, { name: 'Orders' }],
    ['a source that is not there', 404, 'CLUSTER_NOT_FOUND', asIs, { name: 'Nowhere' }],
    ['a snapshot that is not there', 404, 'TENANT_SNAPSHOT_NOT_FOUND', missing],
    ['a target that is not there', 404, 'CLUSTER_NOT_FOUND', () => ({ targetDeploymentItemName: 'nowhere' })],
    [
      'a sharded target',
      400,
      'TENANT_RESTORE_INCOMPATIBLE_TOPOLOGY',
      item({ family: 'cluster', topology: 'shardedCluster', shards: 2 }),
    ],
    [
      'a target of another version',
      400,
      'TENANT_RESTORE_VERSION_MISMATCH',
      item({ mongoDBVersion: '7.0.1' }),
    ],
    [
      'a target that is encrypted',
      400,
      'TENANT_RESTORE_DESTINATION_ENCRYPTION',
      item({ family: 'cluster', encryptionAtRestProvider: 'AWS' }),
    ],
  ]),
  ...of('createFlexDownload', [
    ['a dedicated source', 400, 'CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API', asIs, { name: 'Orders' }],
    ['a snapshot that is not there', 404, 'TENANT_SNAPSHOT_NOT_FOUND', missing],
  ]),
  ...of('createServerlessRestoreJob', [
    ['a snapshot that is not there', 404, 'SNAPSHOT_NOT_FOUND', missing],
    ['a target that is not there', 404, 'CLUSTER_NOT_FOUND', () => ({ targetClusterName: 'nowhere' })],
    [
      'a Flex target',
      400,
      'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API',
      () => ({ targetClusterName: 'restore-target-flex' }),
    ],
    ['a time to come', 400, 'INVALID_PIT_RESTORE_TIME', () => pit({ pointInTimeUTCSeconds: hours(-2) })],
  ]),
  ...of('createTenantRestore', [
    ['a snapshot that is not there', 404, 'TENANT_SNAPSHOT_NOT_FOUND', missing],
    ['a target that is not there', 404, 'CLUSTER_NOT_FOUND', () => ({ targetDeploymentItemName: 'nowhere' })],
  ]),
  ...of('createTenantDownload', [
    ['a snapshot that is not there', 404, 'TENANT_SNAPSHOT_NOT_FOUND', missing],
  ]),
  ...of('createCollectionRestoreJob', [
    ['a source that is not there', 404, 'CLUSTER_NOT_FOUND', asIs, { clusterName: 'Nowhere' }],
    ['a snapshot that is not there', 404, 'SNAPSHOT_NOT_FOUND', missing],
    ['a target that is not there', 404, 'CLUSTER_NOT_FOUND', () => ({ targetClusterName: 'nowhere' })],
    ['a paused target', 400, 'CLUSTER_PAUSED_CANNOT_RESTORE', target({ paused: true })],
  ]),
];

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

describe.each(cases.map((one) => [one.create, one.why, one] as const))('%s', (name, why, one) => {
  const create = creates.find((each) => each.name === name)!;

  test(`of ${why} is refused as Atlas refuses it, and the next one finds everything free`, async () => {
    const body = { ...bodyOf(create), ...one.arrange(harness.simulator) };
    const values = one.values ?? {};
    const before = madeIn(harness, create).length;
    const answer = await send(harness, create, body, { values });
    expect([answer.status, answer.body.errorCode, answer.headers.get('x-error-code')]).toEqual([
      one.status,
      one.errorCode,
      one.errorCode,
    ]);
    const path = pathFor(create, { ...valuesFor(harness.simulator, create), ...values });
    const atlas = await askSimulator(harness.simulator, path, acceptOf(create.row), body);
    expect([atlas.status, JSON.parse(atlas.text).errorCode]).toEqual([one.status, one.errorCode]);
    expect(madeIn(harness, create)).toHaveLength(before);
    // Not remembered as the restore that it would have been.
    const again = await send(harness, create, body, { values });
    expect([again.status, again.body.errorCode]).toEqual([one.status, one.errorCode]);
  });
});

test('a target that somebody else restores onto is busy in Atlas’ own words, and free when they are done', async () => {
  const create = creates.find(({ name }) => name === 'createClusterRestoreJob')!;
  const path = pathFor(create, valuesFor(harness.simulator, create));
  const body = bodyOf(create);
  const other = await askSimulator(harness.simulator, path, acceptOf(create.row), body);
  expect(other.status).toBe(200);
  const answer = await send(harness, create, { ...body, snapshotId: '6b000000000000000000c102' });
  expect([answer.status, answer.body.errorCode]).toEqual([409, 'ATLAS_CLUSTER_RESTORE_IN_PROGRESS']);
  harness.time.advance(3_600);
  const free = await send(harness, create, { ...body, snapshotId: '6b000000000000000000c102' });
  expect(free.status).toBe(200);
  expect(await ended(harness, followed(free))).toMatchObject({ status: 'SUCCEEDED', adopted: false });
});
