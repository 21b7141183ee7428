/** What a driver reads from simulated deployments: restores change it, and only who is let in and has a role sees it. */
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../../infra/local/atlas-simulator/fleet.ts';
import { type Caller, NEWEST, simulate } from './support.ts';

const groups = (projectId: string) => `/api/atlas/v2/groups/${projectId}`;

async function readable() {
  const simulated = await simulate({ dataEndpoints: true });
  const { simulator, post, get } = simulated;
  const ca = await (await fetch(`${simulator.url}/simulator/authority`)).text();
  const letIn = (projectId: string, cidrBlock = '127.0.0.0/8') =>
    post(`${groups(projectId)}/accessList`, [{ cidrBlock }]);
  const addUser = (projectId: string, username: string, more: object = {}) =>
    post(`${groups(projectId)}/databaseUsers`, {
      databaseName: 'admin',
      username,
      password: 'long-enough',
      roles: [{ roleName: 'readAnyDatabase', databaseName: 'admin' }],
      ...more,
    });
  const open = async (
    projectId: string,
    path: string,
    username = 'reader',
    more: MongoClientOptions = {},
  ) => {
    const { json } = await get(`${groups(projectId)}/${path}`);
    const client = new MongoClient(json.connectionStrings.standard, {
      ca,
      auth: { username, password: 'long-enough' },
      serverSelectionTimeoutMS: 500,
      ...more,
    });
    onTestFinished(() => client.close());
    return client;
  };
  return { ...simulated, letIn, addUser, open };
}

const namespacesOf = async (client: MongoClient): Promise<Record<string, number>> => {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const counts: Record<string, number> = {};
  for (const { name } of databases)
    for (const { name: collection } of await client
      .db(name)
      .listCollections({}, { nameOnly: true })
      .toArray())
      counts[`${name}.${collection}`] = await client.db(name).collection(collection).estimatedDocumentCount();
  return counts;
};

const ORDERS = {
  'inventory.stock': 8_000,
  'inventory.warehouses': 12,
  'metrics.requests': 500_000,
  'sales.customers': 8_000,
  'sales.invoices': 11_500,
  'sales.orders': 12_000,
};

describe('a deployment', () => {
  test('is read by a driver, up to this minute', async () => {
    const { letIn, addUser, open, clock } = await readable();
    await letIn(PRODUCTION.id);
    await addUser(PRODUCTION.id, 'reader');
    const client = await open(PRODUCTION.id, 'clusters/Orders');
    expect(await namespacesOf(client)).toEqual(ORDERS);
    const [newest] = await client
      .db('sales')
      .collection('orders')
      .find()
      .sort({ createdAt: -1 })
      .limit(1)
      .toArray();
    expect(newest?.createdAt.getTime()).toBe(Math.floor(clock.now().getTime() / 60_000) * 60_000);
    expect(newest?._id.getTimestamp()).toEqual(newest?.createdAt);
    expect(await client.db('billing').collection('disputes').countDocuments()).toBe(0);
  });

  test('of two shards answers as a router does', async () => {
    const { letIn, addUser, open } = await readable();
    await letIn(PRODUCTION.id);
    await addUser(PRODUCTION.id, 'reader');
    const client = await open(PRODUCTION.id, 'clusters/Catalog');
    expect(await client.db('admin').command({ hello: 1 })).toMatchObject({ msg: 'isdbgrid' });
    expect(await client.db('catalog').collection('products').countDocuments()).toBe(48_000);
  });

  test('that was made by a call can be read once it is there, and not when it is deleted', async () => {
    const { post, call, clock, addUser, letIn, open } = await readable();
    await letIn(RESTORE_TEST.id);
    await addUser(RESTORE_TEST.id, 'reader');
    const providerSettings = { backingProviderName: 'AWS', regionName: 'US_EAST_1' };
    await post(`${groups(RESTORE_TEST.id)}/flexClusters`, { name: 'made', providerSettings });
    clock.advance(8);
    const client = await open(RESTORE_TEST.id, 'flexClusters/made');
    expect(await namespacesOf(client)).toEqual({});
    const later = await open(RESTORE_TEST.id, 'flexClusters/made');
    await call('DELETE', `${groups(RESTORE_TEST.id)}/flexClusters/made`);
    clock.advance(45);
    await expect(later.db('admin').command({ ping: 1 })).rejects.toMatchObject({
      name: 'MongoServerSelectionError',
    });
  });
});

