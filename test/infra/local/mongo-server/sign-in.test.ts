/** Who gets in, over TLS and by SCRAM-SHA-256, and what the server says of itself before. */
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Authentication } from '../../../../infra/local/mongo-server/authentication.ts';
import { scramCredential } from '../../../../infra/local/mongo-server/scram.ts';
import { ACTIONS } from '../../../../infra/local/mongo-server/users.ts';
import { type Bench, bench } from './setup.ts';

let b: Bench;
beforeAll(async () => {
  b = await bench();
});
afterAll(() => b.server.close());
const ping = (client: MongoClient) => client.db('admin').command({ ping: 1 });
const read = (client: MongoClient) => client.db('sales').collection('orders').findOne();

test('a primary of its set and version is found, with and without a direct connection', async () => {
  for (const directConnection of [false, true]) {
    const db = b.client('reader', { directConnection }).db('admin');
    const hello = await db.command({ hello: 1 });
    expect(hello).toMatchObject({
      isWritablePrimary: true,
      secondary: false,
      setName: 'atlas-test-shard-0',
      minWireVersion: 0,
      maxWireVersion: 25,
      primary: `127.0.0.1:${b.server.port}`,
      hosts: [`127.0.0.1:${b.server.port}`],
      localTime: new Date('2026-11-22T10:00:00Z'),
    });
    expect(hello).not.toHaveProperty('ismaster');
    expect(await db.command({ isMaster: 1 })).toMatchObject({ ismaster: true, helloOk: true });
    expect(await db.command({ buildInfo: 1 })).toMatchObject({
      version: '8.0.29',
      versionArray: [8, 0, 29, 0],
    });
  }
});

test('localhost is as good as its number', async () => {
  const uri = b.server.uri.replace('127.0.0.1', 'localhost');
  const made = new MongoClient(uri, {
    ca: b.ca,
    auth: { username: 'reader', password: 'right,=pass' },
    directConnection: true,
  });
  onTestFinished(() => made.close());
  expect(await read(made)).toMatchObject({ number: 0 });
});

test.each([
  ['4.4.29', 9],
  ['5.0.31', 13],
  ['6.0.26', 17],
  ['7.0.31', 21],
  ['8.0.29', 25],
])('version %s speaks the wire version %i, and the driver reads from it', async (version, maxWireVersion) => {
  const other = await bench({ version });
  onTestFinished(() => other.server.close());
  const client = other.client();
  expect(await client.db('admin').command({ hello: 1 })).toMatchObject({ maxWireVersion });
  expect(await read(client)).toMatchObject({ number: 0 });
});

test('who is signed in is told, and to nobody else', async () => {
  expect(await b.sales().command({ connectionStatus: 1 })).toMatchObject({
    authInfo: { authenticatedUsers: [{ user: 'reader', db: 'admin' }] },
  });
});

describe('refused is', () => {
  const denied = { code: 18, codeName: 'AuthenticationFailed' };

  test('a wrong password, and a user that is not there', async () => {
    const wrong = b.client('reader', { auth: { username: 'reader', password: 'wrong' } });
    await expect(ping(wrong)).rejects.toMatchObject(denied);
    await expect(ping(b.client('nobody'))).rejects.toMatchObject(denied);
  });

  test('a user of another database', async () => {
    await expect(ping(b.client('reader', { authSource: 'sales' }))).rejects.toMatchObject(denied);
  });

  test('another mechanism', async () => {
    const old = b.client('reader', { authMechanism: 'SCRAM-SHA-1' });
    await expect(ping(old)).rejects.toMatchObject({ code: 334 });
  });

  test('a user that has gone, at once where he is, and for good', async () => {
    b.addUser('short', ACTIONS);
    const client = b.client('short');
    expect(await read(client)).toMatchObject({ number: 0 });
    b.users.delete('short');
    await expect(read(client)).rejects.toMatchObject({ code: 13 });
    await expect(ping(b.client('short'))).rejects.toMatchObject(denied);
  });

  test('a client that trusts another authority, or speaks no TLS', async () => {
    const options = { serverSelectionTimeoutMS: 300 };
    const distrusting = new MongoClient(b.server.uri, options);
    const plain = new MongoClient(b.server.uri.replace('tls=true', 'tls=false'), options);
    onTestFinished(() => Promise.all([distrusting.close(), plain.close()]).then(() => {}));
    await expect(ping(distrusting)).rejects.toMatchObject({ name: 'MongoServerSelectionError' });
    await expect(ping(plain)).rejects.toMatchObject({ name: 'MongoServerSelectionError' });
  });

  test('whatever comes before signing in, but what shakes hands', async () => {
    const stranger = new MongoClient(b.server.uri, { ca: b.ca, serverSelectionTimeoutMS: 2_000 });
    onTestFinished(() => stranger.close());
    const db = stranger.db('admin');
    for (const command of [{ hello: 1 }, { ping: 1 }, { buildInfo: 1 }, { connectionStatus: 1 }])
      expect(await db.command(command)).toMatchObject({ ok: 1 });
    for (const command of [
      { find: 'a' },
      { listDatabases: 1 },
      { insert: 'a', documents: [{}] },
      { getMore: 1, collection: 'a' },
    ])
      await expect(db.command(command)).rejects.toMatchObject({ code: 13 });
    await expect(db.command({ nonsense: 1 })).rejects.toMatchObject({
      code: 59,
      codeName: 'CommandNotFound',
    });
  });
});

