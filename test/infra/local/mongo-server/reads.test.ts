/** Documents as the official driver reads them: found, counted, aggregated, in batches and within their time. */
import { ObjectId } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, bench, collectionOf, endless, orders, SALES } from './setup.ts';

let b: Bench;
beforeAll(async () => {
  b = await bench();
});
afterAll(() => b.server.close());

describe('a count', () => {
  test('is of all, of a filter, and of what there is not', async () => {
    const db = b.sales();
    expect(await db.collection('orders').estimatedDocumentCount()).toBe(3_000);
    expect(await db.collection('orders').countDocuments()).toBe(3_000);
    expect(await db.collection('orders').countDocuments({ status: 'open' })).toBe(1_000);
    expect(await db.collection('orders').countDocuments({}, { skip: 10, limit: 20 })).toBe(20);
    expect(await db.command({ count: 'orders', query: { status: 'open' }, limit: 7 })).toMatchObject({
      n: 7,
    });
    expect(await db.collection('archive').countDocuments()).toBe(0);
    expect(await db.collection('nowhere').estimatedDocumentCount()).toBe(0);
    expect(await db.collection('firstOrders').countDocuments()).toBe(1);
  });

  test('that is estimated may be off after a crash, an exact one is not', async () => {
    const crashed = b.sales().collection('crashed');
    expect(await crashed.estimatedDocumentCount()).toBe(18);
    expect(await crashed.countDocuments()).toBe(20);
    expect(await crashed.countDocuments({ number: { $gte: 0 } })).toBe(20);
  });
});

describe('a find', () => {
  test('gets the newest, by a date and by the id', async () => {
    const found = b.sales().collection('orders');
    const [byDate] = await found
      .find({}, { projection: { placedAt: 1, _id: 0 } })
      .sort({ placedAt: -1 })
      .limit(1)
      .toArray();
    expect(byDate).toEqual({ placedAt: orders.at(-1)?.placedAt });
    const [byId] = await found.find().sort({ _id: -1 }).limit(1).toArray();
    expect(byId).toEqual(orders.at(-1));
    const middle = new ObjectId(orders[1_500]?._id);
    expect(await found.countDocuments({ _id: { $gte: middle } })).toBe(1_500);
  });

  test('sorts, skips and limits as it would after sorting everything', async () => {
    const found = b.sales().collection('orders');
    const numbers = async (limit: number, skip: number) =>
      (await found.find().sort({ status: 1, number: -1 }).skip(skip).limit(limit).toArray()).map(
        ({ number }) => number,
      );
    const all = await numbers(0, 0);
    expect(all).toHaveLength(3_000);
    expect(all.slice(0, 2)).toEqual([2_997, 2_994]);
    expect(await numbers(5, 998)).toEqual(all.slice(998, 1_003));
  });

  test('ends with its limit, without a cursor that is left open', async () => {
    const { cursor } = await b.sales().command({ find: 'orders', limit: 5, batchSize: 5 });
    expect(cursor.firstBatch).toHaveLength(5);
    expect(Number(cursor.id)).toBe(0);
  });

  test('of a collection that is not there is empty', async () => {
    expect(await b.sales().collection('nowhere').find({ a: 1 }).sort({ b: 1 }).toArray()).toEqual([]);
  });
});

describe('distinct values', () => {
  test('are each there once, those in arrays one by one', async () => {
    const found = b.sales().collection('orders');
    expect((await found.distinct('status')).sort()).toEqual(['open', 'shipped']);
    expect((await found.distinct('lines.sku', { number: { $lt: 3 } })).sort()).toEqual([
      'sku-0',
      'sku-1',
      'sku-2',
    ]);
    expect(await found.distinct('nothing')).toEqual([]);
  });
});

