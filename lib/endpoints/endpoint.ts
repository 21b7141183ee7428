/** One operation of Atlas as a function: its row, and how it is asked of Atlas. */
import type { AtlasAnswer, AtlasClient, CallOptions } from '../atlas/client.ts';
import { type MediaVersion, type Operation, type OperationName, operations } from '../atlas/operations.ts';
import type { Services } from '../services/services.ts';
import type { CheckedCall } from './call-check.ts';

export type EndpointServices = Services<'atlas' | 'endpoint' | 'policy' | 'following'>;

export interface Endpoint {
  readonly name: OperationName;
  readonly row: Operation;
  readonly services: EndpointServices;
}

export function endpointOf(services: EndpointServices): Endpoint {
  const name = services.operation;
  return { name, row: operations[name], services };
}

/** Where only a run knows the operation: `checkCall` has done what the client's types do otherwise. */
type AnyCall = (
  name: OperationName,
  request: CheckedCall & { readonly body?: object },
  options: CallOptions,
) => Promise<AtlasAnswer<unknown>>;

/** @throws what the client throws */
export function askAtlas(
  { name, services }: Endpoint,
  call: CheckedCall,
  version: MediaVersion | undefined,
  body?: object,
): Promise<AtlasAnswer<unknown>> {
  const { atlas }: { atlas: AtlasClient } = services;
  const request = body === undefined ? call : { ...call, body };
  return (atlas.call as AnyCall).call(atlas, name, request, version ? { version: version.date } : {});
}
