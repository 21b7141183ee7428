/** The wire endpoint of a simulated cluster, read by the official driver over TLS. */
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Document } from 'bson';
import { MongoClient, type MongoClientOptions, ObjectId } from 'mongodb';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { loopbackCertificates } from '../../../../infra/local/mongo-server/certificate.ts';
import { type CollectionData, ID_INDEX } from '../../../../infra/local/mongo-server/data.ts';
import { scramCredential } from '../../../../infra/local/mongo-server/scram.ts';
import { type MongoServer, startMongoServer } from '../../../../infra/local/mongo-server/server.ts';
import { ACTIONS, type MongoUser } from '../../../../infra/local/mongo-server/users.ts';

const ids = Array.from({ length: 3_000 }, (_, at) => new ObjectId(at.toString(16).padStart(24, '0')));
const orders: Document[] = ids.map((_id, at) => ({
  _id,
  number: at,
  placedAt: new Date(Date.UTC(2026, 10, 1) + at * 60_000),
  status: at % 3 === 0 ? 'open' : 'shipped',
  lines: [{ sku: `sku-${at % 7}`, amount: at % 5 }],
}));
const collection = (
  name: string,
  documents: Document[],
  more: Partial<CollectionData> = {},
): CollectionData => ({
  database: 'sales',
  name,
  count: documents.length,
  indexes: [ID_INDEX],
  documents: () => documents,
  ...more,
});

const PASSWORDS: Readonly<Record<string, string>> = { reader: 'right,=pass', narrow: 'narrow' };
const users = new Map<string, MongoUser>();
let held: CollectionData[];
let server: MongoServer;
let ca: string;
beforeAll(async () => {
  users.set('reader', { credential: scramCredential('right,=pass'), actions: new Set(ACTIONS) });
  users.set('narrow', { credential: scramCredential('narrow'), actions: new Set(['find']) });
  held = [
    collection('orders', orders, {
      indexes: [
        ID_INDEX,
        { name: 'number_1', key: { number: 1 }, unique: true },
        { name: 'placedAt_1', key: { placedAt: 1 }, expireAfterSeconds: 3_600 },
        { name: 'open', key: { status: 1 }, partialFilterExpression: { status: 'open' } },
      ],
    }),
    collection('archive', []),
    collection('damaged', orders.slice(0, 5), { errors: ['Index key missing.'] }),
    { ...collection('stock', orders.slice(0, 10)), database: 'inventory' },
  ];
  server = await startMongoServer({
    version: '8.0.29',
    setName: 'atlas-test-shard-0',
    user: (name) => users.get(name),
    collections: () => held,
    now: () => new Date('2026-11-22T10:00:00Z'),
  });
  ca = (await loopbackCertificates()).authority;
});
afterAll(() => server.close());

async function client(user = 'reader', more: MongoClientOptions = {}): Promise<MongoClient> {
  const made = new MongoClient(server.uri, {
    ca,
    auth: { username: user, password: PASSWORDS[user] ?? 'none' },
    serverSelectionTimeoutMS: 2_000,
    ...more,
  });
  onTestFinished(() => made.close());
  return made;
}
const sales = async (user?: string) => (await client(user)).db('sales');

