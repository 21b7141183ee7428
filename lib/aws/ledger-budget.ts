/** Rate budgets: one item a project and bucket, from which many take at once. */
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { RateBudget } from '../restores/rate-budget.ts';

/** Of a fleet that has ended; DynamoDB deletes it then. */
const KEEP_SECONDS = 86_400;

const pkOf = (key: string): string => `budget#${key}`;

/** Holds while the budget need not be filled up: nothing is read before. */
export function takePlaces(TableName: string, key: string, calls: number, now: number) {
  return new UpdateCommand({
    TableName,
    Key: { pk: pkOf(key) },
    UpdateExpression: 'SET #left = #left - :calls',
    ConditionExpression: 'refillAt > :now',
    ExpressionAttributeNames: { '#left': 'left' },
    ExpressionAttributeValues: { ':calls': calls, ':now': now },
    ReturnValues: 'ALL_NEW',
  });
}

export function readBudget(TableName: string, key: string) {
  return new GetCommand({ TableName, Key: { pk: pkOf(key) }, ConsistentRead: true });
}

/** Replaces what was seen. */
export function putBudget(
  TableName: string,
  key: string,
  seen: RateBudget | undefined,
  { left, refillAt }: RateBudget,
) {
  const deleteAfter = Math.ceil(refillAt / 1_000) + KEEP_SECONDS;
  return new PutCommand({
    TableName,
    Item: { pk: pkOf(key), left, refillAt, deleteAfter },
    ...(seen === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#left = :left AND refillAt = :refillAt',
          ExpressionAttributeNames: { '#left': 'left' },
          ExpressionAttributeValues: { ':left': seen.left, ':refillAt': seen.refillAt },
        }),
  });
}

export function budgetOf(item: Record<string, unknown> | undefined): RateBudget | undefined {
  return item && { left: Number(item.left), refillAt: Number(item.refillAt) };
}
