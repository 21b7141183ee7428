/** What callers put into paths, queries and headers, checked by name. */
import * as z from 'zod/mini';
import type { Ledger } from '../aws/ledger.ts';
import { fieldErrors } from '../field-errors.ts';
import type { ListRequest } from '../restores/list-restores.ts';
import { type RestoreRecord, STATUSES } from '../restores/record.ts';
import { ApiProblem } from './problem.ts';
import type { ApiRequest } from './request.ts';

/** Names of executions are ids too, and Step Functions takes more than we give out. */
export const restoreId = z.string().check(z.regex(/^[\w.!@+='()-]{1,80}$/));
export const idempotencyKey = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** A page of records stays well under the 6 MB that Lambda can answer. */
const MOST_LISTED = 100;
const DEFAULT_LISTED = 20;

/** Of every list: as text, as a query has it. */
export const pageQuery = {
  limit: z.optional(
    z
      .string()
      .check(
        z.regex(/^\d{1,3}$/, `must be a whole number from 1 to ${MOST_LISTED}`),
        z.refine((text) => Number(text) >= 1 && Number(text) <= MOST_LISTED, {
          error: `must be a whole number from 1 to ${MOST_LISTED}`,
          abort: true,
        }),
      )
      .register(z.globalRegistry, {
        type: 'integer',
        minimum: 1,
        maximum: MOST_LISTED,
        default: DEFAULT_LISTED,
      }),
  ),
  cursor: z.optional(z.string()),
};

export const listQuery = z.strictObject({ status: z.optional(z.enum(STATUSES)), ...pageQuery });

/** A cursor is the ledger's sort key: a time and an id. */
const CURSOR = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z#[\w.!@+='()-]{1,80}$/;

export const toCursor = (key: string): string => Buffer.from(key).toString('base64url');

export async function findRestore(ledger: Ledger, path: ApiRequest['path']): Promise<RestoreRecord> {
  const id = restoreId.safeParse(path.id);
  const record = id.success ? await ledger.getRestore(id.data) : undefined;
  if (record !== undefined) return record;
  const name = (path.id ?? '').slice(0, 80);
  throw new ApiProblem({
    status: 404,
    errorCode: 'RESTORE_NOT_FOUND',
    detail: `There is no restore ${name}.`,
    parameters: [name],
  });
}

export function readIdempotencyKey(headers: ApiRequest['headers']): string | undefined {
  const given = headers['idempotency-key'];
  if (given === undefined) return undefined;
  const key = idempotencyKey.safeParse(given);
  if (key.success) return key.data;
  throw new ApiProblem({
    status: 400,
    errorCode: 'INVALID_ATTRIBUTE',
    detail: 'Idempotency-Key must be 1 to 64 of letters, digits, _ and -.',
    parameters: ['Idempotency-Key'],
  });
}

export function readListQuery(query: ApiRequest['query']): ListRequest {
  const { status, ...page } = queryBy(listQuery, query);
  return { ...(status && { status }), ...pageOf(page) };
}

/** Throws {@link ApiProblem}, which names the parameter. */
export function queryBy<Schema extends z.ZodMiniType>(
  schema: Schema,
  query: ApiRequest['query'],
): z.output<Schema> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const [wrong] = fieldErrors(parsed.error, query);
  throw wrongQuery(wrong?.field ?? '', wrong?.detail ?? 'The query is not valid.');
}

interface Page {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}

export const pageOf = ({ limit, cursor }: Page): { readonly limit: number; readonly cursor?: string } => ({
  limit: limit === undefined ? DEFAULT_LISTED : Number(limit),
  ...(cursor !== undefined && { cursor: cursorBy(CURSOR, cursor) }),
});

/** @param shape of what a list gives as its `next` */
export function cursorBy(shape: RegExp, text: string): string {
  const key = Buffer.from(text, 'base64url').toString();
  if (shape.test(key)) return key;
  throw wrongQuery('cursor', 'cursor must be the "next" of a list.');
}

function wrongQuery(field: string, detail: string): ApiProblem {
  return new ApiProblem({
    status: 400,
    errorCode: 'INVALID_QUERY_PARAMETER',
    detail,
    parameters: [field],
    fields: [{ field, description: detail }],
  });
}
