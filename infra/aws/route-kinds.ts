/** What a caller must be allowed to, route by route: read, restore, download, drill or nothing at all. */
import { makesRestore, type Operation } from '../../lib/atlas/operations/operation.ts';
import { operations } from '../../lib/atlas/operations.ts';
import { API_ROUTES, type ApiRoute } from '../api-routes.ts';
import { atlasRoutes } from '../atlas-routes.ts';
import type { Authorization } from './config/config.ts';

export type RouteKind = 'open' | 'read' | 'restore' | 'download' | 'drill';

export interface KindRoute extends ApiRoute {
  readonly kind: RouteKind;
}

/** Says nothing that is not public: the service answers, and what it answers. */
const OPEN: readonly string[] = ['/v1/health', '/v1/openapi.json'];

/** With a token endpoint, tokens are asked for here too, by whoever has none yet. */
const TOKEN: KindRoute = {
  method: 'POST',
  path: '/api/oauth/token',
  function: 'functions/api/issue-token.ts',
  kind: 'open',
};

/** Deployed only where drills are. */
export const isOfDrills = ({ path }: Pick<ApiRoute, 'path'>): boolean =>
  /^\/v1\/(plans|drills|evidence|coverage|trends|reports)(\/|$)/.test(path) ||
  path === '/v1/restores/{id}/evidence';

export function kindRoutes(authorization: Authorization, hasDrills = true): KindRoute[] {
  const hasTokens = authorization.type === 'jwt' && authorization.tokenEndpoint !== undefined;
  const own = API_ROUTES.filter((route) => hasDrills || !isOfDrills(route));
  const routes = [...own, ...atlasRoutes()].map((route) => ({ ...route, kind: kindOf(route) }));
  return hasTokens ? [...routes, TOKEN] : routes;
}

function kindOf({ method, path, environment }: ApiRoute): RouteKind {
  if (OPEN.includes(path)) return 'open';
  // Links carry the data out.
  if (path.endsWith('/download')) return 'download';
  const row: Operation | undefined =
    environment?.OPERATION === undefined
      ? undefined
      : (operations as Readonly<Record<string, Operation>>)[environment.OPERATION];
  if (row !== undefined && makesRestore(row)) return 'restore';
  if (method === 'GET') return 'read';
  return isOfDrills({ path }) ? 'drill' : 'restore';
}
