/** A server whose data a test knows, and the official driver as its client. */
import type { Document } from 'bson';
import { Query } from 'mingo';
import { type Db, MongoClient, type MongoClientOptions, ObjectId } from 'mongodb';
import { onTestFinished } from 'vitest';
import { loopbackCertificates } from '../../../../infra/local/mongo-server/certificate.ts';
import { type CollectionData, ID_INDEX } from '../../../../infra/local/mongo-server/data.ts';
import { scramCredential } from '../../../../infra/local/mongo-server/scram.ts';
import {
  type MongoServer,
  type MongoServerOptions,
  startMongoServer,
} from '../../../../infra/local/mongo-server/server.ts';
import { ACTIONS, type Action, type MongoUser } from '../../../../infra/local/mongo-server/users.ts';

export const orders: Document[] = Array.from({ length: 3_000 }, (_, at) => ({
  _id: new ObjectId(at.toString(16).padStart(24, '0')),
  number: at,
  placedAt: new Date(Date.UTC(2026, 10, 1) + at * 60_000),
  status: at % 3 === 0 ? 'open' : 'shipped',
  lines: [{ sku: `sku-${at % 7}`, amount: at % 5 }],
}));

export const SALES: readonly CollectionData[] = [
  collectionOf(orders, {
    database: 'sales',
    name: 'orders',
    indexes: [
      ID_INDEX,
      { name: 'number_1', key: { number: 1 }, unique: true },
      { name: 'placedAt_1', key: { placedAt: 1 }, expireAfterSeconds: 3_600 },
      { name: 'open', key: { status: 1 }, partialFilterExpression: { status: 'open' } },
      { name: 'place', key: { place: '2dsphere' }, sparse: true },
    ],
  }),
  collectionOf([], { database: 'sales', name: 'archive' }),
  collectionOf(orders.slice(0, 5), { database: 'sales', name: 'damaged', errors: ['Index key missing.'] }),
  collectionOf(orders.slice(0, 20), { database: 'sales', name: 'crashed', estimatedCount: 18 }),
  collectionOf(orders.slice(0, 1), {
    database: 'sales',
    name: 'firstOrders',
    type: 'view',
    options: { viewOn: 'orders', pipeline: [{ $limit: 1 }] },
    indexes: [],
  }),
  collectionOf(orders.slice(0, 10), { database: 'inventory', name: 'stock' }),
];

const PASSWORD = 'right,=pass';

export interface Bench {
  readonly server: MongoServer;
  readonly ca: string;
  /** Until the test ends it holds these. */
  hold(...collections: CollectionData[]): void;
  readonly users: Map<string, MongoUser>;
  addUser(name: string, actions: readonly Action[], password?: string): void;
  client(user?: string, more?: MongoClientOptions): MongoClient;
  /** @param user @default one who may do everything that can be done */
  sales(user?: string): Db;
}

export type BenchOptions = Partial<MongoServerOptions> & {
  /** Of a sharded cluster. @default a member of a set */
  readonly isRouter?: boolean;
};

export async function bench({ isRouter = false, ...more }: BenchOptions = {}): Promise<Bench> {
  const users = new Map<string, MongoUser>();
  let held = SALES;
  const server = await startMongoServer({
    version: '8.0.29',
    ...(!isRouter && { setName: 'atlas-test-shard-0' }),
    user: (name, database) => (database === 'admin' ? users.get(name) : undefined),
    collections: () => held,
    now: () => new Date('2026-11-22T10:00:00Z'),
    ...more,
  });
  const ca = (await loopbackCertificates()).authority;
  const client = (username = 'reader', options: MongoClientOptions = {}) => {
    const made = new MongoClient(server.uri, {
      ca,
      auth: { username, password: PASSWORD },
      serverSelectionTimeoutMS: 2_000,
      ...options,
    });
    onTestFinished(() => made.close());
    return made;
  };
  const addUser = (name: string, actions: readonly Action[], password = PASSWORD) => {
    users.set(name, { credential: scramCredential(password), actions: new Set(actions) });
  };
  const hold = (...collections: CollectionData[]) => {
    held = collections;
    onTestFinished(() => {
      held = SALES;
    });
  };
  addUser('reader', ACTIONS);
  return { server, ca, hold, users, addUser, client, sales: (user) => client(user).db('sales') };
}

/** As many documents as one likes, made one by one. */
export const endless = (name: string, count: number): CollectionData => ({
  database: 'sales',
  name,
  count,
  indexes: [ID_INDEX],
  *documents() {
    for (let at = 0; at < count; at += 1) yield { _id: at, text: `${at}` };
  },
});

type Kept = Pick<CollectionData, 'database' | 'name'> & Partial<Omit<CollectionData, 'documents' | 'count'>>;

/** A collection whose documents are at hand, in any order. */
export function collectionOf(documents: readonly Document[], kept: Kept): CollectionData {
  const sorted = new Query({})
    .find<Document>([...documents])
    .sort({ _id: 1 })
    .all();
  return { indexes: [ID_INDEX], ...kept, count: sorted.length, documents: () => sorted };
}
