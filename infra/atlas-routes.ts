/** Atlas' own routes, from the operations table: each row a function of its own, of one bundle. */
import { type Operation, operations } from '../lib/atlas/operations.ts';
import type { ApiRoute } from './api-routes.ts';

/** What a function is told: which row it is. */
export interface AtlasRoute extends ApiRoute {
  readonly environment: { readonly OPERATION: string };
}

export function atlasRoutes(table: Readonly<Record<string, Operation>> = operations): AtlasRoute[] {
  return Object.entries(table).map(([name, { method, path }]) => ({
    method,
    path,
    function: 'functions/atlas/endpoint.ts',
    environment: { OPERATION: name },
  }));
}
