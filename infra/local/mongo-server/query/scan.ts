/**
 * Documents one after the other. mingo is synchronous and this process serves everything else too, so there is a pause
 * after each slice of them: some milliseconds of work. What needs all documents at once (a `$group`, a sort without a
 * limit) works on after the scan without a pause: a second for half a million, the fleet's largest collection.
 */
import { setImmediate } from 'node:timers/promises';
import type { Document } from 'bson';
import { Query } from 'mingo';
import type { CollectionData } from '../data.ts';
import { asked, isEmpty, type QueryOptions } from './mingo.ts';
import type { TimeLimit } from './time-limit.ts';

const SLICE = 500;

export async function* scan(
  collection: CollectionData | undefined,
  limit: TimeLimit,
): AsyncGenerator<Document> {
  let seen = 0;
  for (const document of collection?.documents() ?? []) {
    seen += 1;
    if (seen % SLICE === 0) {
      await setImmediate();
      limit.check();
    }
    yield document;
  }
}

export function matching(
  documents: AsyncGenerator<Document>,
  filter: Document | undefined,
  options: QueryOptions,
): AsyncGenerator<Document> {
  if (isEmpty(filter)) return documents;
  // Before the first document, so that a filter that cannot be read is one for an empty collection too.
  const query = asked(() => new Query(filter, options));
  return (async function* () {
    for await (const document of documents) if (asked(() => query.test(document))) yield document;
  })();
}

export async function all(documents: AsyncIterable<Document>): Promise<Document[]> {
  const found: Document[] = [];
  for await (const document of documents) found.push(document);
  return found;
}
