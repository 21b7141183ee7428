/** Which databases, collections and indexes there are. */
import { createHash } from 'node:crypto';
import { Binary, type Document } from 'bson';
import { Query } from 'mingo';
import { collectionIn, documentIn, flagIn, numberIn } from '../arguments.ts';
import { CommandError } from '../command-error.ts';
import { type CollectionData, type IndexSpec, isView, namespaceOf } from '../data.ts';
import { asked } from '../query/mingo.ts';
import { bytesOf } from './bytes.ts';
import { type CommandContext, type Commands, ownerOf, storedCollection } from './command.ts';

export const CATALOGUE: Commands = {
  listDatabases: { run: listDatabases },
  listCollections: { run: listCollections },
  listIndexes: {
    action: 'listIndexes',
    run: (context) => {
      const name = collectionIn(context.command);
      const namespace = `${context.database}.${name}`;
      const { indexes } = storedCollection(context, name, `ns does not exist: ${namespace}`);
      return listed(context, namespace, indexes.map(indexDocument));
    },
  },
};

/** All of them, or for want of that privilege those in which something may be done: MongoDB's own default. */
function listDatabases({ command, database, collections, user }: CommandContext): Document {
  if (database !== 'admin')
    throw new CommandError(13, 'listDatabases may only be run against the admin database.');
  const mayListAll = user.actions.has('listDatabases');
  if (command.authorizedDatabases === false && !mayListAll)
    throw new CommandError(13, 'Insufficient permissions to list all databases');
  const names = mayListAll || user.actions.size > 0 ? collections.map((one) => one.database) : [];
  const found = [...new Set(names)].sort().map((name) => ({
    name,
    sizeOnDisk: sum(collections.filter((one) => one.database === name)),
    empty: false,
  }));
  const wanted = filtered(found, documentIn(command, 'filter'));
  if (flagIn(command, 'nameOnly')) return { databases: wanted.map(({ name }) => ({ name })) };
  const totalSize = wanted.reduce((bytes, { sizeOnDisk }) => bytes + sizeOnDisk, 0);
  return { databases: wanted, totalSize, totalSizeMb: Math.floor(totalSize / 2 ** 20) };
}

const sum = (collections: readonly CollectionData[]): number =>
  collections.reduce((bytes, one) => bytes + bytesOf(one), 0);

function listCollections(context: CommandContext): Document | Promise<Document> {
  const { command, database, collections, user } = context;
  const nameOnly = flagIn(command, 'nameOnly');
  const isModest = nameOnly && flagIn(command, 'authorizedCollections') && user.actions.size > 0;
  if (!user.actions.has('listCollections') && !isModest)
    throw new CommandError(13, `not authorized on ${database} to execute command listCollections`);
  const found = collections.filter((one) => one.database === database).map(collectionDocument);
  const wanted = filtered(found, documentIn(command, 'filter'));
  const shown = nameOnly ? wanted.map(({ name, type }) => ({ name, type })) : wanted;
  return listed(context, `${database}.$cmd.listCollections`, shown);
}

function collectionDocument(collection: CollectionData) {
  const { name, type = 'collection', options = {}, indexes } = collection;
  if (isView(collection)) return { name, type, options, info: { readOnly: true } };
  const idIndex = indexes.find((index) => index.name === '_id_');
  return {
    name,
    type,
    options,
    info: { readOnly: false, uuid: uuidOf(collection) },
    ...(idIndex && { idIndex: indexDocument(idIndex) }),
  };
}

/** In the order of MongoDB's own. */
const indexDocument = ({ key, name, ...options }: IndexSpec) => ({ v: 2, key, name, ...options });

/** The same for the same collection. */
export function uuidOf(collection: CollectionData): Binary {
  const bytes = createHash('sha256').update(namespaceOf(collection)).digest().subarray(0, 16);
  return new Binary(bytes, Binary.SUBTYPE_UUID);
}

function filtered<Entry extends Document>(entries: readonly Entry[], filter: Document | undefined): Entry[] {
  const query = asked(() => new Query(filter ?? {}));
  return entries.filter((entry) => asked(() => query.test(entry)));
}

/** Lists come in one batch, unless a size is named. */
async function listed(context: CommandContext, namespace: string, documents: readonly Document[]) {
  const { command, cursors, time } = context;
  const batchSize = numberIn(documentIn(command, 'cursor') ?? {}, 'batchSize') ?? Number.POSITIVE_INFINITY;
  const iterator = documents[Symbol.iterator]();
  return {
    cursor: await cursors.first({
      namespace,
      owner: ownerOf(context),
      documents: iterator,
      time,
      batchSize,
    }),
  };
}
