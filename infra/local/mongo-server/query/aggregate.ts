/** `aggregate`: what comes first in a pipeline is streamed, the rest is mingo's. */
import type { Document } from 'bson';
import { Aggregator } from 'mingo';
import type { CollectionData } from '../data.ts';
import { find } from './find.ts';
import { asked, isEmpty, type QueryOptions } from './mingo.ts';
import { all } from './scan.ts';
import type { TimeLimit } from './time-limit.ts';

export interface Aggregation {
  /** Checked. */
  readonly pipeline: readonly Document[];
  readonly collection: CollectionData | undefined;
  /** Others of the database, for `$lookup` and `$unionWith`. */
  readonly other: (name: string) => CollectionData | undefined;
  /** Where the first stage is `$collStats`: what it answers. */
  readonly stats: Document | undefined;
}

export async function* aggregate(
  { pipeline, collection, other, stats }: Aggregation,
  options: QueryOptions,
  time: TimeLimit,
): AsyncGenerator<Document> {
  if (isExactCount(pipeline)) {
    if (collection !== undefined && collection.count > 0) yield { _id: 1, n: collection.count };
    return;
  }
  const { head, rest } = split(pipeline);
  const input = stats ? [stats] : await all(find(collection, head, options, time));
  const later = stats ? pipeline.slice(1) : rest;
  const collectionResolver = (name: string) => [...(other(name)?.documents() ?? [])];
  const output = asked(() =>
    new Aggregator([...later], { ...options, collectionResolver }).run<Document>(input),
  );
  // mingo cannot be stopped: what took too long is at least not answered.
  time.check();
  yield* output;
}

/** What the driver's `countDocuments` asks for: answered without looking at each document. */
const isExactCount = ([match, group, ...others]: readonly Document[]): boolean =>
  others.length === 0 &&
  match?.$match !== undefined &&
  isEmpty(match.$match) &&
  JSON.stringify(group) === '{"$group":{"_id":1,"n":{"$sum":1}}}';

/** `$match`, then `$sort` with `$limit`: a find, which holds only what it needs. */
function split([first, second, third, ...rest]: readonly Document[]): {
  head: { filter?: Document; sort?: Document; limit?: number };
  rest: readonly Document[];
} {
  const stages = [first, second, third].filter((stage) => stage !== undefined);
  const filter = stages[0]?.$match as Document | undefined;
  if (filter !== undefined) stages.shift();
  const head = filter === undefined ? {} : { filter };
  const [{ $sort } = {}, { $limit } = {}] = stages as [Document?, Document?];
  if ($sort === undefined || !Number.isSafeInteger($limit) || $limit <= 0)
    return { head, rest: [...stages, ...rest] };
  return { head: { ...head, sort: $sort, limit: $limit }, rest: [...stages.slice(2), ...rest] };
}
