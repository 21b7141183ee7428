/** What a driver is told of databases, collections, indexes, sizes and damages. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Bench, bench } from './setup.ts';

let b: Bench;
beforeAll(async () => {
  b = await bench();
  b.addUser('finder', ['find']);
  b.addUser('nobody', []);
});
afterAll(() => b.server.close());

describe('databases', () => {
  const list = (user: string, options: object = {}) =>
    b.client(user).db('admin').admin().listDatabases(options);

  test('are listed by name, with sizes where more than names are asked for', async () => {
    expect(await list('reader', { nameOnly: true })).toEqual({
      databases: [{ name: 'inventory' }, { name: 'sales' }],
      ok: 1,
    });
    const { databases, totalSize } = await list('reader');
    expect(databases.map(({ empty }) => empty)).toEqual([false, false]);
    expect(databases.every(({ sizeOnDisk }) => (sizeOnDisk ?? 0) > 0)).toBe(true);
    expect(totalSize).toBe(databases.reduce((sum, { sizeOnDisk = 0 }) => sum + sizeOnDisk, 0));
  });

  test('are those that a filter leaves', async () => {
    const { databases } = await list('reader', { nameOnly: true, filter: { name: /^s/ } });
    expect(databases).toEqual([{ name: 'sales' }]);
  });

  test('are those in which something may be done, for a user without the privilege to list all', async () => {
    const all = { databases: [{ name: 'inventory' }, { name: 'sales' }] };
    expect(await list('finder', { nameOnly: true })).toMatchObject(all);
    expect(await list('finder', { nameOnly: true, authorizedDatabases: true })).toMatchObject(all);
    expect(await list('nobody', { nameOnly: true })).toMatchObject({ databases: [] });
    await expect(list('finder', { authorizedDatabases: false })).rejects.toMatchObject({
      code: 13,
      codeName: 'Unauthorized',
    });
  });

  test('are listed in admin only', async () => {
    await expect(b.sales().command({ listDatabases: 1 })).rejects.toMatchObject({ code: 13 });
  });
});

describe('collections', () => {
  test('are listed with what they are', async () => {
    const found = await b
      .sales()
      .listCollections({ name: { $in: ['orders', 'firstOrders'] } })
      .toArray();
    expect(found).toEqual([
      {
        name: 'orders',
        type: 'collection',
        options: {},
        info: { readOnly: false, uuid: expect.objectContaining({ sub_type: 4 }) },
        idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
      },
      {
        name: 'firstOrders',
        type: 'view',
        options: { viewOn: 'orders', pipeline: [{ $limit: 1 }] },
        info: { readOnly: true },
      },
    ]);
  });

  test('are names and types where no more is asked for', async () => {
    expect(await b.sales().listCollections({ name: 'orders' }, { nameOnly: true }).toArray()).toEqual([
      { name: 'orders', type: 'collection' },
    ]);
    expect(await b.client().db('nowhere').listCollections().toArray()).toEqual([]);
  });

  test('are a privilege to list, but for their names to a user who may do something with them', async () => {
    const db = b.sales('finder');
    await expect(db.listCollections({}, { nameOnly: true }).toArray()).rejects.toMatchObject({ code: 13 });
    const named = db.listCollections({}, { nameOnly: true, authorizedCollections: true });
    expect(await named.toArray()).toHaveLength(5);
  });

  test('come in batches of the size that is asked for', async () => {
    const cursor = b.sales().listCollections({}, { batchSize: 2 });
    expect(await cursor.toArray()).toHaveLength(5);
  });
});

describe('indexes', () => {
  test('have their options', async () => {
    expect(await b.sales().collection('orders').indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { number: 1 }, name: 'number_1', unique: true },
      { v: 2, key: { placedAt: 1 }, name: 'placedAt_1', expireAfterSeconds: 3_600 },
      { v: 2, key: { status: 1 }, name: 'open', partialFilterExpression: { status: 'open' } },
      { v: 2, key: { place: '2dsphere' }, name: 'place', sparse: true },
    ]);
    expect(await b.sales().collection('archive').indexes()).toHaveLength(1);
  });

  test('of what is not there, and of a view, are an error', async () => {
    await expect(b.sales().collection('nowhere').indexes()).rejects.toMatchObject({
      code: 26,
      codeName: 'NamespaceNotFound',
      message: 'ns does not exist: sales.nowhere',
    });
    await expect(b.sales().collection('firstOrders').indexes()).rejects.toMatchObject({ code: 166 });
  });
});

describe('statistics', () => {
  test('of a collection have its count and its sizes, and of one that is not there are zero', async () => {
    expect(await b.sales().command({ collStats: 'orders' })).toMatchObject({
      ns: 'sales.orders',
      count: 3_000,
      nindexes: 5,
      avgObjSize: expect.any(Number),
    });
    expect(await b.sales().command({ collStats: 'nowhere' })).toMatchObject({ count: 0, size: 0 });
    const [stats] = await b
      .sales()
      .collection('orders')
      .aggregate([{ $collStats: { storageStats: {} } }, { $project: { n: '$storageStats.count' } }])
      .toArray();
    expect(stats).toEqual({ n: 3_000 });
  });

  test('of a database count its collections and views apart', async () => {
    expect(await b.sales().stats()).toMatchObject({
      db: 'sales',
      collections: 4,
      views: 1,
      objects: 3_023,
      indexes: 8,
    });
  });
});

describe('validation', () => {
  test('finds a whole collection valid, and says what is wrong with another', async () => {
    expect(await b.sales().command({ validate: 'orders' })).toMatchObject({
      ns: 'sales.orders',
      valid: true,
      nrecords: 3_000,
      nIndexes: 5,
      keysPerIndex: { _id_: 3_000 },
      errors: [],
      warnings: [],
    });
    expect(await b.sales().command({ validate: 'damaged', full: true })).toMatchObject({
      valid: false,
      errors: ['Index key missing.'],
    });
  });

  test('of what is not there, and of a view, is an error', async () => {
    await expect(b.sales().command({ validate: 'nowhere' })).rejects.toMatchObject({
      code: 26,
      message: "Collection 'sales.nowhere' does not exist to validate.",
    });
    await expect(b.sales().command({ validate: 'firstOrders' })).rejects.toMatchObject({ code: 166 });
  });

  test('by a router is that of its shards', async () => {
    const router = await bench({ isRouter: true });
    onTestFinished(() => router.server.close());
    expect(await router.client().db('admin').command({ hello: 1 })).toMatchObject({ msg: 'isdbgrid' });
    const answer = await router.sales().command({ validate: 'damaged' });
    expect(answer).toMatchObject({ valid: false, raw: { 'shard-0': { errors: ['Index key missing.'] } } });
    expect(answer).not.toHaveProperty('nrecords');
    expect(await router.sales().collection('orders').countDocuments()).toBe(3_000);
  });
});
