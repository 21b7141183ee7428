/** All records of a span of time, for who sums them up: of each only what is kept, so that a year of them fits into memory. */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { LIST_SHARDS, ledgerTable } from './ledger-table.ts';

export interface SpanQuery<Entry, Kept> {
  /** RFC 3339 with milliseconds, as records are sorted by. */
  readonly from: string;
  /** The first moment that is not in it. */
  readonly to: string;
  /** Of all that is kept the newest: so many, less those of the same moment, and never more. */
  readonly most: number;
  /** Undefined: it is none of those that are wanted, and does not count. */
  keep(record: Entry): Kept | undefined;
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
  const cuts = shards.flatMap(({ cutAt }) => cutAt ?? []);
  const all = shards
    .flatMap(({ read }) => read)
    .sort((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt));
  const tooMany = all[query.most]?.createdAt;
  const after = [...cuts, ...(tooMany === undefined ? [] : [tooMany])].sort().at(-1);
  const kept = all.filter(({ createdAt }) => after === undefined || createdAt > after).map((one) => one.kept);
  return { kept, ...(after !== undefined && { after }) };
}

/** Shards get their records by a checksum of the id: of thousands none has half as many again as the others. */
const UNEVEN = 1.5;

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
  const share = Math.ceil((most / LIST_SHARDS) * UNEVEN);
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
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    for (const { record } of answer.Items ?? []) {
      const kept = keep(record as Entry);
      if (kept !== undefined) read.push({ createdAt: (record as Entry).createdAt, kept });
    }
    start = answer.LastEvaluatedKey;
  } while (start !== undefined && read.length <= share);
  // One more than is kept tells that there are more.
  const cutAt = read[share]?.createdAt;
  return { read: read.slice(0, share), ...(cutAt !== undefined && { cutAt }) };
}
