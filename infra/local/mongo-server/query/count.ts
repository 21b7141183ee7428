/** `count`: of all from the metadata, as MongoDB does, and of a query by looking at each. */
import type { Document } from 'bson';
import type { CollectionData } from '../data.ts';
import { isEmpty, type QueryOptions } from './mingo.ts';
import { matching, scan } from './scan.ts';
import type { TimeLimit } from './time-limit.ts';

interface Count {
  readonly query: Document | undefined;
  readonly skip: number;
  /** 0: all. */
  readonly limit: number;
}

export async function count(
  collection: CollectionData | undefined,
  { query, skip, limit }: Count,
  options: QueryOptions,
  time: TimeLimit,
): Promise<number> {
  const found = isEmpty(query)
    ? (collection?.estimatedCount ?? collection?.count ?? 0)
    : await matches(collection, query, options, time);
  const rest = Math.max(0, found - skip);
  return limit > 0 ? Math.min(rest, limit) : rest;
}

async function matches(
  collection: CollectionData | undefined,
  query: Document,
  options: QueryOptions,
  time: TimeLimit,
): Promise<number> {
  let found = 0;
  for await (const _ of matching(scan(collection, time), query, options)) found += 1;
  return found;
}
