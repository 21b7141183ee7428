/** What a signed-in client may ask, each with the privilege that it needs. Nothing here writes. */
import type { Document } from 'bson';
import { CommandError } from './command-error.ts';
import type { Cursors } from './cursors.ts';
import type { CollectionData } from './data.ts';
import { aggregate, count, distinct, find } from './reads.ts';
import type { Action } from './users.ts';

export interface CommandContext {
  readonly database: string;
  readonly command: Document;
  readonly collections: readonly CollectionData[];
  readonly cursors: Cursors;
}

interface Command {
  /** Absent: anybody who has signed in. */
  readonly action?: Action;
  readonly run: (context: CommandContext) => Document;
}

const collectionOf = ({ collections, database }: CommandContext, name: unknown): CollectionData | undefined =>
  collections.find((one) => one.database === database && one.name === name);

const existing = (context: CommandContext, name: unknown): CollectionData => {
  const found = collectionOf(context, name);
  if (found === undefined)
    throw new CommandError(26, `ns does not exist: ${context.database}.${String(name)}`);
  return found;
};

const number = (id: unknown): number => Number(id);

export const COMMANDS: Readonly<Record<string, Command>> = {
  ping: { run: () => ({}) },
  endSessions: { run: () => ({}) },
  connectionStatus: { run: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } }) },
  listDatabases: {
    action: 'listDatabases',
    run: ({ collections }) => {
      const names = [...new Set(collections.map(({ database }) => database))].sort();
      return { databases: names.map((name) => ({ name, empty: false })), totalSize: 0 };
    },
  },
  listCollections: {
    action: 'listCollections',
    run: ({ collections, database, command, cursors }) => {
      const all = collections
        .filter((one) => one.database === database)
        .map(({ name }) => ({ name, type: 'collection', options: {}, info: { readOnly: false } }));
      const wanted = [...find(listOf(all), { filter: command.filter })];
      return { cursor: cursors.first(`${database}.$cmd.listCollections`, wanted, command.cursor?.batchSize) };
    },
  },
  listIndexes: {
    action: 'listIndexes',
    run: (context) => {
      const { command, cursors, database } = context;
      const { indexes } = existing(context, command.listIndexes);
      const documents = indexes.map((index) => ({ v: 2, ...index }));
      const namespace = `${database}.${command.listIndexes}`;
      return { cursor: cursors.first(namespace, documents, command.cursor?.batchSize) };
    },
  },
  find: {
    action: 'find',
    run: (context) => {
      const { command, cursors, database } = context;
      const documents = find(collectionOf(context, command.find), command);
      const isSingle = command.singleBatch === true || number(command.limit ?? 0) < 0;
      return {
        cursor: cursors.first(`${database}.${command.find}`, documents, command.batchSize, isSingle),
      };
    },
  },
  getMore: {
    action: 'find',
    run: ({ command, cursors }) => ({ cursor: cursors.more(number(command.getMore), command.batchSize) }),
  },
  killCursors: {
    run: ({ command, cursors }) => {
      const { killed, notFound } = cursors.kill((command.cursors as unknown[]).map(number));
      return { cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [] };
    },
  },
  count: {
    action: 'find',
    run: (context) => ({ n: count(collectionOf(context, context.command.count), context.command) }),
  },
  distinct: {
    action: 'find',
    run: (context) => ({
      values: distinct(collectionOf(context, context.command.distinct), context.command),
    }),
  },
  aggregate: {
    action: 'find',
    run: (context) => {
      const { command, cursors, database } = context;
      const documents = aggregate(collectionOf(context, command.aggregate), command);
      return {
        cursor: cursors.first(`${database}.${command.aggregate}`, documents, command.cursor?.batchSize),
      };
    },
  },
  collStats: {
    action: 'collStats',
    run: (context) => {
      const { count: documents } = existing(context, context.command.collStats);
      return { ns: `${context.database}.${context.command.collStats}`, count: documents };
    },
  },
  dbStats: {
    action: 'dbStats',
    run: ({ collections, database }) => {
      const own = collections.filter((one) => one.database === database);
      const objects = own.reduce((sum, { count: documents }) => sum + documents, 0);
      return { db: database, collections: own.length, objects };
    },
  },
  validate: {
    action: 'validate',
    run: (context) => {
      const { count: documents, errors = [], indexes } = existing(context, context.command.validate);
      return {
        ns: `${context.database}.${context.command.validate}`,
        nrecords: documents,
        nIndexes: indexes.length,
        valid: errors.length === 0,
        errors,
        warnings: [],
      };
    },
  },
};

/** A list, to be filtered as a collection is. */
const listOf = (documents: readonly Document[]): CollectionData => ({
  database: '',
  name: '',
  count: documents.length,
  indexes: [],
  documents: () => documents,
});
