/** Made-up data: the same for a seed and a moment, in order, and of nothing that the query engine would spoil. */
import { calculateObjectSize, type Document, ObjectId } from 'bson';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CollectionData } from '../../../../infra/local/mongo-server/data.ts';
import { sampleCluster } from '../../../../infra/local/mongo-server/sample-cluster.ts';
import { bench } from './setup.ts';

const newestAt = Date.UTC(2026, 10, 22, 10, 0, 30);
const MINUTE = 60_000;
const contents = (collections: readonly CollectionData[]) =>
  collections.map(({ documents, ...rest }) => ({ ...rest, documents: [...documents()] }));
const allOf = (collections: readonly CollectionData[]): Document[] =>
  collections.flatMap(({ documents }) => [...documents()]);

describe('a sample', () => {
  const sample = sampleCluster({ seed: 'a', newestAt });

  test('is the same for a seed and a moment, and another for another seed', () => {
    expect(contents(sampleCluster({ seed: 'a', newestAt }))).toEqual(contents(sample));
    const ids = new Set(allOf(sample).map(({ _id }) => String(_id)));
    const others = allOf(sampleCluster({ seed: 'b', newestAt }));
    expect(others.some(({ _id }) => ids.has(String(_id)))).toBe(false);
  });

  test('has its newest documents at its moment, by the date and by the id, and none later', () => {
    const newest = Math.floor(newestAt / MINUTE) * MINUTE;
    for (const { documents, count, type } of sample) {
      if (count === 0 || type === 'view') continue;
      const last = [...documents()].at(-1) ?? {};
      expect(last.createdAt).toEqual(new Date(newest));
      expect(last._id.getTimestamp()).toEqual(new Date(newest));
    }
    expect(allOf(sample).every(({ createdAt }) => createdAt.getTime() <= newestAt)).toBe(true);
  });

  test('counts what it holds, in the order of its ids, each once', () => {
    for (const { documents, count } of sample) {
      const ids = [...documents()].map(({ _id }) => String(_id));
      expect(ids).toHaveLength(count);
      expect(new Set(ids).size).toBe(count);
      expect(ids.toSorted()).toEqual(ids);
    }
  });

  test('has a collection that is rightly empty, a view, and each kind of index', () => {
    expect(sample.some(({ count, type }) => count === 0 && type !== 'view')).toBe(true);
    expect(sample.some(({ count, type }) => count > 0 && type === 'view')).toBe(true);
    const indexes = sample.flatMap((one) => one.indexes);
    expect(indexes.some(({ unique }) => unique)).toBe(true);
    expect(indexes.some((index) => index.partialFilterExpression)).toBe(true);
    expect(indexes.some((index) => index.expireAfterSeconds)).toBe(true);
  });

  test('holds ids, dates, texts, numbers and lists, and nothing else', () => {
    const kinds = new Set<string>();
    const look = (value: unknown): void => {
      if (value instanceof ObjectId || value instanceof Date) kinds.add(value.constructor.name);
      else if (typeof value === 'object' && value !== null) {
        kinds.add(Array.isArray(value) ? 'Array' : 'Object');
        for (const each of Object.values(value)) look(each);
      } else kinds.add(typeof value);
    };
    for (const document of allOf(sample)) look(document);
    expect([...kinds].sort()).toEqual(['Array', 'Date', 'Object', 'ObjectId', 'number', 'string']);
    expect(allOf(sample).every((document) => calculateObjectSize(document) < 1_000)).toBe(true);
  });

  test('is read by a driver as it was made', async () => {
    const { server, client } = await bench({ collections: () => sample });
    const db = client().db('shop');
    onTestFinished(() => server.close());
    expect(await db.collection('orders').countDocuments()).toBe(1_200);
    expect(await db.collection('returns').countDocuments()).toBe(0);
    expect(await db.collection('openOrders').countDocuments()).toBe(
      await db.collection('orders').countDocuments({ status: 'open' }),
    );
  });
});
