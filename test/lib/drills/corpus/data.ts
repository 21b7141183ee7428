/** A source as a drill restores it, and what can be wrong with what comes back. */
import { type Document, ObjectId } from 'mongodb';
import { type CollectionData, ID_INDEX } from '../../../../infra/local/mongo-server/data.ts';

export const SNAPSHOT_AT = '2026-11-22T04:00:00.000Z';
const MINUTE = 60_000;

/** One document a minute, the newest at the snapshot. */
export function documents(count: number, newestAt = Date.parse(SNAPSHOT_AT), seed = 0): Document[] {
  return Array.from({ length: count }, (_, at) => {
    const createdAt = newestAt - (count - 1 - at) * MINUTE;
    const hex =
      Math.floor(createdAt / 1_000)
        .toString(16)
        .padStart(8, '0') + (at + seed).toString(16).padStart(16, '0');
    return {
      _id: new ObjectId(hex),
      createdAt: new Date(createdAt),
      number: at,
      paid: at % 2 === 0,
      amount: seed + at,
    };
  });
}

export function collection(
  namespace: string,
  content: Document[],
  more: Partial<CollectionData> = {},
): CollectionData {
  const [database = '', name = ''] = namespace.split('.');
  return { database, name, count: content.length, indexes: [ID_INDEX], documents: () => content, ...more };
}

const ORDER_INDEXES = [
  ID_INDEX,
  { name: 'number_1', key: { number: 1 }, unique: true },
  { name: 'paid', key: { paid: 1 }, partialFilterExpression: { paid: true } },
];
const TTL = { name: 'createdAt_1', key: { createdAt: 1 }, expireAfterSeconds: 10 * 365 * 86_400 };

export const orders = (content = documents(500), more: Partial<CollectionData> = {}) =>
  collection('shop.orders', content, { indexes: ORDER_INDEXES, ...more });
export const sessions = (content = documents(200)) =>
  collection('shop.sessions', content, { indexes: [ID_INDEX, TTL] });
export const customers = (content = documents(120)) => collection('shop.customers', content);
export const drafts = (content: Document[] = []) => collection('shop.drafts', content);

/** As it should come back; `drafts` is empty by right. */
export const healthy = (): CollectionData[] => [orders(), sessions(), customers(), drafts()];

export { ID_INDEX, ORDER_INDEXES, TTL };
