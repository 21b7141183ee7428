/** Reading documents: at once, counted, aggregated, and batch by batch. */
import type { Document } from 'bson';
import { collectionIn, commandName, documentIn, flagIn, listIn, numberIn, textIn } from '../arguments.ts';
import { CommandError } from '../command-error.ts';
import { aggregate } from '../query/aggregate.ts';
import { count } from '../query/count.ts';
import { distinct } from '../query/distinct.ts';
import { type Find, find } from '../query/find.ts';
import { optionsOf } from '../query/mingo.ts';
import { checkPipeline } from '../query/pipeline.ts';
import { type CommandContext, type Commands, collectionNamed, ownerOf, storedCollection } from './command.ts';
import { collectionStats } from './statistics.ts';

const filterIn = (command: Document, field: string): Pick<Find, 'filter'> => ({
  filter: documentIn(command, field),
});

export const DOCUMENTS: Commands = {
  find: { action: 'find', run: findCommand },
  count: {
    action: 'find',
    run: async (context) => {
      const { command, time } = context;
      const collection = collectionNamed(context, collectionIn(command));
      const query = documentIn(command, 'query');
      const [skip = 0, limit = 0] = [numberIn(command, 'skip'), numberIn(command, 'limit')];
      return { n: await count(collection, { query, skip, limit }, optionsOf(command), time) };
    },
  },
  distinct: {
    action: 'find',
    run: async (context) => {
      const { command, time } = context;
      const collection = collectionNamed(context, collectionIn(command));
      const key = textIn(command, 'key');
      if (key === undefined)
        throw new CommandError(40414, "BSON field 'distinct.key' is missing but a required field");
      const found = find(collection, filterIn(command, 'query'), optionsOf(command), time);
      return { values: await distinct(found, key) };
    },
  },
  aggregate: { run: aggregateCommand },
  getMore: {
    run: async (context) => {
      const { command, cursors, database } = context;
      const namespace = `${database}.${collectionIn(command, 'collection')}`;
      const id = Number(command.getMore);
      // 0 is no size here.
      const batchSize = numberIn(command, 'batchSize') || undefined;
      return { cursor: await cursors.more(id, namespace, ownerOf(context), batchSize) };
    },
  },
  killCursors: {
    run: (context) => {
      const ids = (listIn(context.command, 'cursors') ?? []).map(Number);
      const { killed, notFound } = context.cursors.kill(ids, ownerOf(context));
      return { cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [] };
    },
  },
};

async function findCommand(context: CommandContext): Promise<Document> {
  const { command, cursors, database, time } = context;
  const name = collectionIn(command);
  const wanted: Find = {
    ...filterIn(command, 'filter'),
    sort: documentIn(command, 'sort'),
    projection: documentIn(command, 'projection'),
    skip: numberIn(command, 'skip'),
    limit: numberIn(command, 'limit'),
  };
  return {
    cursor: await cursors.first({
      namespace: `${database}.${name}`,
      owner: ownerOf(context),
      documents: find(collectionNamed(context, name), wanted, optionsOf(command), time),
      time,
      batchSize: numberIn(command, 'batchSize'),
      limit: wanted.limit ?? 0,
      isSingle: flagIn(command, 'singleBatch'),
    }),
  };
}

async function aggregateCommand(context: CommandContext): Promise<Document> {
  const { command, cursors, database, time, user } = context;
  const stages = listIn(command, 'pipeline');
  if (stages === undefined)
    throw new CommandError(40414, "BSON field 'aggregate.pipeline' is missing but a required field");
  const pipeline = checkPipeline(stages);
  if (flagIn(command, 'explain')) throw new CommandError(115, 'explain is not simulated');
  const cursor = documentIn(command, 'cursor');
  if (cursor === undefined)
    throw new CommandError(
      9,
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  if (command.aggregate === 1)
    throw new CommandError(73, `{aggregate: 1} is not valid for '${Object.keys(pipeline[0] ?? {})[0]}'`);
  const name = collectionIn(command);
  const action = pipeline[0]?.$collStats === undefined ? 'find' : 'collStats';
  if (!user.actions.has(action))
    throw new CommandError(13, `not authorized on ${database} to execute command ${commandName(command)}`);
  const statsOf = () =>
    collectionStats(storedCollection(context, name, `Collection [${database}.${name}] not found.`), context);
  return {
    cursor: await cursors.first({
      namespace: `${database}.${name}`,
      owner: ownerOf(context),
      documents: aggregate(
        {
          pipeline,
          collection: collectionNamed(context, name),
          other: (other) => collectionNamed(context, other),
          stats: action === 'collStats' ? statsOf() : undefined,
        },
        optionsOf(command),
        time,
      ),
      time,
      batchSize: numberIn(cursor, 'batchSize'),
    }),
  };
}