test('a restore replaces what the target holds by what the snapshot held', async () => {
  const { letIn, addUser, open, clock, restore, get } = await readable();
  await letIn(RESTORE_TEST.id);
  await addUser(RESTORE_TEST.id, 'reader');
  const client = await open(RESTORE_TEST.id, 'clusters/restore-target');
  expect(await namespacesOf(client)).toEqual({});
  await restore();
  clock.advance(300);
  expect(await namespacesOf(client)).toEqual(ORDERS);
  const { json } = await get(`${groups(PRODUCTION.id)}/clusters/Orders/backup/snapshots/${NEWEST.Orders}`);
  const [newest] = await client.db('sales').collection('orders').find().sort({ _id: -1 }).limit(1).toArray();
  const takenAt = Date.parse(json.createdAt);
  expect(newest?.createdAt.getTime()).toBe(Math.floor(takenAt / 60_000) * 60_000);
});

describe('nobody reads', () => {
  const ping = (client: MongoClient) => client.db('admin').command({ ping: 1 });

  test('whose address is not on the access list', async () => {
    const { letIn, addUser, open } = await readable();
    await addUser(PRODUCTION.id, 'reader');
    await letIn(PRODUCTION.id, '203.0.113.0/24');
    const client = await open(PRODUCTION.id, 'clusters/Orders');
    await expect(ping(client)).rejects.toMatchObject({ name: 'MongoServerSelectionError' });
  });

  test('whose user is of another cluster, of another project, or gone', async () => {
    const { letIn, addUser, open, clock } = await readable();
    await letIn(PRODUCTION.id);
    await addUser(PRODUCTION.id, 'scoped', { scopes: [{ name: 'Catalog', type: 'CLUSTER' }] });
    await addUser(RESTORE_TEST.id, 'elsewhere');
    const deleteAfterDate = new Date(clock.now().getTime() + 60_000).toISOString();
    await addUser(PRODUCTION.id, 'short', { deleteAfterDate });
    expect(await ping(await open(PRODUCTION.id, 'clusters/Orders', 'short'))).toMatchObject({ ok: 1 });
    clock.advance(60);
    for (const username of ['scoped', 'elsewhere', 'short'])
      await expect(ping(await open(PRODUCTION.id, 'clusters/Orders', username))).rejects.toMatchObject({
        code: 18,
      });
    expect(await ping(await open(PRODUCTION.id, 'clusters/Catalog', 'scoped'))).toMatchObject({ ok: 1 });
  });

  test('more than its role lets it', async () => {
    const { letIn, addUser, open, post } = await readable();
    await letIn(PRODUCTION.id);
    const actions = ['FIND', 'VALIDATE'].map((action) => ({
      action,
      resources: [{ db: '', collection: '' }],
    }));
    await post(`${groups(PRODUCTION.id)}/customDBRoles/roles`, { roleName: 'narrow', actions });
    await addUser(PRODUCTION.id, 'narrow', { roles: [{ roleName: 'narrow', databaseName: 'admin' }] });
    const db = (await open(PRODUCTION.id, 'clusters/Orders', 'narrow')).db('sales');
    expect(await db.command({ validate: 'orders' })).toMatchObject({ valid: true });
    await expect(db.listCollections().toArray()).rejects.toMatchObject({ code: 13 });
  });
});

test('without endpoints, addresses are as Atlas gives them, and there is no authority to trust', async () => {
  const { get, simulator }: Caller = await simulate();
  const { json } = await get(`${groups(PRODUCTION.id)}/clusters/Orders`);
  expect(json.connectionStrings.standard).toContain('mongodb.net:27017');
  expect((await fetch(`${simulator.url}/simulator/authority`)).status).toBe(404);
});
