import { expect, test } from 'vitest';
import { ACCOUNTS, LEGACY, NEWEST, PRODUCTION, RESTORE_TEST, simulate } from './support.ts';

const JOBS = `${ACCOUNTS}/backup/restoreJobs`;
const TARGET = `/api/atlas/v2/groups/${RESTORE_TEST}/flexClusters/restore-target-flex`;

test('A Flex restore goes from PENDING over RUNNING to COMPLETED in its recorded median of 88 seconds', async () => {
  const { flexRestore, get, clock, simulator } = await simulate();
  const created = await flexRestore();
  expect(created.status).toBe(200);
  expect(created.json).toMatchObject({
    deliveryType: 'RESTORE',
    status: 'PENDING',
    instanceName: 'Accounts',
    restoreScheduledDate: '2026-11-22T10:00:00Z',
    expirationDate: '2026-11-22T16:00:00Z',
  });
  expect(simulator.jobs()[0]).toMatchObject({ status: 'pending', wiped: false });
  const path = `${JOBS}/${created.json.id}`;
  clock.advance(3);
  expect((await get(path)).json.status).toBe('RUNNING');
  clock.advance(84);
  const running = (await get(path)).json;
  expect(running.status).toBe('RUNNING');
  expect(running).not.toHaveProperty('restoreFinishedDate');
  clock.advance(1);
  expect((await get(path)).json).toMatchObject({
    status: 'COMPLETED',
    restoreFinishedDate: '2026-11-22T10:01:28Z',
  });
  // Nothing happens at the expiry of a restore.
  clock.advance(30 * 86_400);
  expect((await get(path)).json.status).toBe('COMPLETED');
});

test('The target turns UPDATING a second after the POST and IDLE a second after the end', async () => {
  const { flexRestore, get, clock } = await simulate();
  const stateName = async () => (await get(TARGET)).json.stateName;
  await flexRestore();
  expect(await stateName()).toBe('IDLE');
  clock.advance(1);
  expect(await stateName()).toBe('UPDATING');
  clock.advance(87);
  expect(await stateName()).toBe('UPDATING');
  clock.advance(1);
  expect(await stateName()).toBe('IDLE');
});

test('A busy target is refused as unavailable, from the first moment', async () => {
  const { flexRestore, simulator } = await simulate();
  await flexRestore();
  const second = await flexRestore();
  expect(second.status).toBe(400);
  expect(second.json.errorCode).toBe('TENANT_RESTORE_DESTINATION_UNAVAILABLE');
  expect(simulator.jobs()).toHaveLength(1);
});

test('Durations spread from 54 to 217 seconds and are the same at every start', async () => {
  const durations = async () => {
    const { simulator, clock, flexRestore } = await simulate();
    for (let index = 0; index < 21; index += 1) {
      expect((await flexRestore()).status).toBe(200);
      clock.advance(300);
    }
    return simulator.jobs().map((job) => (Date.parse(job.endedAt!) - Date.parse(job.createdAt)) / 1000);
  };
  const first = await durations();
  expect([Math.min(...first), Math.max(...first)]).toEqual([54, 217]);
  expect([...first].sort((a, b) => a - b)[10]).toBe(88);
  expect(await durations()).toEqual(first);
});

test('Without a target project the target is looked for in the project of the source', async () => {
  const { flexRestore } = await simulate();
  const refused = await flexRestore({ targetProjectId: undefined });
  expect(refused.json).toMatchObject({
    errorCode: 'CLUSTER_NOT_FOUND',
    parameters: ['restore-target-flex', PRODUCTION],
  });
  const ontoItself = await flexRestore({ targetProjectId: undefined, targetDeploymentItemName: 'Accounts' });
  expect(ontoItself.json.targetProjectId).toBe(PRODUCTION);
});

test('A read-only field that the Atlas CLI sends along is tolerated', async () => {
  const { flexRestore } = await simulate();
  expect((await flexRestore({ instanceName: 'Accounts' })).status).toBe(200);
});

test('A Flex snapshot may be restored onto a dedicated replica set, not onto a sharded cluster', async () => {
  const { flexRestore } = await simulate();
  expect((await flexRestore({ targetDeploymentItemName: 'restore-target' })).status).toBe(200);
  const sharded = await flexRestore({ targetDeploymentItemName: 'restore-target-sharded' });
  expect(sharded.json.errorCode).toBe('TENANT_RESTORE_INCOMPATIBLE_TOPOLOGY');
});

test('A Flex download shows its URL for four hours from the request', async () => {
  const { post, get, clock } = await simulate();
  const created = await post(`${ACCOUNTS}/backup/download`, { snapshotId: NEWEST.Accounts });
  expect(created.status).toBe(200);
  expect(created.json).toMatchObject({
    deliveryType: 'DOWNLOAD',
    expirationDate: '2026-11-22T14:00:00Z',
    snapshotUrl: expect.stringContaining('https://'),
  });
  expect(created.json).not.toHaveProperty('targetDeploymentItemName');
  clock.advance(4 * 3600 - 1);
  expect((await get(`${JOBS}/${created.json.id}`)).json).toMatchObject({
    status: 'COMPLETED',
    snapshotUrl: created.json.snapshotUrl,
  });
  clock.advance(1);
  expect((await get(`${JOBS}/${created.json.id}`)).json).not.toHaveProperty('snapshotUrl');
});

test('Flex snapshots are listed oldest first, eight of them, and a ninth day replaces the first', async () => {
  const { get, clock } = await simulate();
  const times = async () =>
    (await get(`${ACCOUNTS}/backup/snapshots`)).json.results.map(
      (one: { scheduledTime: string }) => one.scheduledTime,
    );
  const before = await times();
  expect(before).toHaveLength(8);
  expect(before).toEqual([...before].sort());
  clock.advance(86_400);
  const after = await times();
  expect(after).toHaveLength(8);
  expect(after.slice(0, 7)).toEqual(before.slice(1));
});

test('M2 and M5 restores have the Flex shape with clusterName and links', async () => {
  const { post, get, clock } = await simulate();
  const created = await post(`${LEGACY}/restore`, {
    snapshotId: NEWEST.Legacy,
    targetDeploymentItemName: 'restore-target-tenant',
    targetProjectId: RESTORE_TEST,
  });
  expect(created.status).toBe(200);
  expect(created.headers.get('content-type')).toBe('application/json');
  expect(created.json).toMatchObject({ clusterName: 'Legacy', status: 'PENDING' });
  expect(created.json).not.toHaveProperty('instanceName');
  clock.advance(300);
  const list = (await get(`${LEGACY}/restores`)).json;
  expect(list.results[0]).toMatchObject({ id: created.json.id, status: 'COMPLETED' });
  expect(list.totalCount).toBe(4);
  expect((await get(`${LEGACY}/restores/${created.json.id}`)).json.links[0].rel).toBe('self');
  const download = await post(`${LEGACY}/download`, { snapshotId: NEWEST.Legacy });
  expect(download.json.deliveryType).toBe('DOWNLOAD');
});
