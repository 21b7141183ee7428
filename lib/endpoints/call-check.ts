/** Checks a call against its row before anything is sent: what passes here, the client can send. */
import type * as z from 'zod/mini';
import { type Operation, pathParameters } from '../atlas/operations.ts';
import { refusal } from './refusal.ts';

export type Values = Readonly<Record<string, string | undefined>>;

export interface CheckedCall {
  readonly path: Readonly<Record<string, string>>;
  /** Without `envelope` and `pretty`, which are applied here and not by Atlas. */
  readonly query: Readonly<Record<string, string>>;
}

/** @throws {EndpointRefusal} */
export function checkCall(row: Operation, path: Values, query: Values): CheckedCall {
  return { path: checkPath(row, path), query: checkQuery(row, query) };
}

/** In the order of the path. */
export function parameterNames(row: Operation): string[] {
  return [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

function checkPath(row: Operation, given: Values): Record<string, string> {
  const entries = parameterNames(row).map((name): [string, string] => {
    const value = pathParameters[name]?.safeParse(given[name]);
    if (!value?.success) throw refusal('INVALID_PATH_PARAMETER', name);
    return [name, value.data];
  });
  return Object.fromEntries(entries);
}

/** A name is the caller's text too. */
const LONGEST_NAME = 64;

function checkQuery(row: Operation, given: Values): Record<string, string> {
  // Every row's is a strict object, of which zod's base type does not tell.
  const { shape } = row.query as z.ZodMiniObject;
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(shape, name));
  if (unknown !== undefined) throw refusal('INVALID_QUERY_PARAMETER', unknown.slice(0, LONGEST_NAME));
  const issue = row.query.safeParse(given).error?.issues[0];
  if (issue !== undefined) throw refusal('INVALID_QUERY_PARAMETER', String(issue.path[0]));
  checkMoment(given);
  const { envelope: _, pretty: __, ...query } = given;
  return query as Record<string, string>;
}

/** A snapshot is asked for by one moment, said in seconds or as a place in the oplog. */
function checkMoment({ pointInTimeUtcSeconds, oplogTs, oplogInc }: Values): void {
  if (pointInTimeUtcSeconds !== undefined && (oplogTs ?? oplogInc) !== undefined) {
    throw refusal(
      'MUTUALLY_EXCLUSIVE_QUERY_PARAMETERS',
      'pointInTimeUtcSeconds',
      oplogTs === undefined ? 'oplogInc' : 'oplogTs',
    );
  }
  if (oplogTs === undefined && oplogInc !== undefined) throw refusal('MISSING_QUERY_PARAMETER', 'oplogTs');
  if (oplogTs !== undefined && oplogInc === undefined) throw refusal('MISSING_QUERY_PARAMETER', 'oplogInc');
}
