/** Lists of restores and of drills, merged from the shards of an index, newest first. */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { RestoreRecord, RestoreStatus } from '../restores/record.ts';
import { createdKey } from './ledger-items.ts';
import { LIST_SHARDS, ledgerTable } from './ledger-table.ts';

export interface ListQuery {
  /** Absent: all. */
  readonly statuses?: readonly RestoreStatus[];
  readonly limit: number;
  /** `createdKey` of the last restore of the page before. */
  readonly cursor?: string;
}

export interface RestorePage {
  readonly restores: readonly RestoreRecord[];
  /** Absent on the last page. */
  readonly next?: string;
}

export async function listRestores(
  client: DynamoDBDocumentClient,
  table: string,
  { statuses, limit, cursor }: ListQuery,
): Promise<RestorePage> {
  const index = statuses === undefined ? 'byTime' : 'byStatus';
  const { records, next } = await newestFirst<RestoreRecord>(client, table, {
    index,
    partitions: shardsOf(statuses ?? ['restores']),
    limit,
    cursor,
  });
  return { restores: records, ...(next !== undefined && { next }) };
}

/** What lies in the lists: it has an id, and a time by which it is sorted. */
type Listed = Pick<RestoreRecord, 'id' | 'createdAt'>;

interface Wanted {
  readonly index: keyof typeof ledgerTable.indexes;
  readonly partitions: readonly string[];
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export const shardsOf = (prefixes: readonly string[]): readonly string[] =>
  prefixes.flatMap((prefix) => Array.from({ length: LIST_SHARDS }, (_, shard) => `${prefix}#${shard}`));

export async function newestFirst<Entry extends Listed>(
  client: DynamoDBDocumentClient,
  table: string,
  { index, partitions, limit, cursor }: Wanted,
): Promise<{ readonly records: readonly Entry[]; readonly next?: string }> {
  // One more than asked for tells whether there is a next page. Any page can lie wholly on one shard.
  const lists = await Promise.all(
    partitions.map((partition) =>
      queryIndex<Entry>(client, table, { index, partition, limit: limit + 1, cursor }),
    ),
  );
  // An index lags: a restore that changes its status while we read can show up in two of its partitions.
  const unique = new Map(lists.flat().map((record) => [record.id, record] as const));
  const sorted = [...unique.values()].sort((a, b) => (createdKey(a) < createdKey(b) ? 1 : -1));
  const records = sorted.slice(0, limit);
  const last = records.at(-1);
  return { records, ...(sorted.length > limit && last && { next: createdKey(last) }) };
}

interface IndexQuery {
  readonly index: keyof typeof ledgerTable.indexes;
  readonly partition: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

async function queryIndex<Entry>(
  client: DynamoDBDocumentClient,
  table: string,
  { index, partition, limit, cursor }: IndexQuery,
): Promise<Entry[]> {
  const { partitionKey, sortKey } = ledgerTable.indexes[index];
  const older = cursor === undefined ? '' : ' AND #sort < :cursor';
  const found: Entry[] = [];
  let from: Record<string, unknown> | undefined;
  // DynamoDB ends a page at 1 MB, whatever the limit: go on until there is enough or no more.
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: index,
        KeyConditionExpression: `#partition = :partition${older}`,
        ExpressionAttributeNames: { '#partition': partitionKey, ...(older && { '#sort': sortKey }) },
        ExpressionAttributeValues: { ':partition': partition, ...(older && { ':cursor': cursor }) },
        ScanIndexForward: false,
        Limit: limit - found.length,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    found.push(...(answer.Items ?? []).map((item) => item.record as Entry));
    from = answer.LastEvaluatedKey;
  } while (from !== undefined && found.length < limit);
  return found;
}

/** How many restores of a project have not ended: by an index, so a moment old. */
export async function countActive(
  client: DynamoDBDocumentClient,
  table: string,
  projectId: string,
): Promise<number> {
  const { partitionKey } = ledgerTable.indexes.byProject;
  const counts = await Promise.all(
    Array.from({ length: LIST_SHARDS }, async (_, shard) => {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'byProject',
          KeyConditionExpression: '#partition = :partition',
          ExpressionAttributeNames: { '#partition': partitionKey },
          ExpressionAttributeValues: { ':partition': `${projectId}#${shard}` },
          // One page (1 MB, thousands of keys) is enough to know that there are many.
          Select: 'COUNT',
        }),
      );
      return answer.Count ?? 0;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Of each shard the oldest first. */
export async function* unfinished<Entry>(
  client: DynamoDBDocumentClient,
  table: string,
  prefix: string,
): AsyncGenerator<Entry> {
  for await (const { record } of unfinishedItems(client, table, prefix)) yield record as Entry;
}

/** Of what is no record. */
export async function* unfinishedKeys(
  client: DynamoDBDocumentClient,
  table: string,
  prefix: string,
): AsyncGenerator<string> {
  for await (const { pk } of unfinishedItems(client, table, prefix)) yield String(pk);
}

async function* unfinishedItems(
  client: DynamoDBDocumentClient,
  table: string,
  prefix: string,
): AsyncGenerator<Record<string, unknown>> {
  const { partitionKey } = ledgerTable.indexes.byUnfinished;
  for (let shard = 0; shard < LIST_SHARDS; shard++) {
    let from: Record<string, unknown> | undefined;
    do {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'byUnfinished',
          KeyConditionExpression: '#partition = :partition',
          ExpressionAttributeNames: { '#partition': partitionKey },
          ExpressionAttributeValues: { ':partition': `${prefix}#${shard}` },
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      yield* answer.Items ?? [];
      from = answer.LastEvaluatedKey;
    } while (from !== undefined);
  }
}
