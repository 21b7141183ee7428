import { expect, test } from 'vitest';
import { NEWEST, ORDERS, PRODUCTION, RESTORE_TEST, type Reply, simulate } from './support.ts';

const NOWHERE = 'ffffffffffffffffffffffff';
const at = (iso: string) => Date.parse(iso) / 1000;

/** What is asked, what Atlas says, and with which parameters. */
const RESTORE_REFUSALS: [string, object, number, string, unknown[]?][] = [
  ['an unknown field', { colour: 'red' }, 400, 'INVALID_ATTRIBUTE', ['colour']],
  ['a bad delivery type', { deliveryType: 'carrier' }, 400, 'INVALID_ENUM_VALUE', ['deliveryType']],
  ['no delivery type', { deliveryType: undefined }, 400, 'MISSING_ATTRIBUTE', ['deliveryType']],
  ['a snapshot id that is none', { snapshotId: 'latest' }, 400, 'VALIDATION_ERROR', ['snapshotId']],
  ['a number for a name', { targetClusterName: 7 }, 400, 'INVALID_JSON_ATTRIBUTE', ['targetClusterName']],
  ['no snapshot', { snapshotId: undefined }, 400, 'MISSING_ATTRIBUTE', ['snapshotId']],
  ['no target name', { targetClusterName: undefined }, 400, 'MISSING_ATTRIBUTE', ['targetClusterName']],
  ['no target project', { targetGroupId: undefined }, 400, 'MISSING_ATTRIBUTE', ['targetGroupId']],
  ['an unknown snapshot', { snapshotId: NOWHERE }, 404, 'SNAPSHOT_NOT_FOUND', [NOWHERE, 'Orders']],
  ['a snapshot of another cluster', { snapshotId: NEWEST.Accounts }, 404, 'SNAPSHOT_NOT_FOUND'],
  [
    'a snapshot in progress',
    { snapshotId: '6b000000000000000000c191' },
    409,
    'CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT',
  ],
  [
    'a failed snapshot',
    { snapshotId: '6b000000000000000000c193' },
    409,
    'CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT',
  ],
  ['a target project that is none', { targetGroupId: NOWHERE }, 404, 'GROUP_NOT_FOUND', [NOWHERE]],
  ['a target that is none', { targetClusterName: 'gone' }, 404, 'CLUSTER_NOT_FOUND', ['gone', RESTORE_TEST]],
  [
    'a paused target',
    { targetClusterName: 'paused-target' },
    400,
    'CLUSTER_PAUSED_CANNOT_RESTORE',
    ['paused-target'],
  ],
  [
    'a sharded target',
    { targetClusterName: 'restore-target-sharded' },
    409,
    'RESTORE_INITIATION_FAILED',
    [expect.stringContaining('topologies')],
  ],
  [
    'an older target',
    { targetClusterName: 'old-target' },
    409,
    'RESTORE_INITIATION_FAILED',
    [expect.stringContaining('older')],
  ],
  ['a small target', { targetClusterName: 'small-target' }, 400, 'DISK_SIZE_GB_TOO_SMALL', ['small-target']],
  [
    'a Flex target',
    { targetClusterName: 'restore-target-flex' },
    400,
    'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API',
  ],
  [
    'a serverless target',
    { targetClusterName: 'restore-target-serverless' },
    400,
    'CANNOT_USE_SERVERLESS_INSTANCE_IN_CLUSTER_API',
  ],
  ['an M2 target', { targetClusterName: 'restore-target-tenant' }, 400, 'PROVIDER_BACKUP_NOT_SUPPORTED'],
  [
    'a point in time on an automated restore',
    { pointInTimeUTCSeconds: at('2026-11-22T09:00:00Z') },
    400,
    'INVALID_ATTRIBUTE',
    ['pointInTimeUTCSeconds'],
  ],
  [
    'a snapshot that expires within the link',
    { deliveryType: 'download', snapshotId: '6b000000000000000000c194' },
    409,
    'LINK_EXPIRATION_AFTER_SNAPSHOT_DELETION',
  ],
  [
    'a download in progress',
    { deliveryType: 'download', snapshotId: '6b000000000000000000c191' },
    409,
    'CANNOT_DOWNLOAD_INCOMPLETE_SNAPSHOT',
  ],
];

test('A dedicated restore is refused for each reason that Atlas has, and makes no job', async () => {
  const { restore, simulator } = await simulate();
  const seen: unknown[] = [];
  for (const [what, overrides] of RESTORE_REFUSALS) seen.push([what, ...told(await restore(overrides))]);
  const expected = RESTORE_REFUSALS.map(([what, , status, code, parameters]) => [
    what,
    status,
    code,
    parameters ?? expect.anything(),
  ]);
  expect(seen).toEqual(expected);
  expect(simulator.jobs()).toEqual([]);
});

const told = ({ status, json }: Reply) => [status, json.errorCode, json.parameters];

