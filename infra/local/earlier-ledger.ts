/**
 * A ledger of an earlier release lies in a table that lacks an index, and dynalite adds none: what is in it is taken
 * over. Begun again after a crash, it goes on; the earlier table is deleted at the end.
 */
import {
  ConditionalCheckFailedException,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { drillItem, drillKey, restoreItem } from '../../lib/aws/ledger-items.ts';
import type { DrillRecord } from '../../lib/drills/record.ts';
import type { RestoreRecord } from '../../lib/restores/record.ts';

export async function takeOver(client: DynamoDBClient, earlier: string, table: string): Promise<void> {
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  if (!TableNames.includes(earlier)) return;
  const { Table } = await client.send(new DescribeTableCommand({ TableName: earlier }));
  // Its process was killed while it made the table: nothing can be in it.
  if (Table?.TableStatus !== 'ACTIVE') return;
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({ TableName: earlier, ...(from && { ExclusiveStartKey: from }) }),
    );
    for (const item of page.Items ?? []) await put(documents, table, item);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  await client.send(new DeleteTableCommand({ TableName: earlier }));
}

/** What is there already is newer. */
async function put(
  client: DynamoDBDocumentClient,
  TableName: string,
  item: Record<string, unknown>,
): Promise<void> {
  try {
    await client.send(
      new PutCommand({
        TableName,
        Item: inEachIndex(item),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

function inEachIndex(item: Record<string, unknown>): Record<string, unknown> {
  const { pk, record } = item;
  if (record === undefined) return item;
  return String(pk).startsWith(drillKey(''))
    ? drillItem(record as DrillRecord)
    : restoreItem(record as RestoreRecord);
}
