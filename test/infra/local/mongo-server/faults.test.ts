/** What a cluster does wrong on demand, as a driver meets it. */
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Bench, bench } from './setup.ts';

let b: Bench;
beforeAll(async () => {
  b = await bench();
});
afterAll(() => b.server.close());
afterEach(() => b.server.faults.set({}));

const QUICK = { serverSelectionTimeoutMS: 700, retryReads: false };
const UNREACHABLE = { name: 'MongoServerSelectionError' };
const count = (client = b.client('reader', QUICK)) =>
  client.db('sales').collection('orders').countDocuments();

test('a cluster that refuses connections is not reached, also by who was connected, until it is put right', async () => {
  const before = b.client('reader', { ...QUICK, heartbeatFrequencyMS: 500 });
  expect(await count(before)).toBe(3_000);
  b.server.faults.set({ refusesConnections: true });
  await expect(count()).rejects.toMatchObject(UNREACHABLE);
  await expect(count(before)).rejects.toThrow();
  b.server.faults.set({});
  expect(await count()).toBe(3_000);
});

test('a connection ends at the command that is named, and the next one gets its answer', async () => {
  const db = b.client('reader', QUICK).db('sales');
  await db.command({ ping: 1 });
  b.server.faults.set({ closesAtCommand: 2 });
  expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  await expect(db.command({ ping: 1 })).rejects.toMatchObject({ name: 'MongoNetworkError' });
  expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
});

test('a read whose connection ends is tried again by the driver, by itself', async () => {
  b.server.faults.set({ closesAtCommand: 1 });
  expect(await count(b.client())).toBe(3_000);
});

test('a command fails with the code that is wished for, so often as is wished for, and others do not', async () => {
  const db = b.client('reader', QUICK).db('sales');
  b.server.faults.set({
    failures: [
      { command: 'listIndexes', code: 11_600, times: 1 },
      { command: 'validate', code: 13 },
    ],
  });
  await expect(db.collection('orders').indexes()).rejects.toMatchObject({
    code: 11_600,
    codeName: 'InterruptedAtShutdown',
  });
  expect(await db.collection('orders').indexes()).toHaveLength(5);
  for (const _ of [1, 2])
    await expect(db.command({ validate: 'orders' })).rejects.toMatchObject({ code: 13 });
  expect(await db.collection('orders').countDocuments()).toBe(3_000);
});

describe('a slow cluster', () => {
  test('answers all the same', async () => {
    b.server.faults.set({ delayMs: 50 });
    expect(await count()).toBe(3_000);
  });

  test('is held to a limit of time', async () => {
    b.server.faults.set({ delayMs: 60_000 });
    const orders = b.client('reader', QUICK).db('sales').collection('orders');
    await expect(orders.countDocuments({}, { maxTimeMS: 50 })).rejects.toMatchObject({ code: 50 });
  });

  test('is given up by a client that waits no longer', async () => {
    b.server.faults.set({ delayMs: 60_000 });
    await expect(count(b.client('reader', { ...QUICK, socketTimeoutMS: 200 }))).rejects.toMatchObject({
      name: 'MongoNetworkTimeoutError',
    });
  });
});

describe('a set without a primary', () => {
  test('is not selected, and says that it is a secondary', async () => {
    b.server.faults.set({ hasNoPrimary: true });
    await expect(count()).rejects.toMatchObject(UNREACHABLE);
    const direct = b.client('reader', { ...QUICK, directConnection: true });
    const hello = await direct.db('admin').command({ hello: 1 });
    expect(hello).toMatchObject({ isWritablePrimary: false, secondary: true, setName: 'atlas-test-shard-0' });
    expect(hello).not.toHaveProperty('primary');
  });

  test('is read by who asks a secondary, and by nobody who asks the primary', async () => {
    b.server.faults.set({ hasNoPrimary: true });
    expect(await count(b.client('reader', { ...QUICK, readPreference: 'secondary' }))).toBe(3_000);
    const before = await bench();
    onTestFinished(() => before.server.close());
    const connected = before.client('reader', QUICK);
    expect(await count(connected)).toBe(3_000);
    before.server.faults.set({ hasNoPrimary: true });
    await expect(count(connected)).rejects.toMatchObject({ code: 13_435 });
  });
});