describe('what a user may do', () => {
  const ASKED = {
    find: { find: 'orders', limit: 1 },
    listDatabases: { listDatabases: 1, authorizedDatabases: false },
    listCollections: { listCollections: 1 },
    listIndexes: { listIndexes: 'orders' },
    collStats: { collStats: 'orders' },
    dbStats: { dbStats: 1 },
    validate: { validate: 'orders' },
  };

  test.each(ACTIONS)('with the action %s alone is that, and nothing else', async (action) => {
    b.addUser(`only-${action}`, [action]);
    const client = b.client(`only-${action}`);
    for (const [name, command] of Object.entries(ASKED)) {
      const asked = client.db(name === 'listDatabases' ? 'admin' : 'sales').command(command);
      if (name === action) expect(await asked).toMatchObject({ ok: 1 });
      else await expect(asked).rejects.toMatchObject({ code: 13, codeName: 'Unauthorized' });
    }
  });

  test('with all of them is no write and no administration', async () => {
    const db = b.sales();
    const orders = db.collection('orders');
    const refused = { code: 13, codeName: 'Unauthorized' };
    await expect(orders.insertOne({ a: 1 })).rejects.toMatchObject(refused);
    await expect(orders.updateMany({}, { $set: { a: 1 } })).rejects.toMatchObject(refused);
    await expect(orders.deleteMany({})).rejects.toMatchObject(refused);
    await expect(orders.findOneAndDelete({})).rejects.toMatchObject(refused);
    await expect(orders.createIndex({ a: 1 })).rejects.toMatchObject(refused);
    await expect(orders.drop()).rejects.toMatchObject(refused);
    await expect(db.dropDatabase()).rejects.toMatchObject(refused);
    await expect(db.admin().serverStatus()).rejects.toMatchObject(refused);
    await expect(db.command({ nonsense: 1 })).rejects.toMatchObject({ code: 59 });
    expect(await orders.countDocuments()).toBe(3_000);
  });
});

describe('the exchange', () => {
  const credential = scramCredential('secret');
  const begin = (skipEmptyExchange: boolean) => {
    const authentication = new Authentication(() => ({ credential, actions: new Set(ACTIONS) }));
    const { payload } = authentication.begin('admin', {
      mechanism: 'SCRAM-SHA-256',
      payload: 'n,,n=user,r=nonce',
      options: { skipEmptyExchange },
    });
    const first = Buffer.from(payload.value()).toString();
    const nonce = first.split(',')[0]?.slice(2);
    const without = `c=biws,r=${nonce}`;
    const salted = pbkdf2Sync('secret', Buffer.from(credential.salt, 'base64'), 15_000, 32, 'sha256');
    const key = createHmac('sha256', salted).update('Client Key').digest();
    const message = `n=user,r=nonce,${first},${without}`;
    const signature = createHmac('sha256', Buffer.from(credential.storedKey, 'base64'))
      .update(message)
      .digest();
    const proof = Buffer.from(key.map((byte, at) => byte ^ (signature[at] ?? 0))).toString('base64');
    return { authentication, proved: { conversationId: 1, payload: `${without},p=${proof}` } };
  };

  test('ends with an empty message, unless the client skips it', () => {
    const skipping = begin(true);
    expect(skipping.authentication.continue(skipping.proved)).toMatchObject({ done: true });
    const thorough = begin(false);
    expect(thorough.authentication.continue(thorough.proved)).toMatchObject({ done: false });
    expect(thorough.authentication.continue({ conversationId: 1, payload: '' })).toMatchObject({
      done: true,
    });
    expect(thorough.authentication.user).toMatchObject({ username: 'user', database: 'admin' });
  });

  test('is over after a wrong proof: the right one comes too late', () => {
    const { authentication, proved } = begin(true);
    const wrong = { ...proved, payload: proved.payload.replace(/p=.*/, 'p=AAAA') };
    expect(() => authentication.continue(wrong)).toThrow('Authentication failed.');
    expect(() => authentication.continue(proved)).toThrow('Authentication failed.');
    expect(authentication.user).toBeUndefined();
  });

  test('signs nobody in by an empty message alone', () => {
    const { authentication } = begin(false);
    expect(() => authentication.continue({ conversationId: 1, payload: '' })).toThrow(
      'Authentication failed.',
    );
    expect(authentication.user).toBeUndefined();
  });
});
