/**
 * A small cluster of everything that checks of a restore meet: unique, partial and TTL indexes, a collection that is
 * rightly empty, a view. The same seed and moment give the same; a later moment what the same cluster holds by then.
 */
import type { CollectionData } from './data.ts';
import { generated } from './generate.ts';

export interface Sample {
  readonly seed: string;
  /** ms: its newest documents are of this minute. */
  readonly newestAt: number;
}

const ORDERS = { database: 'shop', name: 'orders', count: 1_200 };
const COLLECTIONS = [
  { database: 'audit', name: 'events', count: 2_500 },
  { database: 'shop', name: 'carts', count: 400, isVolatile: true },
  { database: 'shop', name: 'customers', count: 300 },
  ORDERS,
  { database: 'shop', name: 'returns', count: 0 },
  { database: 'stock', name: 'items', count: 150 },
  { database: 'stock', name: 'warehouses', count: 12 },
];

export function sampleCluster({ seed, newestAt }: Sample): readonly CollectionData[] {
  const collections = COLLECTIONS.map((one) => generated({ ...one, asOf: newestAt, seed }));
  return [...collections, openOrders(generated({ ...ORDERS, asOf: newestAt, seed }))];
}

const OPEN = { $match: { status: 'open' } };

function openOrders(orders: CollectionData): CollectionData {
  const documents = () => [...orders.documents()].filter(({ status }) => status === 'open');
  return {
    database: orders.database,
    name: 'openOrders',
    type: 'view',
    options: { viewOn: orders.name, pipeline: [OPEN] },
    count: documents().length,
    indexes: [],
    documents,
  };
}
