/** Turns a row of the operations table and a caller's values into what goes over the wire. */
import type * as z from 'zod/mini';
import type { CallRequest } from './call.ts';
import { type CallName, type CallTable, calls, type Operation, pathParameters } from './operations.ts';

/** Told to Atlas, whose support can find our calls by it. The version is package.json's: a test compares them. */
export const USER_AGENT = 'atlas-restore/0.1.0';

/** Our own mistake: these values must not be sent. Names where it is wrong, never what stood there. */
export class AtlasRequestInvalid extends Error {
  override name = 'AtlasRequestInvalid' as const;
  readonly operation: string;
  /** `path.groupId`, `query.pageNum`, `body.snapshotId` … */
  readonly where: readonly string[];

  constructor(operation: string, where: readonly string[]) {
    super(`${operation} cannot be called like this: ${where.join(', ')}`);
    this.operation = operation;
    this.where = where;
  }
}

export interface PreparedRequest {
  readonly name: string;
  readonly operation: Operation;
  /** Atlas' group, where the path has one. */
  readonly projectId?: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * @param baseUrl without a slash at its end
 * @param table holds the row
 * @throws {AtlasRequestInvalid}
 */
export function prepareRequest<Name extends CallName>(
  name: Name,
  baseUrl: string,
  request: CallRequest<Name>,
  version?: string,
  table: CallTable = calls,
): PreparedRequest {
  const operation = table[name];
  if (operation === undefined) throw new TypeError(`This client was not given the operation ${name}.`);
  const wrong: string[] = [];
  const path = fillPath(operation.path, request.path, wrong);
  const query = queryText(operation, request.query, wrong);
  const body = bodyText(operation, request.body, wrong);
  const { versions } = operation;
  if (version !== undefined && !versions.some(({ date }) => date === version)) wrong.push('version');
  if (wrong.length > 0) throw new AtlasRequestInvalid(name, wrong);

  const mediaType = mediaTypeOf(version ?? versions.at(-1)?.date);
  const headers = {
    accept: mediaType,
    'user-agent': USER_AGENT,
    ...(body === undefined ? {} : { 'content-type': mediaType }),
  };
  const { groupId } = request.path as { readonly groupId?: string };
  return {
    name,
    operation,
    ...(groupId !== undefined && { projectId: groupId }),
    url: `${baseUrl}${path}${query}`,
    headers,
    ...(body === undefined ? {} : { body }),
  };
}

/** One constant date an operation unless a caller names another, never "latest" (atlas-api §10). */
function mediaTypeOf(version: string | undefined): string {
  return version === undefined ? 'application/json' : `application/vnd.atlas.${version}+json`;
}

/** Checked by its pattern first: encoding alone would let `..` climb out of the path. */
function fillPath(template: string, values: Readonly<Record<string, string>>, wrong: string[]): string {
  return template.replace(/\{(\w+)\}/g, (_, parameter: string) => {
    const parsed = pathParameters[parameter]?.safeParse(values[parameter]);
    if (!parsed?.success) wrong.push(`path.${parameter}`);
    return parsed?.success ? encodeURIComponent(parsed.data) : '';
  });
}

/** `envelope` is for callers of ours: it would hide Atlas' status and its answer from the client. */
function queryText(operation: Operation, query: CallRequest<CallName>['query'], wrong: string[]): string {
  const entries = Object.entries(query ?? {}).map(([key, value]): [string, string] => [key, String(value)]);
  if (entries.some(([key]) => key === 'envelope')) wrong.push('query.envelope');
  const parsed = operation.query.safeParse(Object.fromEntries(entries));
  if (!parsed.success) wrong.push(...issuePaths('query', parsed.error));
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}

function bodyText(operation: Operation, body: unknown, wrong: string[]): string | undefined {
  if (operation.body === undefined) {
    if (body !== undefined) wrong.push('body');
    return undefined;
  }
  const parsed = operation.body.safeParse(body);
  if (!parsed.success) wrong.push(...issuePaths('body', parsed.error));
  return parsed.success ? JSON.stringify(parsed.data) : undefined;
}

function issuePaths(part: string, error: z.core.$ZodError): readonly string[] {
  return error.issues.map((issue) => {
    // A property that is not known is reported at the object; its name is what helps.
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [];
    return [part, ...issue.path, ...names].map(String).join('.');
  });
}
