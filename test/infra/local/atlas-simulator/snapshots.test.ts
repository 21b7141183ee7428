import { expect, test } from 'vitest';
import {
  ACCOUNTS,
  CATALOG,
  type Caller,
  type Json,
  NEWEST,
  ORDERS,
  RESTORE_TEST,
  simulate,
} from './support.ts';

const TARGET = `/api/atlas/v2/groups/${RESTORE_TEST}/clusters/restore-target`;
const SNAPSHOTS = `${TARGET}/backup/snapshots`;
const NOWHERE = 'ffffffffffffffffffffffff';

test('An on-demand snapshot is queued, and progresses as Atlas is recorded to', async () => {
  const { post, get, clock } = await simulate();
  const created = await post(SNAPSHOTS, { description: 'before the drill', retentionInDays: 2 });
  expect(created.status).toBe(200);
  expect(created.json).toMatchObject({
    description: 'before the drill',
    expiresAt: '2026-11-24T10:00:00Z',
    frequencyType: 'ondemand',
    snapshotType: 'onDemand',
    status: 'queued',
    storageSizeBytes: 0,
    type: 'replicaSet',
  });
  const path = `${SNAPSHOTS}/${created.json.id}`;
  const after = async (seconds: number) => {
    clock.advance(seconds);
    const { json } = await get(path);
    return [json.status, 'mongodVersion' in json, 'cloudProvider' in json, 'createdAt' in json];
  };
  expect((await get(path)).json).toEqual(created.json);
  expect(await after(7)).toEqual(['inProgress', false, false, false]);
  expect(await after(22)).toEqual(['inProgress', true, false, false]);
  expect(await after(66)).toEqual(['inProgress', true, true, false]);
  expect(await after(66)).toEqual(['completed', true, true, true]);
  expect((await get(path)).json).toMatchObject({
    createdAt: '2026-11-22T10:01:35Z',
    expiresAt: '2026-11-24T10:02:41Z',
  });
  expect((await get(SNAPSHOTS)).json.results).toHaveLength(1);
  clock.advance(2 * 86_400);
  expect((await get(path)).json.errorCode).toBe('SNAPSHOT_NOT_FOUND');
});

test('What it holds can be restored', async () => {
  const { post, clock } = await simulate();
  const { id } = (await post(SNAPSHOTS, {})).json;
  const restore = () =>
    post(`${TARGET}/backup/restoreJobs`, {
      deliveryType: 'automated',
      snapshotId: id,
      targetClusterName: 'small-target',
      targetGroupId: RESTORE_TEST,
    });
  expect((await restore()).json.errorCode).toBe('CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT');
  clock.advance(161);
  expect((await restore()).status).toBe(200);
});

test('A second one is refused while the first is unfinished, and taken when it has ended', async () => {
  const { post, clock } = await simulate();
  const take = async (path: string) => {
    const { status, json } = await post(`${path}/backup/snapshots`, {});
    return [status, json.errorCode ?? json.status];
  };
  expect(await take(TARGET)).toEqual([200, 'queued']);
  expect(await take(TARGET)).toEqual([400, 'UNFINISHED_ON_DEMAND_SNAPSHOT']);
  clock.advance(100);
  expect(await take(TARGET)).toEqual([400, 'UNFINISHED_ON_DEMAND_SNAPSHOT']);
  clock.advance(61);
  expect(await take(TARGET)).toEqual([200, 'queued']);
  // The large one that the fleet starts with.
  expect(await take(ORDERS)).toEqual([400, 'UNFINISHED_ON_DEMAND_SNAPSHOT']);
});

test('That of a sharded cluster has its members, and its own path', async () => {
  const { post, get } = await simulate();
  const { json } = await post(`${CATALOG}/backup/snapshots`, { retentionInDays: 1 });
  expect(json).toMatchObject({ type: 'shardedCluster', status: 'queued', members: [{}, {}] });
  expect((await get(`${CATALOG}/backup/snapshots/shardedCluster/${json.id}`)).json).toEqual(json);
});

test('A request for a snapshot is refused where it makes no sense', async () => {
  const { post, simulator } = await simulate();
  const code = async (body: unknown, path = SNAPSHOTS) => (await post(path, body)).json.errorCode;
  expect(await code({ retentionInDays: 0 })).toBe('VALIDATION_ERROR');
  expect(await code({ retentionInDays: 1.5 })).toBe('FRACTIONAL_TIMESTAMP');
  expect(await code({ name: 'x' })).toBe('INVALID_ATTRIBUTE');
  expect(await code('')).toBe('MALFORMED_JSON');
  const flex = `${ACCOUNTS.replace('flexClusters', 'clusters')}/backup/snapshots`;
  expect(await code({}, flex)).toBe('CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API');
  simulator.editDeployment('restore-target', { backupEnabled: false });
  expect(await code({})).toBe('BACKUP_JOB_NOT_FOUND');
});

