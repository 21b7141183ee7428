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
  simulate,
} from './support.ts';

const NOWHERE = 'ffffffffffffffffffffffff';
const at = (iso: string) => Date.parse(iso) / 1000;

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
