/** Commands that read documents, by mingo: one query language for the tests of checks and for the simulated clusters. */
import type { Document } from 'bson';
import { Aggregator, Query } from 'mingo';
import { CommandError } from './command-error.ts';
import type { CollectionData } from './data.ts';

/** Written as MongoDB's own sort, for the orders that a collection already is in. */
const isById = (sort: Document | undefined): boolean =>
  sort === undefined || JSON.stringify(sort) === '{"_id":1}';
const isEmpty = (filter: Document | undefined): boolean =>
  filter === undefined || Object.keys(filter).length === 0;

/** Looks at the time between documents: whoever asked for a limit gets an error, as from MongoDB. */
function* within(documents: Iterable<Document>, maxTimeMs: number | undefined): Iterable<Document> {
  const until = maxTimeMs ? performance.now() + maxTimeMs : Number.POSITIVE_INFINITY;
  for (const document of documents) {
    if (performance.now() > until) throw new CommandError(50, 'operation exceeded time limit');
    yield document;
  }
}

const documentsOf = (collection: CollectionData | undefined, command: Document): Iterable<Document> =>
  within(collection?.documents() ?? [], command.maxTimeMS as number | undefined);

/** mingo's errors are about what was asked. */
function asked<Answer>(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(2, error instanceof Error ? error.message : 'The query cannot be read.');
  }
}

export function find(collection: CollectionData | undefined, command: Document): Iterable<Document> {
  const { filter, sort, projection, skip = 0, limit = 0 } = command;
  const all = documentsOf(collection, command);
  if (isEmpty(filter) && isById(sort) && isEmpty(projection)) return slice(all, skip, Math.abs(limit));
  return asked(() => {
    let cursor = new Query(filter ?? {}).find<Document>(all as never, projection ?? {});
    if (!isById(sort)) cursor = cursor.sort(sort);
    if (skip > 0) cursor = cursor.skip(skip);
    if (limit !== 0) cursor = cursor.limit(Math.abs(limit));
    return cursor.all();
  });
}

export function count(collection: CollectionData | undefined, command: Document): number {
  const { query, skip = 0, limit = 0 } = command;
  const all = isEmpty(query) ? (collection?.count ?? 0) : matching(collection, query, command);
  const rest = Math.max(0, all - skip);
  return limit > 0 ? Math.min(rest, limit) : rest;
}

function matching(collection: CollectionData | undefined, query: Document, command: Document): number {
  return asked(() => {
    const test = new Query(query);
    let found = 0;
    for (const document of documentsOf(collection, command)) if (test.test(document)) found += 1;
    return found;
  });
}

export function distinct(collection: CollectionData | undefined, command: Document): unknown[] {
  const { key, query } = command;
  const groups = aggregate(collection, {
    ...command,
    pipeline: [
      ...(isEmpty(query) ? [] : [{ $match: query }]),
      { $unwind: { path: `$${key}`, preserveNullAndEmptyArrays: false } },
      { $group: { _id: `$${key}` } },
    ],
  });
  return [...groups].map(({ _id }) => _id as unknown);
}

const WRITING = new Set(['$out', '$merge']);

export function aggregate(collection: CollectionData | undefined, command: Document): Iterable<Document> {
  const pipeline = command.pipeline as Document[];
  if (!Array.isArray(pipeline)) throw new CommandError(9, 'pipeline must be an array');
  const stages = pipeline.map((stage) => Object.keys(stage)[0] ?? '');
  if (stages.some((stage) => WRITING.has(stage))) throw new CommandError(13, 'not authorized to write');
  const [first] = pipeline;
  if (first?.$collStats !== undefined) return [statsOf(collection), ...[]];
  // What the driver's countDocuments asks for, without looking at each.
  const isCount = stages.join() === '$match,$group' && isEmpty(pipeline[0]?.$match);
  if (isCount && JSON.stringify(pipeline[1]?.$group) === '{"_id":1,"n":{"$sum":1}}')
    return collection?.count ? [{ _id: 1, n: collection.count }] : [];
  return asked(() => new Aggregator(pipeline).run(documentsOf(collection, command) as never) as Document[]);
}

const statsOf = (collection: CollectionData | undefined): Document => ({
  ns: collection ? `${collection.database}.${collection.name}` : '',
  count: collection?.count ?? 0,
  storageStats: { count: collection?.count ?? 0 },
});

function* slice(documents: Iterable<Document>, skip: number, limit: number): Iterable<Document> {
  let at = 0;
  for (const document of documents) {
    at += 1;
    if (at <= skip) continue;
    yield document;
    if (limit > 0 && at - skip === limit) return;
  }
}
