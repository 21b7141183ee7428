/** Batches: complete, within a message's size, and of the user that asked. */
import { Binary, Long } from 'bson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, bench, collectionOf, orders, SALES } from './setup.ts';

let b: Bench;
beforeAll(async () => {
  b = await bench();
  b.addUser('other', ['find']);
});
afterAll(() => b.server.close());

test.each([undefined, 1_000, 7])(
  'all documents come, each once and in order, in batches of %s',
  async (batchSize) => {
    const found = b.sales().collection('orders');
    const numbers = (await found.find({}, { ...(batchSize && { batchSize }) }).toArray()).map(
      ({ number }) => number,
    );
    expect(numbers).toEqual(orders.map(({ number }) => number));
  },
);

test('a first batch has 101 documents, one of size 0 has none and a cursor, a single one has no cursor', async () => {
  const ask = async (more: object) => (await b.sales().command({ find: 'orders', ...more })).cursor;
  expect((await ask({})).firstBatch).toHaveLength(101);
  const none = await ask({ batchSize: 0 });
  expect(none.firstBatch).toEqual([]);
  expect(Number(none.id)).toBeGreaterThan(0);
  const single = await ask({ singleBatch: true, batchSize: 3 });
  expect(single).toMatchObject({ firstBatch: { length: 3 } });
  expect(Number(single.id)).toBe(0);
});

test('large documents come in batches that fit into a message', async () => {
  const blob = new Binary(Buffer.alloc(9_000_000));
  const large = [1, 2, 3].map((_id) => ({ _id, blob }));
  b.hold(...SALES, collectionOf(large, { database: 'sales', name: 'large' }));
  const found = await b.sales().collection('large').find().toArray();
  expect(found.map(({ _id, blob: read }) => [_id, read.length()])).toEqual([
    [1, 9_000_000],
    [2, 9_000_000],
    [3, 9_000_000],
  ]);
});

test('a cursor is read on and ended by its user only, and in its collection', async () => {
  const db = b.sales();
  const { cursor } = await db.command({ find: 'orders', batchSize: 2 });
  const getMore = Long.fromNumber(Number(cursor.id));
  const other = b.sales('other');
  await expect(other.command({ getMore, collection: 'orders' })).rejects.toMatchObject({ code: 13 });
  expect(await other.command({ killCursors: 'orders', cursors: [getMore] })).toMatchObject({
    cursorsKilled: [],
  });
  await expect(db.command({ getMore, collection: 'archive' })).rejects.toMatchObject({ code: 13 });
  const more = await db.command({ getMore, collection: 'orders', batchSize: 2 });
  expect(more.cursor.nextBatch.map((one: { number: number }) => one.number)).toEqual([2, 3]);
  expect(await db.command({ killCursors: 'orders', cursors: [getMore] })).toMatchObject({
    cursorsKilled: [expect.anything()],
    cursorsNotFound: [],
  });
  await expect(db.command({ getMore, collection: 'orders' })).rejects.toMatchObject({
    code: 43,
    codeName: 'CursorNotFound',
  });
});

test('a cursor that its client closes is gone', async () => {
  const cursor = b.sales().collection('orders').find({}, { batchSize: 2 });
  await cursor.next();
  const { id } = cursor;
  await cursor.close();
  await expect(b.sales().command({ getMore: id, collection: 'orders' })).rejects.toMatchObject({ code: 43 });
});

test('of cursors that nobody ends, the oldest are forgotten', async () => {
  const db = b.sales();
  const { cursor } = await db.command({ find: 'orders', batchSize: 1 });
  for (let at = 0; at < 1_000; at += 1) await db.command({ find: 'orders', batchSize: 1 });
  await expect(db.command({ getMore: cursor.id, collection: 'orders' })).rejects.toMatchObject({ code: 43 });
});