const PIT_REFUSALS: [string, object, number, string][] = [
  ['neither time nor oplog', {}, 400, 'INVALID_PIT_RESTORE_TIME'],
  [
    'both',
    { pointInTimeUTCSeconds: at('2026-11-22T09:00:00Z'), oplogTs: at('2026-11-22T09:00:00Z'), oplogInc: 1 },
    400,
    'INVALID_PIT_RESTORE_TIME',
  ],
  ['half an oplog timestamp', { oplogTs: at('2026-11-22T09:00:00Z') }, 400, 'MISSING_ATTRIBUTE'],
  ['the other half', { oplogInc: 1 }, 400, 'MISSING_ATTRIBUTE'],
  ['the future', { pointInTimeUTCSeconds: at('2026-11-22T10:00:01Z') }, 400, 'INVALID_PIT_RESTORE_TIME'],
  [
    'before the window',
    { pointInTimeUTCSeconds: at('2026-11-15T09:59:59Z') },
    400,
    'INVALID_PIT_RESTORE_TIME',
  ],
  [
    'before the oldest snapshot',
    { pointInTimeUTCSeconds: at('2026-11-15T10:10:00Z') },
    404,
    'UNABLE_T0_FIND_SNAPSHOT_PRIOR_TO_PIT_RESTORE_OPTIME',
  ],
  [
    'a fraction of a second',
    { pointInTimeUTCSeconds: at('2026-11-22T09:00:00Z') + 0.5 },
    400,
    'FRACTIONAL_TIMESTAMP',
  ],
  ['a time before 2008', { pointInTimeUTCSeconds: 1 }, 400, 'VALIDATION_ERROR'],
];

test('A point in time is refused where it is none, and where the history does not reach', async () => {
  const { restore } = await simulate();
  const base = { deliveryType: 'pointInTime', snapshotId: undefined };
  const seen: unknown[] = [];
  for (const [what, overrides] of PIT_REFUSALS) {
    const { status, json } = await restore({ ...base, ...overrides });
    seen.push([what, status, json.errorCode]);
  }
  expect(seen).toEqual(PIT_REFUSALS.map(([what, , status, code]) => [what, status, code]));
});

test('Without continuous backup there is no point in time', async () => {
  const { restore, simulator } = await simulate();
  simulator.editDeployment('Orders', { pitEnabled: false });
  const refused = await restore({
    deliveryType: 'pointInTime',
    snapshotId: undefined,
    pointInTimeUTCSeconds: at('2026-11-22T09:00:00Z'),
  });
  expect(refused.json.errorCode).toBe('INVALID_PIT_RESTORE_TIME');
});

test('Shards, config server and encryption of snapshot and target must be the same', async () => {
  const { simulator, restore, post } = await simulate();
  simulator.editDeployment('restore-target', { encryptionAtRestProvider: 'AWS' });
  expect((await restore()).json.errorCode).toBe('INVALID_SNAPSHOT_RESTORE_ENCRYPTION');
  const catalog = () =>
    post(`/api/atlas/v2/groups/${PRODUCTION}/clusters/Catalog/backup/restoreJobs`, {
      deliveryType: 'automated',
      snapshotId: NEWEST.Catalog,
      targetClusterName: 'restore-target-sharded',
      targetGroupId: RESTORE_TEST,
    });
  simulator.editDeployment('restore-target-sharded', { shards: 3 });
  expect((await catalog()).json.parameters).toEqual([expect.stringContaining('shards')]);
  simulator.editDeployment('restore-target-sharded', { shards: 2, configServerType: 'DEDICATED' });
  expect((await catalog()).json.parameters).toEqual([expect.stringContaining('config server')]);
  simulator.editDeployment('Orders', { backupEnabled: false });
  expect((await restore()).json.errorCode).toBe('BACKUP_JOB_NOT_FOUND');
});

test('A snapshot of a single shard is not a snapshot of the cluster', async () => {
  const { post, simulator } = await simulate();
  const snapshot = simulator.fleet.snapshots.find(({ id }) => id === NEWEST.Catalog)!;
  const refused = await post(`/api/atlas/v2/groups/${PRODUCTION}/clusters/Catalog/backup/restoreJobs`, {
    deliveryType: 'automated',
    snapshotId: snapshot.members[0]!.id,
    targetClusterName: 'restore-target-sharded',
    targetGroupId: RESTORE_TEST,
  });
  expect(refused.json.errorCode).toBe('AUTOMATED_RESTORE_OF_SHARD_NOT_ALLOWED');
});

test('An expired snapshot is gone from list and get, and a restore of it is a conflict', async () => {
  const { restore, get, clock } = await simulate();
  const id = '6b000000000000000000c194';
  expect((await get(`${ORDERS}/backup/snapshots/${id}`)).status).toBe(200);
  clock.advance(1800);
  expect((await get(`${ORDERS}/backup/snapshots/${id}`)).json.errorCode).toBe('SNAPSHOT_NOT_FOUND');
  const refused = await restore({ snapshotId: id });
  expect([refused.status, refused.json.errorCode]).toEqual([
    409,
    'CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT',
  ]);
});