describe('a client that signs in', () => {
  test('sees a primary of the version, with and without a direct connection', async () => {
    for (const directConnection of [false, true]) {
      const db = (await client('reader', { directConnection })).db('admin');
      expect(await db.command({ hello: 1 })).toMatchObject({
        isWritablePrimary: true,
        setName: 'atlas-test-shard-0',
        maxWireVersion: 25,
        primary: `127.0.0.1:${server.port}`,
      });
      expect(await db.command({ buildInfo: 1 })).toMatchObject({ version: '8.0.29' });
      expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
    }
  });

  test('lists databases, collections and indexes', async () => {
    const connected = await client();
    const { databases } = await connected.db('admin').admin().listDatabases({ nameOnly: true });
    expect(databases.map(({ name }) => name)).toEqual(['inventory', 'sales']);
    const names = await connected.db('sales').listCollections({}, { nameOnly: true }).toArray();
    expect(names.map(({ name }) => name)).toEqual(['orders', 'archive', 'damaged']);
    expect(await connected.db('sales').listCollections({ name: 'orders' }).toArray()).toHaveLength(1);
    expect(await connected.db('sales').collection('orders').indexes()).toEqual([
      { v: 2, name: '_id_', key: { _id: 1 } },
      { v: 2, name: 'number_1', key: { number: 1 }, unique: true },
      { v: 2, name: 'placedAt_1', key: { placedAt: 1 }, expireAfterSeconds: 3_600 },
      { v: 2, name: 'open', key: { status: 1 }, partialFilterExpression: { status: 'open' } },
    ]);
    await expect(connected.db('sales').collection('nowhere').indexes()).rejects.toMatchObject({ code: 26 });
  });

  test('counts, all and by a filter', async () => {
    const db = await sales();
    expect(await db.collection('orders').estimatedDocumentCount()).toBe(3_000);
    expect(await db.collection('orders').countDocuments()).toBe(3_000);
    expect(await db.collection('orders').countDocuments({ status: 'open' })).toBe(1_000);
    expect(await db.collection('archive').countDocuments()).toBe(0);
    expect(await db.collection('nowhere').estimatedDocumentCount()).toBe(0);
  });

  test('reads the newest, by a date and by the id', async () => {
    const found = (await sales()).collection('orders');
    const [byDate] = await found
      .find({}, { projection: { placedAt: 1, _id: 0 } })
      .sort({ placedAt: -1 })
      .limit(1)
      .toArray();
    expect(byDate).toEqual({ placedAt: orders.at(-1)?.placedAt });
    const [byId] = await found.find().sort({ _id: -1 }).limit(1).toArray();
    expect(byId?._id).toEqual(ids.at(-1));
  });

  test('reads thousands in batches, and a part of them', async () => {
    const found = (await sales()).collection('orders');
    expect((await found.find().toArray()).length).toBe(3_000);
    expect((await found.find({ status: 'open' }, { batchSize: 7 }).toArray()).length).toBe(1_000);
    expect((await found.find().skip(2_990).limit(5).toArray()).map(({ number }) => number)).toEqual([
      2_990, 2_991, 2_992, 2_993, 2_994,
    ]);
    const cursor = found.find({}, { batchSize: 2 });
    await cursor.next();
    await cursor.close();
  });

  test('aggregates', async () => {
    const found = (await sales()).collection('orders');
    const sum = [{ $match: { status: 'open' } }, { $group: { _id: null, total: { $sum: '$number' } } }];
    expect(await found.aggregate(sum, { maxTimeMS: 5_000 }).toArray()).toEqual([
      { _id: null, total: 1_498_500 },
    ]);
    expect((await found.distinct('status')).sort()).toEqual(['open', 'shipped']);
    await expect(found.aggregate([{ $nonsense: 1 }]).toArray()).rejects.toMatchObject({ code: 2 });
    await expect(found.aggregate([{ $out: 'other' }]).toArray()).rejects.toMatchObject({ code: 13 });
  });

  test('validates', async () => {
    const db = await sales();
    expect(await db.command({ validate: 'orders' })).toMatchObject({
      valid: true,
      nrecords: 3_000,
      nIndexes: 4,
    });
    expect(await db.command({ validate: 'damaged' })).toMatchObject({
      valid: false,
      errors: ['Index key missing.'],
    });
  });

  test('is held to its time', async () => {
    const slow = collection('slow', [], {
      count: 1_000_000,
      *documents() {
        for (let at = 0; at < 1_000_000; at += 1) yield { _id: at, text: `${at}` };
      },
    });
    held = [...held, slow];
    const db = await sales();
    await expect(
      db.collection('slow').countDocuments({ text: 'x' }, { maxTimeMS: 20 }),
    ).rejects.toMatchObject({
      code: 50,
    });
  });

  test('sees what the cluster holds at that moment', async () => {
    const db = await sales();
    expect(await db.collection('later').countDocuments()).toBe(0);
    held = [...held, collection('later', orders.slice(0, 2))];
    expect(await db.collection('later').countDocuments()).toBe(2);
  });

  test('of ten at once each gets its own answers', async () => {
    const counts = await Promise.all(
      Array.from({ length: 10 }, async (_, at) =>
        (await sales()).collection('orders').countDocuments({ number: { $lt: at } }),
      ),
    );
    expect(counts).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('refused', () => {
  test('is a wrong password, and a user that is not there', async () => {
    const ping = async (made: MongoClient) => made.db('admin').command({ ping: 1 });
    const wrong = await client('reader', { auth: { username: 'reader', password: 'wrong' } });
    await expect(ping(wrong)).rejects.toMatchObject({ code: 18 });
    const nobody = await client('reader', { auth: { username: 'nobody', password: 'right,=pass' } });
    await expect(ping(nobody)).rejects.toMatchObject({ code: 18 });
  });

  test('is whatever comes before signing in, but a handshake', async () => {
    const made = new MongoClient(server.uri, { ca, serverSelectionTimeoutMS: 2_000 });
    onTestFinished(() => made.close());
    expect(await made.db('admin').command({ hello: 1 })).toMatchObject({ ok: 1 });
    await expect(made.db('sales').collection('orders').findOne()).rejects.toMatchObject({ code: 13 });
  });

  test('is what the user has no privilege for, and every write', async () => {
    const narrow = await sales('narrow');
    expect(await narrow.collection('orders').countDocuments()).toBe(3_000);
    await expect(narrow.command({ validate: 'orders' })).rejects.toMatchObject({ code: 13 });
    await expect(narrow.listCollections().toArray()).rejects.toMatchObject({ code: 13 });
    await expect((await sales()).collection('orders').insertOne({ a: 1 })).rejects.toMatchObject({
      code: 59,
    });
    await expect((await sales()).dropDatabase()).rejects.toMatchObject({ code: 59 });
  });

  test('is a client that trusts another authority, or speaks no TLS', async () => {
    const ping = (made: MongoClient) => made.db('admin').command({ ping: 1 });
    const distrusting = new MongoClient(server.uri, { serverSelectionTimeoutMS: 300 });
    const plain = new MongoClient(server.uri.replace('tls=true', 'tls=false'), {
      serverSelectionTimeoutMS: 300,
    });
    onTestFinished(() => Promise.all([distrusting.close(), plain.close()]).then(() => {}));
    await expect(ping(distrusting)).rejects.toMatchObject({ name: 'MongoServerSelectionError' });
    await expect(ping(plain)).rejects.toMatchObject({ name: 'MongoServerSelectionError' });
  });
});

describe('what is no message', () => {
  test.each<[string, Buffer]>([
    ['a length below a header', Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])],
    ['a length beyond all limits', Buffer.from([255, 255, 255, 127])],
    ['another operation', header(16, 1)],
    ['a section of no kind', Buffer.concat([header(26, 2_013), Buffer.from([0, 0, 0, 0, 9, 5, 0, 0, 0, 0])])],
    [
      'a section longer than its message',
      Buffer.concat([header(26, 2_013), Buffer.from([0, 0, 0, 0, 0, 99, 0, 0, 0, 0])]),
    ],
  ])('ends the connection, and nothing else: %s', async (_, bytes) => {
    const socket = connectTls({ port: server.port, host: '127.0.0.1', ca });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.write(bytes);
    await closed;
    expect(await (await sales()).collection('orders').countDocuments()).toBe(3_000);
  });

  function header(length: number, opCode: number): Buffer {
    const bytes = Buffer.alloc(16);
    bytes.writeInt32LE(length, 0);
    bytes.writeInt32LE(opCode, 12);
    return bytes;
  }
});

test('it ends with connections open, at once', async () => {
  const other = await startMongoServer({
    version: '7.0.31',
    setName: 'other',
    user: () => users.get('reader'),
    collections: () => [],
    now: () => new Date(),
  });
  const socket = connectTcp({ port: other.port, host: '127.0.0.1' });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  await other.close();
});