test('A snapshot fails or never ends where a fault names it; other job faults wait for a restore', async () => {
  const { post, get, clock, simulator, restore } = await simulate();
  const take = async () => (await post(SNAPSHOTS, {})).json.id;
  const status = async (id: string) => (await get(`${SNAPSHOTS}/${id}`)).json.status;
  simulator.faults.add({ kind: 'jobFails' });
  const good = await take();
  expect((await restore({ targetClusterName: 'restore-target' })).status).toBe(200);
  expect(simulator.faults.list()).toEqual([]);
  clock.advance(161);
  expect(await status(good)).toBe('completed');
  simulator.faults.add({ kind: 'jobFails', operation: 'takeClusterSnapshot' });
  const bad = await take();
  clock.advance(161);
  expect(await status(bad)).toBe('failed');
  simulator.faults.add({ kind: 'jobNeverEnds', operation: 'takeClusterSnapshot' });
  const endless = await take();
  clock.advance(6 * 86_400);
  expect(await status(endless)).toBe('inProgress');
});

const namesAt = async ({ get }: Caller, path: string) =>
  (await get(path)).json.results.map((one: Json) => one.name);

test('A snapshot tells its databases and their collections by name', async () => {
  const caller = await simulate();
  const { get } = caller;
  const databases = `${ORDERS}/backup/snapshots/${NEWEST.Orders}/databases`;
  expect(await namesAt(caller, databases)).toEqual(['inventory', 'metrics', 'sales']);
  expect(await namesAt(caller, `${databases}?itemsPerPage=1&pageNum=3`)).toEqual(['sales']);
  expect(await namesAt(caller, `${databases}/sales/collections`)).toEqual([
    'customers',
    'invoices',
    'orders',
  ]);
  const href = `https://cloud.mongodb.com${databases}/sales`;
  expect((await get(`${databases}/sales`)).json).toEqual({ links: [{ href, rel: 'self' }], name: 'sales' });
  expect((await get(`${databases}/sales/collections/orders`)).json).toEqual({
    links: [{ href: `${href}/collections/orders`, rel: 'self' }],
    name: 'orders',
  });
  const sharded = `${CATALOG}/backup/snapshots/${NEWEST.Catalog}/databases`;
  expect(await namesAt(caller, sharded)).toEqual(['catalog', 'media']);
});

test('What is not in a snapshot is not found', async () => {
  const { get } = await simulate();
  const snapshots = `${ORDERS}/backup/snapshots`;
  const code = async (path: string) => {
    const { status, json } = await get(`${snapshots}/${path}`);
    return [status, json.errorCode];
  };
  const missing = [404, 'RESOURCE_NOT_FOUND'];
  expect(await code(`${NEWEST.Orders}/databases/gone`)).toEqual(missing);
  expect(await code(`${NEWEST.Orders}/databases/gone/collections`)).toEqual(missing);
  expect(await code(`${NEWEST.Orders}/databases/sales/collections/gone`)).toEqual(missing);
  expect(await code(`${NEWEST.Orders}/databases/constructor`)).toEqual(missing);
  expect(await code(`${NOWHERE}/databases`)).toEqual([404, 'SNAPSHOT_NOT_FOUND']);
  // In progress: nobody knows yet.
  expect((await get(`${snapshots}/6b000000000000000000c191/databases`)).json.results).toEqual([]);
  expect((await get(`${snapshots}/${NEWEST.Orders}/databases`, { date: '2023-01-01' })).status).toBe(406);
});

test('A snapshot of a target holds what was restored onto it before', async () => {
  const caller = await simulate();
  const { post, restore, clock } = caller;
  const content = async () => {
    const { id } = (await post(SNAPSHOTS, {})).json;
    clock.advance(161);
    return namesAt(caller, `${SNAPSHOTS}/${id}/databases`);
  };
  expect(await content()).toEqual([]);
  await post(`${ORDERS}/collectionRestoreJobs`, {
    collections: [{ sourceNamespace: 'sales.orders', targetNamespace: 'old.orders' }],
    indexStrategy: 'ALL',
    snapshotId: NEWEST.Orders,
    targetClusterName: 'restore-target',
    targetGroupId: RESTORE_TEST,
    writeStrategy: 'CREATE_NEW',
  });
  clock.advance(180);
  expect(await content()).toEqual(['old']);
  await restore();
  clock.advance(233);
  expect(await content()).toEqual(['inventory', 'metrics', 'sales']);
  // A restore that fails leaves nothing.
  caller.simulator.faults.add({ kind: 'jobFails' });
  await restore();
  clock.advance(233);
  expect(await content()).toEqual([]);
});

test('A Backup Compliance Policy is told, and refuses a snapshot on demand that would go too early', async () => {
  const { post, get, simulator } = await simulate();
  const policy = `/api/atlas/v2/groups/${RESTORE_TEST}/backupCompliancePolicy`;
  expect((await get(policy)).json).toEqual({});
  simulator.editProject(RESTORE_TEST, { onDemandRetention: { value: 2, unit: 'weeks' } });
  expect((await get(policy)).json.onDemandPolicyItem).toMatchObject({
    retentionUnit: 'weeks',
    retentionValue: 2,
  });
  const refused = await post(SNAPSHOTS, { retentionInDays: 13 });
  expect(refused.json.errorCode).toBe('SNAPSHOT_RETENTION_LESS_THAN_BACKUP_COMPLIANCE_POLICY');
  expect((await post(SNAPSHOTS, { retentionInDays: 14 })).status).toBe(200);
});
