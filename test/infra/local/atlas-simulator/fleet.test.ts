import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pathParameters } from '../../../../lib/atlas/operations.ts';
import { type Json, NEWEST, ORDERS, simulate } from './support.ts';

test('Every id of the fleet is an ObjectId, and no two are the same', async () => {
  const { simulator } = await simulate();
  const { projects, deployments, snapshots } = simulator.fleet;
  const ids = [...projects, ...deployments, ...snapshots].map(({ id }) => id);
  ids.push(...snapshots.flatMap(({ members }) => members.map(({ id }) => id)));
  for (const id of ids) expect(pathParameters.groupId!.safeParse(id).success).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

/** In the document runs of snapshots are written as their first and their last. */
const SNAPSHOTS = [
  'c191',
  'c192',
  'c193',
  'c194',
  'c101',
  'c106',
  'c201',
  'c203',
  'f101',
  'f108',
  'e101',
  'e103',
  'd101',
  'd103',
];

test('The document names every project, deployment, snapshot and credential of the fleet', async () => {
  const { simulator } = await simulate();
  const { projects, deployments, snapshots, credentials } = simulator.fleet;
  const digits = snapshots.map(({ id }) => id.slice(-4));
  expect(digits).toEqual(expect.arrayContaining(SNAPSHOTS));
  expect(digits).toHaveLength(27);
  const text = readFileSync(join(import.meta.dirname, '../../../../docs/simulator.md'), 'utf8');
  const wanted = [
    ...projects.flatMap(({ id, name }) => [id, name]),
    ...deployments.flatMap(({ id, name }) => [id, name]),
    ...SNAPSHOTS,
    ...Object.values(NEWEST),
    ...Object.values(credentials.serviceAccount!),
    ...Object.values(credentials.apiKey!),
  ];
  expect(wanted.filter((word) => !text.includes(String(word)))).toEqual([]);
});

test('The newest snapshots of Orders are of every kind, and one is about to expire', async () => {
  const { get } = await simulate();
  const { results } = (await get(`${ORDERS}/backup/snapshots`)).json;
  expect(results.slice(0, 4).map((one: Json) => [one.snapshotType, one.status])).toEqual([
    ['onDemand', 'inProgress'],
    ['fallback', 'completed'],
    ['scheduled', 'failed'],
    ['scheduled', 'completed'],
  ]);
  expect(results.at(-1).expiresAt).toBe('2026-11-22T10:30:00Z');
});

test('An on-demand snapshot gets its fields one by one, as Atlas knows them', async () => {
  const { get, clock, simulator } = await simulate();
  const id = simulator.addSnapshot('Orders', {
    snapshotType: 'onDemand',
    ageSeconds: 0,
    retentionSeconds: 86_400,
  });
  const at = async (seconds: number) => {
    clock.advance(seconds);
    const { json } = await get(`${ORDERS}/backup/snapshots/${id}`);
    return [json.status, json.mongodVersion !== undefined, json.cloudProvider !== undefined, json.expiresAt];
  };
  expect(await at(0)).toEqual(['queued', false, false, '2026-11-23T10:00:00Z']);
  expect(await at(7)).toEqual(['inProgress', false, false, '2026-11-23T10:00:00Z']);
  expect(await at(22)).toEqual(['inProgress', true, false, '2026-11-23T10:00:00Z']);
  expect(await at(66)).toEqual(['inProgress', true, true, '2026-11-23T10:00:00Z']);
  expect(await at(66)).toEqual(['completed', true, true, '2026-11-23T10:02:41Z']);
});

test('Every day brings a new snapshot, so that a long run does not run out of them', async () => {
  const { get, clock, restore } = await simulate();
  clock.advance(100 * 86_400);
  const { results } = (await get(`${ORDERS}/backup/snapshots`)).json;
  expect(results.length).toBeGreaterThanOrEqual(7);
  expect(results[0].createdAt).toBe('2027-03-02T04:01:35Z');
  expect((await restore({ snapshotId: results[0].id })).status).toBe(200);
});

test('Deployments can be added and removed', async () => {
  const { get, simulator, flexRestore } = await simulate();
  const projectId = simulator.fleet.projects[1]!.id;
  const id = simulator.addDeployment({ projectId, name: 'another', family: 'flex' });
  const path = `/api/atlas/v2/groups/${projectId}/flexClusters/another`;
  expect((await get(path)).json).toMatchObject({ id, providerSettings: { diskSizeGB: 5 } });
  expect((await flexRestore({ targetDeploymentItemName: 'another' })).status).toBe(200);
  simulator.removeDeployment({ projectId, name: 'another' });
  expect((await get(path)).json.errorCode).toBe('CLUSTER_NOT_FOUND');
  expect(() => simulator.editDeployment('nobody', {})).toThrow('0 deployments match "nobody"');
});

test('A state that no job explains can be given to a deployment', async () => {
  const { get, simulator } = await simulate();
  simulator.editDeployment('Orders', { stateName: 'REPAIRING' });
  expect((await get(ORDERS)).json.stateName).toBe('REPAIRING');
});