describe('an aggregation', () => {
  test('groups, unwinds, joins, and takes variables', async () => {
    const found = b.sales().collection('orders');
    const run = (pipeline: object[], options = {}) => found.aggregate(pipeline, options).toArray();
    expect(
      await run([{ $match: { status: 'open' } }, { $group: { _id: null, total: { $sum: '$number' } } }], {
        maxTimeMS: 10_000,
      }),
    ).toEqual([{ _id: null, total: 1_498_500 }]);
    expect(await run([{ $group: { _id: null, newest: { $max: '$placedAt' } } }])).toEqual([
      { _id: null, newest: orders.at(-1)?.placedAt },
    ]);
    expect(await run([{ $unwind: '$lines' }, { $group: { _id: '$lines.sku' } }, { $count: 'skus' }])).toEqual(
      [{ skus: 7 }],
    );
    expect(
      await run([
        { $match: { number: 3 } },
        { $lookup: { from: 'damaged', localField: 'number', foreignField: 'number', as: 'same' } },
        { $project: { _id: 0, same: { $size: '$same' } } },
      ]),
    ).toEqual([{ same: 1 }]);
    const newest = [{ $sort: { placedAt: -1 } }, { $limit: 2 }, { $project: { _id: 0, number: 1 } }];
    expect(await run(newest)).toEqual([{ number: 2_999 }, { number: 2_998 }]);
    const given = [{ $match: { $expr: { $lt: ['$number', '$$most'] } } }, { $count: 'n' }];
    expect(await run(given, { let: { most: 4 } })).toEqual([{ n: 4 }]);
  });

  test('that writes, runs a script, or needs another privilege is refused, at any depth', async () => {
    const found = b.sales().collection('orders');
    const run = (...pipeline: object[]) => found.aggregate(pipeline).toArray();
    await expect(run({ $out: 'other' })).rejects.toMatchObject({ code: 13 });
    await expect(run({ $match: {} }, { $merge: { into: 'other' } })).rejects.toMatchObject({ code: 13 });
    await expect(run({ $facet: { a: [{ $out: 'other' }] } })).rejects.toMatchObject({ code: 13 });
    await expect(run({ $indexStats: {} })).rejects.toMatchObject({ code: 13 });
    await expect(run({ $match: { $where: 'true' } })).rejects.toMatchObject({ code: 115 });
    const script = { $function: { body: 'function(){}', args: [], lang: 'js' } };
    await expect(run({ $project: { a: script } })).rejects.toMatchObject({ code: 115 });
  });

  test('that cannot be read is an error', async () => {
    const found = b.sales().collection('orders');
    const run = (...pipeline: object[]) => found.aggregate(pipeline).toArray();
    await expect(run({ $nonsense: 1 })).rejects.toMatchObject({ code: 40324 });
    await expect(run({ $match: {}, $limit: 1 })).rejects.toMatchObject({ code: 40323 });
    await expect(run({ $match: {} }, { $collStats: {} })).rejects.toMatchObject({ code: 40602 });
    await expect(run({ $project: { a: { $nonsense: 1 } } })).rejects.toMatchObject({ code: 2 });
    await expect(b.sales().command({ aggregate: 'orders', pipeline: [] })).rejects.toMatchObject({ code: 9 });
    await expect(
      b
        .sales()
        .aggregate([{ $match: {} }])
        .toArray(),
    ).rejects.toMatchObject({ code: 73 });
  });
});

test.each([
  [{ find: 'orders', filter: 'x' }, 14, 'find.filter'],
  [{ find: 'orders', filter: { a: { $nonsense: 1 } } }, 2, '$nonsense'],
  [{ find: 'archive', filter: { a: { $nonsense: 1 } } }, 2, '$nonsense'],
  [{ find: 'archive', projection: { a: 1, b: 0 } }, 2, 'projection'],
  [{ find: 'orders', limit: 'x' }, 14, 'find.limit'],
  [{ find: 'orders', skip: -1 }, 51024, 'skip'],
  [{ find: 'orders', maxTimeMS: -1 }, 51024, 'maxTimeMS'],
  [{ find: '' }, 73, 'empty'],
  [{ find: 1 }, 14, 'find.find'],
  [{ distinct: 'orders' }, 40414, 'distinct.key'],
  [{ getMore: 1, batchSize: 1 }, 40414, 'getMore.collection'],
  [{ killCursors: 'orders', cursors: 'x' }, 14, 'killCursors.cursors'],
])(
  'a command with a bad field is an error that says which, and the connection goes on: %j',
  async (command, code, field) => {
    const db = b.sales();
    await expect(db.command(command)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(field),
    });
    expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  },
);

test('what the cluster holds is read as it is at that moment, and by a cursor as it was', async () => {
  const found = b.sales().collection('orders');
  const cursor = found.find({}, { batchSize: 10 });
  await cursor.next();
  b.hold(collectionOf(orders.slice(0, 2), { database: 'sales', name: 'orders' }));
  expect(await found.countDocuments()).toBe(2);
  expect((await cursor.toArray()).length).toBe(2_999);
});

describe('a limit of time', () => {
  test.each([
    [
      'a count',
      (db: ReturnType<Bench['sales']>) =>
        db.collection('slow').countDocuments({ text: 'x' }, { maxTimeMS: 20 }),
    ],
    [
      'a find',
      (db: ReturnType<Bench['sales']>) =>
        db.collection('slow').find({ text: 'x' }, { maxTimeMS: 20 }).toArray(),
    ],
    [
      'an aggregation',
      (db: ReturnType<Bench['sales']>) =>
        db
          .collection('slow')
          .aggregate([{ $group: { _id: '$text' } }], { maxTimeMS: 20 })
          .toArray(),
    ],
  ])('ends %s', async (_, ask) => {
    b.hold(...SALES, endless('slow', 1_000_000));
    await expect(ask(b.sales())).rejects.toMatchObject({ code: 50, codeName: 'MaxTimeMSExpired' });
  });
});

test('whoever asks for little is answered while somebody waits for much', async () => {
  b.hold(...SALES, endless('slow', 200_000));
  const [db, other] = [b.sales(), b.sales()];
  await Promise.all([db.command({ ping: 1 }), other.command({ ping: 1 })]);
  const order: string[] = [];
  await Promise.all([
    db
      .collection('slow')
      .find({ text: { $ne: 'x' } })
      .sort({ text: -1 })
      .limit(1)
      .toArray()
      .then(() => order.push('much')),
    other.command({ ping: 1 }).then(() => order.push('little')),
  ]);
  expect(order).toEqual(['little', 'much']);
});

test('of ten clients at once each gets its own answers', async () => {
  const counts = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      b
        .sales()
        .collection('orders')
        .countDocuments({ number: { $lt: at } }),
    ),
  );
  expect(counts).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
