/** The operations table, asked by what stands in a request. */
import type { AtlasAnswer, AtlasClient } from '../../lib/atlas/client.ts';
import { type Operation, type OperationName, operations } from '../../lib/atlas/operations.ts';
import type { Json } from '../support/openapi.ts';

export type Params = Readonly<Record<string, string>>;

export const rows = Object.entries(operations) as [OperationName, Operation][];

/** The values of a template's parameters; undefined where the path is another. */
export function paramsOf(template: string, path: string): Params | undefined {
  const pattern = template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const groups = new RegExp(`^${pattern}$`).exec(path);
  return groups === null ? undefined : { ...groups.groups };
}

/** The row of a request. As OpenAPI has it, a path without a parameter wins over one with. */
export function rowOf(method: string, path: string): { name: OperationName; path: Params } | undefined {
  const found = rows.flatMap(([name, row]) => {
    const params = row.method === method ? paramsOf(row.path, path) : undefined;
    return params ? [{ name, path: params }] : [];
  });
  return found.sort((a, b) => Object.keys(a.path).length - Object.keys(b.path).length)[0];
}

export interface AnyRequest {
  readonly path: Params;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: Json;
}

/** `call` of the client where only a run knows the operation. */
export function askAny(
  client: AtlasClient,
  name: OperationName,
  request: AnyRequest,
): Promise<AtlasAnswer<unknown>> {
  return (client.call as (name: OperationName, request: AnyRequest) => Promise<AtlasAnswer<unknown>>).call(
    client,
    name,
    request,
  );
}
