import { expect, test } from 'vitest';
import {
  ACCOUNTS,
  type Caller,
  EVENTS,
  LEGACY,
  NEWEST,
  ORDERS,
  PRODUCTION,
  RESTORE_TEST,
  type Reply,
  simulate,
} from './support.ts';

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

test('A Flex restore is refused for each reason that Atlas has', async () => {
  const { flexRestore, simulator } = await simulate();
  const refusal = async (overrides: object) => {
    const { status, json } = await flexRestore(overrides);
    return [status, json.errorCode];
  };
  expect(await refusal({ snapshotId: NOWHERE })).toEqual([404, 'TENANT_SNAPSHOT_NOT_FOUND']);
  expect(await refusal({ targetProjectId: NOWHERE })).toEqual([404, 'GROUP_NOT_FOUND']);
  expect(await refusal({ targetDeploymentItemName: 'gone' })).toEqual([404, 'CLUSTER_NOT_FOUND']);
  expect(await refusal({ targetDeploymentItemName: 'old-target' })).toEqual([
    400,
    'TENANT_RESTORE_VERSION_MISMATCH',
  ]);
  expect(await refusal({ targetDeploymentItemName: 'paused-target' })).toEqual([
    400,
    'TENANT_RESTORE_DESTINATION_UNAVAILABLE',
  ]);
  simulator.editDeployment('restore-target', { encryptionAtRestProvider: 'AWS' });
  expect(await refusal({ targetDeploymentItemName: 'restore-target' })).toEqual([
    400,
    'TENANT_RESTORE_DESTINATION_ENCRYPTION',
  ]);
  const running = simulator.addSnapshot('Accounts', { ageSeconds: 60 });
  expect((await refusal({ snapshotId: running }))[0]).toBe(409);
  expect(await refusal({ targetDeploymentItemName: undefined })).toEqual([400, 'MISSING_ATTRIBUTE']);
});

