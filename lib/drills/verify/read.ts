/** Single looks at the target. Each is bounded by time; none takes a document along. */
import type { Collection, Document, MongoClient } from 'mongodb';
import { ObjectId } from 'mongodb';
import type { NewestDocument, QueryAssertion } from '../checks/config.ts';
import type {
  AssertionSeen,
  CollectionSeen,
  IndexSeen,
  NewestSeen,
  ValidationSeen,
} from '../checks/observation.ts';
import { COMMAND_MS, isOutOfTime } from './target.ts';

const SYSTEM_DATABASES: ReadonlySet<string> = new Set(['admin', 'local', 'config']);
/** A name longer than this is cut in no evidence; MongoDB allows 255 bytes. */
const LONGEST_SCALAR = 200;

export async function readVersion(client: MongoClient): Promise<string> {
  const { version } = await client.db('admin').command({ buildInfo: 1 });
  return String(version);
}

/** Collections that hold documents of their own: no views, nothing of the system. Sorted. */
export async function readNamespaces(client: MongoClient): Promise<string[]> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true });
  const found: string[] = [];
  for (const { name } of databases) {
    if (SYSTEM_DATABASES.has(name)) continue;
    const collections = await client.db(name).listCollections({}, { nameOnly: true }).toArray();
    for (const { name: collection, type } of collections)
      if (type !== 'view' && !collection.startsWith('system.')) found.push(`${name}.${collection}`);
  }
  return found.sort();
}

export async function readIndexes(client: MongoClient, namespace: string): Promise<readonly IndexSeen[]> {
  const indexes = await collectionOf(client, namespace).indexes();
  return indexes.map(({ name = '', key, unique, partialFilterExpression, expireAfterSeconds }) => ({
    name,
    key: JSON.stringify(key),
    unique: unique === true,
    ...(partialFilterExpression && { partial: JSON.stringify(partialFilterExpression) }),
    ...(typeof expireAfterSeconds === 'number' && { expireAfterSeconds }),
  }));
}

/** The estimate is off after a snapshot that was taken under load: critical ones are counted one by one. */
export async function readCount(
  client: MongoClient,
  namespace: string,
  isExact: boolean,
): Promise<Pick<CollectionSeen, 'count' | 'isExact'>> {
  const collection = collectionOf(client, namespace);
  const exact = isExact ? await exactCount(collection) : undefined;
  if (exact !== undefined) return { count: exact, isExact: true };
  return { count: await collection.estimatedDocumentCount({ maxTimeMS: COMMAND_MS }), isExact: false };
}

/** Undefined: it has too many to be counted in time, and an estimate must do. */
async function exactCount(collection: Collection): Promise<number | undefined> {
  try {
    return await collection.countDocuments({}, { maxTimeMS: COMMAND_MS });
  } catch (error) {
    if (isOutOfTime(error)) return undefined;
    throw error;
  }
}

export async function readNewest(
  client: MongoClient,
  { namespace, field }: Pick<NewestDocument, 'namespace' | 'field'>,
): Promise<NewestSeen> {
  const by = field ?? '_id';
  const [newest] = await collectionOf(client, namespace)
    .find({}, { projection: { [by]: 1 }, maxTimeMS: COMMAND_MS })
    .sort({ [by]: -1 })
    .limit(1)
    .toArray();
  const seen = { namespace, ...(field !== undefined && { field }) };
  if (newest === undefined) return seen;
  return { ...seen, at: dateOf(valueAt(newest, by))?.toISOString() ?? null };
}

function valueAt(document: Document, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
}

function dateOf(value: unknown): Date | undefined {
  // BSON's dates reach further than JavaScript's.
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value;
  return value instanceof ObjectId ? value.getTimestamp() : undefined;
}

export async function readAssertion(
  client: MongoClient,
  { name, namespace, pipeline }: QueryAssertion,
): Promise<AssertionSeen> {
  try {
    const documents = await collectionOf(client, namespace)
      .aggregate(pipeline as Document[], { maxTimeMS: COMMAND_MS })
      .limit(2)
      .toArray();
    const value = documents.length === 1 ? scalarOf(documents[0]) : undefined;
    return value === undefined ? { name, trouble: 'NO_SCALAR' } : { name, value };
  } catch (error) {
    return { name, trouble: isOutOfTime(error) ? 'TIMED_OUT' : 'UNREADABLE' };
  }
}

/** The one value beside `_id`; dates as RFC 3339. A long text is no scalar to compare with, but data. */
function scalarOf(document: Document | undefined): number | string | boolean | undefined {
  const { _id, ...rest } = document ?? {};
  const values = Object.values(rest);
  const value: unknown = values.length === 0 ? _id : values[0];
  if (values.length > 1) return undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (typeof value === 'string') return value.length <= LONGEST_SCALAR ? value : undefined;
  // Neither NaN nor infinity is JSON, and nothing is compared with them.
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'boolean' ? value : undefined;
}

export async function readValidation(client: MongoClient, namespace: string): Promise<ValidationSeen> {
  const { database, name } = parts(namespace);
  const answer = await client.db(database).command({ validate: name, maxTimeMS: COMMAND_MS });
  const problems = Array.isArray(answer.errors) ? answer.errors.length : 0;
  return { namespace, valid: answer.valid === true, problems };
}

const collectionOf = (client: MongoClient, namespace: string) => {
  const { database, name } = parts(namespace);
  return client.db(database).collection(name);
};

/** A collection's name may hold dots, a database's may not. */
function parts(namespace: string): { database: string; name: string } {
  const dot = namespace.indexOf('.');
  return { database: namespace.slice(0, dot), name: namespace.slice(dot + 1) };
}
