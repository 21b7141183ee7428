/**
 * Documents of a simulated collection: the same for the same namespace, number and moment, so that they need not be
 * kept, and a snapshot holds what its source held. No Decimal128 and no large Long: mingo would lose digits.
 */
import { createHash } from 'node:crypto';
import { type Document, ObjectId } from 'bson';
import { type CollectionData, ID_INDEX, type IndexSpec } from './data.ts';

export interface Wanted {
  readonly database: string;
  readonly name: string;
  readonly count: number;
  /** ms: the newest document is of this minute, the others of the minutes before. */
  readonly asOf: number;
  /** Its documents go by themselves after a while. @default they stay */
  readonly isVolatile?: boolean;
}

const MINUTE = 60_000;
const KEEP_SECONDS = 365 * 86_400;
const STATUSES = ['open', 'paid', 'shipped', 'returned'] as const;
const REGIONS = ['EMEA', 'AMER', 'APAC'] as const;

export function generated({ database, name, count, asOf, isVolatile }: Wanted): CollectionData {
  const seed = createHash('sha256').update(`${database}.${name}`).digest();
  const newest = Math.floor(asOf / MINUTE);
  return {
    database,
    name,
    count,
    indexes: isVolatile ? [...INDEXES, TTL_INDEX] : INDEXES,
    *documents() {
      for (let at = 0; at < count; at += 1) yield document(seed, at, (newest - (count - 1 - at)) * MINUTE);
    },
  };
}

const INDEXES: readonly IndexSpec[] = [
  ID_INDEX,
  { name: 'number_1', key: { number: 1 }, unique: true },
  { name: 'region_1_status_1', key: { region: 1, status: 1 } },
  { name: 'open', key: { status: 1 }, partialFilterExpression: { status: 'open' } },
];
const TTL_INDEX: IndexSpec = {
  name: 'createdAt_1',
  key: { createdAt: 1 },
  expireAfterSeconds: KEEP_SECONDS,
};

/** @param at its number in the collection @param createdAt ms */
function document(seed: Buffer, at: number, createdAt: number): Document {
  const id = Buffer.alloc(12);
  id.writeUInt32BE(createdAt / 1_000, 0);
  seed.copy(id, 4, 0, 5);
  id.writeUIntBE(at % 2 ** 24, 9, 3);
  const mixed = (seed.readUInt32LE(8) + at * 2_654_435_761) >>> 0;
  return {
    _id: new ObjectId(id),
    number: at + 1,
    createdAt: new Date(createdAt),
    status: STATUSES[mixed % STATUSES.length],
    region: REGIONS[(mixed >>> 4) % REGIONS.length],
    amount: (mixed % 100_000) / 100,
    lines: [{ sku: `sku-${mixed % 997}`, quantity: (mixed % 5) + 1 }],
  };
}
