/** Checks path, query and body by the table's schemas, and says what is wrong by Atlas' codes. */
import type * as z from 'zod/mini';
import { type Operation, pathParameters } from '../../../lib/atlas/operations.ts';
import { bodyFault } from '../../../lib/endpoints/body-check.ts';
import { Refusal } from './errors.ts';

export function checkParameter(path: Readonly<Record<string, string>>, name: string): void {
  const schema = pathParameters[name];
  if (schema !== undefined && !schema.safeParse(path[name]).success) {
    throw new Refusal('INVALID_PATH_PARAMETER', [name]);
  }
}

export function queryOf(search: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(search)) query[name] ??= value;
  return query;
}

export function checkQuery(row: Operation, query: Readonly<Record<string, string>>): void {
  const result = row.query.safeParse(query);
  const issue = result.error?.issues[0];
  if (issue === undefined) return;
  const name = issue.code === 'unrecognized_keys' ? issue.keys[0] : issue.path[0];
  throw new Refusal('INVALID_QUERY_PARAMETER', [String(name)]);
}

/** `application/json` or any versioned type of Atlas'. Without the header Atlas cannot know, so JSON it is. */
const JSON_TYPE = /^\s*application\/(json|vnd\.atlas\.[\w.-]+\+json)\s*(;|$)/i;

export function checkBody(row: Operation, contentType: string | undefined, text: string): unknown {
  if (row.body === undefined) return undefined;
  if (contentType !== undefined && !JSON_TYPE.test(contentType)) {
    throw new Refusal('UNSUPPORTED_MEDIA_TYPE', [contentType]);
  }
  const value = parsed(text);
  const isList = row.body._zod.def.type === 'array';
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== isList)
    throw new Refusal('INVALID_JSON');
  const result = row.body.safeParse(value);
  if (result.success) return result.data;
  throw refusalOf(result.error.issues[0], value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('MALFORMED_JSON');
  }
}

function refusalOf(issue: z.core.$ZodIssue | undefined, body: object): Refusal {
  const { errorCode, field } = bodyFault(issue, body);
  if (errorCode !== 'VALIDATION_ERROR') return new Refusal(errorCode, [field]);
  const fields = [{ field, description: issue?.message ?? 'Invalid value.' }];
  return new Refusal('VALIDATION_ERROR', [field], { fields });
}
