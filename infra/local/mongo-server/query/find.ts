/** `find`: which documents, in which order, how many and how much of each. */
import type { Document } from 'bson';
import { Query } from 'mingo';
import type { CollectionData } from '../data.ts';
import { asked, isEmpty, type QueryOptions } from './mingo.ts';
import { matching, scan } from './scan.ts';
import type { TimeLimit } from './time-limit.ts';

export interface Find {
  readonly filter?: Document | undefined;
  readonly sort?: Document | undefined;
  readonly projection?: Document | undefined;
  readonly skip?: number | undefined;
  /** 0: all. */
  readonly limit?: number | undefined;
}

/** How many more than asked for are held before the rest is thrown away. */
const SORT_SLICE = 1_000;

export function find(
  collection: CollectionData | undefined,
  { filter, sort, projection, skip = 0, limit = 0 }: Find,
  options: QueryOptions,
  time: TimeLimit,
): AsyncGenerator<Document> {
  const found = matching(scan(collection, time), filter, options);
  const ordered = isAsStored(sort) ? found : sorted(found, sort ?? {}, limit && skip + limit, options);
  return projected(slice(ordered, skip, limit), projection, options);
}

/** Collections come in the order of `_id`. */
const isAsStored = (sort: Document | undefined): boolean =>
  isEmpty(sort) || JSON.stringify(sort) === '{"_id":1}';

/** @param most how many of them are wanted; 0: all */
async function* sorted(
  documents: AsyncGenerator<Document>,
  sort: Document,
  most: number,
  options: QueryOptions,
): AsyncGenerator<Document> {
  let held: Document[] = [];
  const order = () => {
    const inOrder = asked(() => new Query({}, options).find<Document>(held).sort(sort).all());
    held = most === 0 ? inOrder : inOrder.slice(0, most);
  };
  for await (const document of documents) {
    held.push(document);
    if (most > 0 && held.length >= most + SORT_SLICE) order();
  }
  order();
  yield* held;
}

async function* slice(
  documents: AsyncGenerator<Document>,
  skip: number,
  limit: number,
): AsyncGenerator<Document> {
  let at = 0;
  for await (const document of documents) {
    at += 1;
    if (at <= skip) continue;
    yield document;
    if (limit > 0 && at - skip === limit) return;
  }
}

function projected(
  documents: AsyncGenerator<Document>,
  projection: Document | undefined,
  options: QueryOptions,
): AsyncGenerator<Document> {
  if (isEmpty(projection)) return documents;
  const project = (document: Document) =>
    asked(() => new Query({}, options).find<Document>([document], projection).all());
  // So that one that cannot be read is told of an empty collection too.
  project({});
  return (async function* () {
    for await (const document of documents) yield* project(document);
  })();
}
