/** Clusters, users, roles and access entries that a drill makes and takes away, through the client. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { DRILLS } from '../../../../infra/local/atlas-simulator/fleet.ts';
import { allCalls } from '../../../../lib/atlas/all-operations.ts';
import { AtlasClient } from '../../../../lib/atlas/client.ts';
import type { BodyOf } from '../../../../lib/atlas/operations.ts';
import { rejection } from '../../../lib/atlas/setup.ts';
import { ORDERS, PRODUCTION, simulate } from './support.ts';

const groupId = DRILLS.id;
const CLUSTER: BodyOf<'createCluster'> = {
  name: 'drill-7f3a',
  clusterType: 'REPLICASET',
  mongoDBMajorVersion: '8.0',
  tags: [{ key: 'purpose', value: 'restore-drill' }],
  replicationSpecs: [
    {
      regionConfigs: [
        {
          providerName: 'AWS',
          regionName: 'US_EAST_1',
          priority: 7,
          electableSpecs: { instanceSize: 'M10', nodeCount: 3, diskSizeGB: 30 },
        },
      ],
    },
  ],
};
const FLEX: BodyOf<'createFlexCluster'> = {
  name: 'drill-flex',
  providerSettings: { backingProviderName: 'AWS', regionName: 'US_EAST_1' },
};

async function drillOwner() {
  const simulated = await simulate();
  const { simulator, clock } = simulated;
  const account = simulator.fleet.credentials.serviceAccount!;
  const client = new AtlasClient({
    baseUrl: simulator.url,
    clock,
    table: allCalls,
    credential: async () => ({ kind: 'serviceAccount', ...account }),
  });
  onTestFinished(() => client.close());
  const week = (days: number) => new Date(clock.now().getTime() + days * 86_400_000).toISOString();
  return { ...simulated, client, week };
}

describe('a cluster', () => {
  test('is CREATING for a quarter of an hour, without an address, then IDLE, as it was ordered', async () => {
    const { client, clock } = await drillOwner();
    const made = await client.call('createCluster', { path: { groupId }, body: CLUSTER });
    expect(made.status).toBe(201);
    expect(made.data).toMatchObject({ name: 'drill-7f3a', stateName: 'CREATING', connectionStrings: {} });
    const path = { groupId, clusterName: 'drill-7f3a' };
    clock.advance(899);
    expect((await client.call('getCluster', { path })).data.stateName).toBe('CREATING');
    clock.advance(1);
    expect((await client.call('getCluster', { path })).data).toMatchObject({
      id: made.data.id,
      stateName: 'IDLE',
      mongoDBVersion: '8.0.29',
      backupEnabled: false,
      terminationProtectionEnabled: false,
      tags: CLUSTER.tags,
      connectionStrings: { standard: expect.stringContaining('mongodb://') },
      replicationSpecs: [{ regionConfigs: [{ electableSpecs: { instanceSize: 'M10', diskSizeGB: 30 } }] }],
    });
  });

  test('takes a restore, and is DELETING for two minutes before it is gone', async () => {
    const { client, clock, restore, simulator } = await drillOwner();
    await client.call('createCluster', { path: { groupId }, body: CLUSTER });
    clock.advance(900);
    const job = await restore({ targetGroupId: groupId, targetClusterName: 'drill-7f3a' });
    expect(job.status).toBe(200);
    const path = { groupId, clusterName: 'drill-7f3a' };
    expect(await rejection(client.call('deleteCluster', { path }))).toMatchObject({
      errorCode: 'CLUSTER_RESTORE_IN_PROGRESS_CANNOT_UPDATE',
    });
    clock.advance(300);
    expect(simulator.deployment('drill-7f3a').restoredFrom).toMatchObject({ jobId: job.json.id });
    expect((await client.call('deleteCluster', { path })).status).toBe(202);
    expect((await client.call('getCluster', { path })).data.stateName).toBe('DELETING');
    expect(await rejection(client.call('deleteCluster', { path }))).toMatchObject({
      errorCode: 'CLUSTER_ALREADY_REQUESTED_DELETION',
    });
    clock.advance(120);
    expect(await rejection(client.call('getCluster', { path }))).toMatchObject({
      status: 404,
      errorCode: 'CLUSTER_NOT_FOUND',
    });
    // Its name is free, and what was restored onto the one before is not on the next.
    const next = await client.call('createCluster', { path: { groupId }, body: CLUSTER });
    clock.advance(900);
    expect(simulator.deployment('drill-7f3a')).toMatchObject({ id: next.data.id, wipes: 0 });
  });

  test.each<[string, object, string]>([
    ['of a name that is taken', { name: 'drill-7f3a' }, 'DUPLICATE_CLUSTER_NAME'],
    [
      'whose first 23 characters are those of another',
      { name: 'drill-of-a-long-name-00-b' },
      'DUPLICATE_CLUSTER_NAME_PREFIX',
    ],
    ['of a name that Atlas keeps for itself', { name: 'atlas-1a2b3c' }, 'ATLAS_RESERVED_CLUSTER_NAME'],
    ['of a version that there is not', { name: 'other', mongoDBMajorVersion: '3.6' }, 'INVALID_ENUM_VALUE'],
  ])('%s is refused', async (_, body, errorCode) => {
    const { client } = await drillOwner();
    await client.call('createCluster', { path: { groupId }, body: CLUSTER });
    await client.call('createCluster', {
      path: { groupId },
      body: { ...CLUSTER, name: 'drill-of-a-long-name-00-a' },
    });
    const refused = client.call('createCluster', { path: { groupId }, body: { ...CLUSTER, ...body } });
    expect(await rejection(refused)).toMatchObject({ status: 400, errorCode });
  });

  test('that is protected is not deleted; those of a project are listed', async () => {
    const { client } = await drillOwner();
    const path = { groupId: PRODUCTION, clusterName: 'Orders' };
    expect(await rejection(client.call('deleteCluster', { path }))).toMatchObject({
      status: 400,
      errorCode: 'CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED',
    });
    const names: string[] = [];
    for await (const { name } of client.items('listClusters', { path: { groupId: PRODUCTION } }))
      names.push(name);
    expect(names).toEqual(['Orders', 'Catalog', 'Legacy']);
  });
});

test('a Flex cluster is there after eight seconds, and gone 45 s after its deletion', async () => {
  const { client, clock } = await drillOwner();
  const path = { groupId, name: 'drill-flex' };
  await client.call('createFlexCluster', { path: { groupId }, body: FLEX });
  expect((await client.call('getFlexCluster', { path })).data.stateName).toBe('CREATING');
  clock.advance(8);
  expect((await client.call('getFlexCluster', { path })).data.stateName).toBe('IDLE');
  const listed: string[] = [];
  for await (const { name } of client.items('listFlexClusters', { path: { groupId } })) listed.push(name);
  expect(listed).toEqual(['drill-flex']);
  expect((await client.call('deleteFlexCluster', { path })).status).toBe(204);
  clock.advance(45);
  expect(await rejection(client.call('getFlexCluster', { path }))).toMatchObject({ status: 404 });
});

describe('a database user', () => {
  const user = (deleteAfterDate: string, more: object = {}) => ({
    databaseName: 'admin' as const,
    username: 'drill-7f3a',
    password: 'a-long-enough-one',
    roles: [{ roleName: 'drill-verify', databaseName: 'admin' }],
    scopes: [{ name: 'drill-7f3a', type: 'CLUSTER' as const }],
    deleteAfterDate,
    ...more,
  });
  const role = {
    roleName: 'drill-verify',
    actions: [{ action: 'FIND', resources: [{ db: '', collection: '' }] }],
  };

  test('has a role that is there, tells no password, and goes by itself at its time', async () => {
    const { client, clock, week } = await drillOwner();
    const unknown = client.call('createDatabaseUser', { path: { groupId }, body: user(week(1)) });
    expect(await rejection(unknown)).toMatchObject({ errorCode: 'ATLAS_INVALID_ROLE' });
    await client.call('createCustomRole', { path: { groupId }, body: role });
    expect(await rejection(client.call('createCustomRole', { path: { groupId }, body: role }))).toMatchObject(
      {
        status: 409,
        errorCode: 'ATLAS_CUSTOM_ROLE_NAME_ALREADY_EXISTS',
      },
    );
    const made = await client.call('createDatabaseUser', { path: { groupId }, body: user(week(1)) });
    expect(made.status).toBe(201);
    expect(made.text).not.toContain('a-long-enough-one');
    const again = client.call('createDatabaseUser', { path: { groupId }, body: user(week(1)) });
    expect(await rejection(again)).toMatchObject({ status: 409, errorCode: 'USER_ALREADY_EXISTS' });
    clock.advance(86_400);
    const path = { groupId, databaseName: 'admin', username: 'drill-7f3a' };
    expect(await rejection(client.call('deleteDatabaseUser', { path }))).toMatchObject({ status: 404 });
    await client.call('createDatabaseUser', { path: { groupId }, body: user(week(1)) });
    const named = { path: { groupId, roleName: 'drill-verify' } };
    expect(await rejection(client.call('deleteCustomRole', named))).toMatchObject({
      errorCode: 'ATLAS_CUSTOM_ROLE_IN_USE_BY_USERS',
    });
    expect((await client.call('deleteDatabaseUser', { path })).status).toBe(204);
    expect((await client.call('deleteCustomRole', named)).status).toBe(204);
  });

  test.each<[string, number, string]>([
    ['in the past', -1, 'EXPIRATION_DATE_IN_PAST'],
    ['more than a week ahead', 8, 'EXPIRATION_DATE_EXCEEDS_MAX'],
  ])('does not end %s', async (_, days, errorCode) => {
    const { client, week } = await drillOwner();
    await client.call('createCustomRole', { path: { groupId }, body: role });
    const refused = client.call('createDatabaseUser', { path: { groupId }, body: user(week(days)) });
    expect(await rejection(refused)).toMatchObject({ errorCode });
  });
});

describe('an entry of the access list', () => {
  test('is pending, then active, and goes by itself at its time', async () => {
    const { client, clock, week } = await drillOwner();
    const body = [{ ipAddress: '203.0.113.7', comment: 'drill', deleteAfterDate: week(1) }];
    const list = await client.call('addAccessEntries', { path: { groupId }, body });
    expect(list.status).toBe(201);
    expect(list.data.results).toMatchObject([{ cidrBlock: '203.0.113.7/32', ipAddress: '203.0.113.7' }]);
    const path = { groupId, entryValue: '203.0.113.7/32' };
    expect((await client.call('getAccessEntryStatus', { path })).data.STATUS).toBe('PENDING');
    clock.advance(10);
    expect((await client.call('getAccessEntryStatus', { path })).data.STATUS).toBe('ACTIVE');
    clock.advance(86_400);
    expect(await rejection(client.call('deleteAccessEntry', { path }))).toMatchObject({
      errorCode: 'ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND',
    });
  });

  test.each<[string, object, string]>([
    [
      'of two ways',
      { ipAddress: '203.0.113.7', cidrBlock: '203.0.113.0/24' },
      'MULTIPLE_VALUES_SPECIFIED_FOR_ONE_NETWORK_PERMISSION_ENTRY',
    ],
    ['of none', { comment: 'nobody' }, 'MULTIPLE_VALUES_SPECIFIED_FOR_ONE_NETWORK_PERMISSION_ENTRY'],
    ['of what is no address', { ipAddress: 'here' }, 'VALIDATION_ERROR'],
  ])('%s is refused', async (_, entry, errorCode) => {
    const { client } = await drillOwner();
    const refused = client.call('addAccessEntries', { path: { groupId }, body: [entry] });
    expect(await rejection(refused)).toMatchObject({ status: 400, errorCode });
  });
});

test('a client that was not given these rows says so, and sends nothing', async () => {
  const { simulator, clock, get } = await drillOwner();
  const client = new AtlasClient({ baseUrl: simulator.url, clock, credential: async () => Promise.reject() });
  onTestFinished(() => client.close());
  expect(await rejection(client.call('createFlexCluster', { path: { groupId }, body: FLEX }))).toBeInstanceOf(
    TypeError,
  );
  expect((await get(ORDERS)).status).toBe(200);
});
