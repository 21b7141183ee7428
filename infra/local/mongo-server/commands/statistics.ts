/** Sizes, counts, and whether what is stored is whole. */
import type { Document } from 'bson';
import { collectionIn } from '../arguments.ts';
import { type CollectionData, isView, namespaceOf } from '../data.ts';
import { averageBytes, bytesOf } from './bytes.ts';
import { uuidOf } from './catalogue.ts';
import { type CommandContext, type Commands, collectionNamed, storedCollection } from './command.ts';

export const STATISTICS: Commands = {
  collStats: { action: 'collStats', run: collStats },
  dbStats: { action: 'dbStats', run: dbStats },
  validate: { action: 'validate', run: validate },
};

/** Of a collection that is not there MongoDB says that all is zero. */
function collStats(context: CommandContext): Document {
  const name = collectionIn(context.command);
  const ns = `${context.database}.${name}`;
  const found =
    collectionNamed(context, name) && storedCollection(context, name, `Collection [${ns}] not found.`);
  if (found === undefined)
    return {
      ns,
      size: 0,
      count: 0,
      storageSize: 0,
      totalSize: 0,
      nindexes: 0,
      indexSizes: {},
      scaleFactor: 1,
    };
  return { ns, ...storageOf(found), scaleFactor: 1 };
}

/** What the stage `$collStats` answers, whatever of it was asked for. */
export function collectionStats(collection: CollectionData, { time }: CommandContext): Document {
  time.check();
  const { count } = collection;
  return { ns: namespaceOf(collection), count, storageStats: { ...storageOf(collection), scaleFactor: 1 } };
}

/** An index costs one unit a document: its true size is nobody's concern here. */
const INDEX_ENTRY_BYTES = 20;

function storageOf(collection: CollectionData): Document {
  const { indexes } = collection;
  const count = collection.estimatedCount ?? collection.count;
  const size = bytesOf(collection);
  const indexBytes = INDEX_ENTRY_BYTES * collection.count;
  return {
    size,
    count,
    ...(count > 0 && { avgObjSize: averageBytes(collection) }),
    storageSize: size,
    capped: false,
    nindexes: indexes.length,
    indexSizes: Object.fromEntries(indexes.map(({ name }) => [name, indexBytes])),
    totalIndexSize: indexBytes * indexes.length,
    totalSize: size + indexBytes * indexes.length,
  };
}

function dbStats({ collections, database }: CommandContext): Document {
  const own = collections.filter((one) => one.database === database);
  const stored = own.filter((one) => !isView(one)).map(storageOf);
  const total = (field: string): number => stored.reduce((sum, one) => sum + Number(one[field]), 0);
  const [objects, dataSize] = [total('count'), total('size')];
  return {
    db: database,
    collections: stored.length,
    views: own.length - stored.length,
    objects,
    avgObjSize: objects === 0 ? 0 : dataSize / objects,
    dataSize,
    storageSize: total('storageSize'),
    indexes: total('nindexes'),
    indexSize: total('totalIndexSize'),
    totalSize: total('totalSize'),
    scaleFactor: 1,
  };
}

/** A router hands on what each shard has found, and says itself only whether all are valid. */
function validate(context: CommandContext): Document {
  const name = collectionIn(context.command);
  const ns = `${context.database}.${name}`;
  const found = storedCollection(context, name, `Collection '${ns}' does not exist to validate.`);
  const result = validation(found);
  return context.isRouter ? { raw: { 'shard-0': { ...result, ok: 1 } }, valid: result.valid } : result;
}

function validation(collection: CollectionData): Document & { valid: boolean } {
  const { count, errors = [], indexes } = collection;
  const valid = errors.length === 0;
  return {
    ns: namespaceOf(collection),
    uuid: uuidOf(collection),
    nInvalidDocuments: 0,
    nNonCompliantDocuments: 0,
    nrecords: count,
    nIndexes: indexes.length,
    keysPerIndex: Object.fromEntries(indexes.map((index) => [index.name, count])),
    indexDetails: Object.fromEntries(indexes.map((index) => [index.name, { valid }])),
    valid,
    repaired: false,
    readOnly: false,
    warnings: [],
    errors,
    extraIndexEntries: [],
    missingIndexEntries: [],
    corruptRecords: [],
  };
}