test('Each interface refuses deployments of the other kinds with 400', async () => {
  const { get } = await simulate();
  const groups = `/api/atlas/v2/groups/${PRODUCTION}`;
  const code = async (path: string) => {
    const { status, json } = await get(path);
    return [status, json.errorCode];
  };
  expect(await code(`${groups}/clusters/Accounts`)).toEqual([400, 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API']);
  expect(await code(`${groups}/clusters/Events`)).toEqual([
    400,
    'CANNOT_USE_SERVERLESS_INSTANCE_IN_CLUSTER_API',
  ]);
  expect(await code(`${groups}/clusters/Legacy/backup/snapshots`)).toEqual([
    400,
    'PROVIDER_BACKUP_NOT_SUPPORTED',
  ]);
  expect(await code(`${groups}/flexClusters/Orders`)).toEqual([
    400,
    'CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API',
  ]);
  expect(await code(`${groups}/serverless/Orders`)).toEqual([
    400,
    'CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API',
  ]);
  expect(await code(LEGACY.replace('Legacy', 'Orders').concat('/restores'))).toEqual([
    400,
    'INCORRECT_BACKUP_API_ENDPOINT',
  ]);
  // A shared cluster can be looked at as a cluster; only its backups live elsewhere.
  expect((await get(`${groups}/clusters/Legacy`)).json.replicationSpecs[0].regionConfigs[0]).toMatchObject({
    providerName: 'TENANT',
    electableSpecs: { instanceSize: 'M2' },
  });
});

test('Serverless restores work like dedicated ones, without oplog timestamps', async () => {
  const { post, get, clock } = await simulate();
  const base = { targetClusterName: 'restore-target-serverless', targetGroupId: RESTORE_TEST };
  const jobs = `${EVENTS}/backup/restoreJobs`;
  const created = await post(jobs, { ...base, deliveryType: 'automated', snapshotId: NEWEST.Events });
  expect(created.status).toBe(200);
  clock.advance(232);
  expect((await get(`${jobs}/${created.json.id}`)).json.finishedAt).toBe('2026-11-22T10:03:52Z');
  const oplog = { oplogTs: at('2026-11-22T09:00:00Z'), oplogInc: 1 };
  const refused = await post(jobs, { ...base, deliveryType: 'pointInTime', ...oplog });
  expect(refused.json.errorCode).toBe('INVALID_PIT_RESTORE_TIME');
  expect((await get(`${EVENTS}/backup/snapshots`)).json.results[0].serverlessInstanceName).toBe('Events');
});

/** Each request has all the mistakes of those after it: the first in Atlas' order is the one that is told. */
test('Mistakes are told in the order in which Atlas checks', async () => {
  const { call, simulator }: Caller = await simulate();
  const other = `/api/atlas/v2/groups/${NOWHERE}/clusters/Accounts/backup/restoreJobs`;
  const flexInCluster = `/api/atlas/v2/groups/${PRODUCTION}/clusters/Accounts/backup/restoreJobs`;
  const bad = { body: '{', date: '1999-01-01' };
  const code = async (path: string, options: object) => (await call('POST', path, options)).json.errorCode;
  const unsigned = await call('POST', other, { ...bad, headers: { authorization: 'Bearer no' } });
  expect(unsigned.status).toBe(401);
  expect(unsigned.headers.get('ratelimit-limit')).toBeNull();
  expect(await code(`${other}/x/y`, bad)).toBe('RESOURCE_NOT_FOUND');
  expect(await code(other, bad)).toBe('INVALID_VERSION_DATE');
  expect(await code(other, { body: '{' })).toBe('GROUP_NOT_FOUND');
  expect(await code(flexInCluster.replace('Accounts', 'gone'), { body: '{' })).toBe('CLUSTER_NOT_FOUND');
  expect(await code(flexInCluster, { body: '{' })).toBe('CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API');
  expect(await code(`${ORDERS}/backup/restoreJobs?colour=red`, { body: '{' })).toBe('MALFORMED_JSON');
  expect(await code(`${ORDERS}/backup/restoreJobs`, { body: '[]' })).toBe('INVALID_JSON');
  expect(await code(`${ORDERS}/backup/restoreJobs?colour=red`, { body: { deliveryType: 'automated' } })).toBe(
    'INVALID_QUERY_PARAMETER',
  );
  simulator.editDeployment('paused-target', { topology: 'shardedCluster' });
  const late = {
    deliveryType: 'automated',
    snapshotId: NOWHERE,
    targetClusterName: 'gone',
    targetGroupId: NOWHERE,
  };
  const steps = [
    [late, 'SNAPSHOT_NOT_FOUND'],
    [{ ...late, snapshotId: NEWEST.Orders }, 'GROUP_NOT_FOUND'],
    [{ ...late, snapshotId: NEWEST.Orders, targetGroupId: RESTORE_TEST }, 'CLUSTER_NOT_FOUND'],
    [
      { ...late, snapshotId: NEWEST.Orders, targetGroupId: RESTORE_TEST, targetClusterName: 'paused-target' },
      'CLUSTER_PAUSED_CANNOT_RESTORE',
    ],
  ] as const;
  for (const [body, expected] of steps)
    expect(await code(`${ORDERS}/backup/restoreJobs`, { body })).toBe(expected);
});

test('A path parameter that cannot be an id is said to be invalid', async () => {
  const { get } = await simulate();
  expect((await get('/api/atlas/v2/groups/production/clusters/Orders')).json).toMatchObject({
    errorCode: 'INVALID_PATH_PARAMETER',
    parameters: ['groupId'],
  });
  expect((await get(`${ORDERS}/backup/restoreJobs/latest`)).json.parameters).toEqual(['restoreJobId']);
  expect((await get(`${ACCOUNTS}/backup/snapshots/%zz`)).json.errorCode).toBe('INVALID_PATH_PARAMETER');
});
