/** All records of a span of time, for who sums them up: of each only what is kept, so that a year of them fits into memory. */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { LIST_SHARDS, ledgerTable } from './ledger-table.ts';

export interface SpanQuery<Entry, Kept> {
  /** RFC 3339 with milliseconds, as records are sorted by. */
  readonly from: string;
  /** The first moment that is not in it. */
  readonly to: string;
  /** Of all records in it the newest: about so many, and never more. */
  readonly most: number;
  keep(record: Entry): Kept;
}

export interface SpanRead<Kept> {
  /** In no order. */
  readonly kept: readonly Kept[];
  /** There are more: all that are later than this are in it, and no others. */
  readonly after?: string;
}

/** @param prefix of partitions of the index by time: `restores` or `drills` */
export async function recordsWithin<Entry extends { readonly createdAt: string }, Kept>(
  client: DynamoDBDocumentClient,
  table: string,
  prefix: string,
  query: SpanQuery<Entry, Kept>,
): Promise<SpanRead<Kept>> {
  const shards = await Promise.all(
    Array.from({ length: LIST_SHARDS }, (_, shard) =>
      shardWithin(client, table, `${prefix}#${shard}`, query),
    ),
  );
  const cuts = shards.flatMap(({ cutAt }) => cutAt ?? []).sort();
  const after = cuts.at(-1);
  const kept = shards
    .flatMap((shard) => shard.read)
    .filter(({ createdAt }) => after === undefined || createdAt > after)
    .map((one) => one.kept);
  return { kept, ...(after !== undefined && { after }) };
}

interface ShardRead<Kept> {
  readonly read: { readonly createdAt: string; readonly kept: Kept }[];
  /** Of the newest record that is left out. */
  readonly cutAt?: string;
}

async function shardWithin<Entry extends { readonly createdAt: string }, Kept>(
  client: DynamoDBDocumentClient,
  table: string,
  partition: string,
  { from, to, most, keep }: SpanQuery<Entry, Kept>,
): Promise<ShardRead<Kept>> {
  const { partitionKey, sortKey } = ledgerTable.indexes.byTime;
  const share = Math.floor(most / LIST_SHARDS);
  const read: ShardRead<Kept>['read'] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'byTime',
        KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#partition': partitionKey, '#sort': sortKey },
        // A key is a time and an id: one of the moment `to` sorts behind the bare moment.
        ExpressionAttributeValues: { ':partition': partition, ':from': from, ':to': to },
        ScanIndexForward: false,
        // One more than is kept tells whether there are more.
        Limit: share + 1 - read.length,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    for (const { record } of answer.Items ?? [])
      read.push({ createdAt: (record as Entry).createdAt, kept: keep(record as Entry) });
    start = answer.LastEvaluatedKey;
  } while (start !== undefined && read.length <= share);
  const cutAt = read[share]?.createdAt;
  return { read: read.slice(0, share), ...(cutAt !== undefined && { cutAt }) };
}
