/**
 * Who has a target for itself, and who waits for it: one item of the ledger, a line whose first has the target. Every
 * write says which line it has seen, so that nobody loses a place to somebody who was quicker.
 */
import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

export interface LinePlace {
  /** Of the restore that stands there. */
  readonly id: string;
  /** Renewed by every step of the first; until then a restore may stand there that is not written down yet. */
  readonly leaseUntil: string;
}

export interface Line {
  /** Another one with every write; absent where there is no item, and in one of the release before lines. */
  readonly revision?: string;
  readonly places: readonly LinePlace[];
}

const pkOf = (key: string): string => `lock#${key}`;

export function lineOf(item: Record<string, unknown> | undefined): Line {
  if (item === undefined) return { places: [] };
  const { revision, places, owner, leaseUntil } = item;
  if (revision === undefined) return { places: [{ id: String(owner), leaseUntil: String(leaseUntil) }] };
  return { revision: String(revision), places: places as LinePlace[] };
}

/** Replaces the line that was seen. @param places at least one */
export function putLine(TableName: string, key: string, seen: Line, places: readonly LinePlace[]) {
  return new PutCommand({
    TableName,
    Item: { pk: pkOf(key), revision: randomUUID(), places },
    ...isStill(seen),
  });
}

/** The last one has left. */
export function deleteLine(TableName: string, key: string, seen: Line) {
  return new DeleteCommand({ TableName, Key: { pk: pkOf(key) }, ...isStill(seen) });
}

/** For the first, whoever stands behind: no line need be read. */
export function renewFirst(TableName: string, key: string, { id, leaseUntil }: LinePlace) {
  return new UpdateCommand({
    TableName,
    Key: { pk: pkOf(key) },
    UpdateExpression: 'SET #places[0].leaseUntil = :lease, revision = :revision',
    ConditionExpression: '#places[0].#id = :id',
    ExpressionAttributeNames: { '#places': 'places', '#id': 'id' },
    ExpressionAttributeValues: { ':id': id, ':lease': leaseUntil, ':revision': randomUUID() },
  });
}

function isStill({ revision, places: [first] }: Line) {
  if (revision !== undefined) {
    return {
      ConditionExpression: 'revision = :seen',
      ExpressionAttributeValues: { ':seen': revision },
    };
  }
  if (first === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: '#owner = :owner AND leaseUntil = :lease',
    // A reserved word of DynamoDB.
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':owner': first.id, ':lease': first.leaseUntil },
  };
}
