/** Routes follow from the operations table. */
import { expect, test } from 'vitest';
import { API_ROUTES } from '../../infra/api-routes.ts';
import { atlasRoutes } from '../../infra/atlas-routes.ts';
import { matchRoute } from '../../infra/local/http/route-table.ts';
import { operations } from '../../lib/atlas/operations.ts';
import { silentLog } from '../../lib/log.ts';
import { endpoint } from '../../lib/services/endpoint.ts';
import { connect } from '../../lib/services/services.ts';
import { FakeClock } from '../support/fake-clock.ts';

const platform = {
  clock: new FakeClock(),
  log: silentLog,
  aws: { ledger: {}, secrets: {}, workflows: {}, events: {}, tokens: {} },
};

test('every row has one, at its own path, and a function that knows it', () => {
  const routes = atlasRoutes();
  expect(routes.map(({ environment, method, path }) => [environment.OPERATION, method, path])).toEqual(
    Object.entries(operations).map(([name, { method, path }]) => [name, method, path]),
  );
  for (const { environment } of routes)
    expect(connect({ endpoint }, environment, platform).operation).toBe(environment.OPERATION);
});

test('what a row adds is a route', () => {
  const row = { ...operations.getCluster, path: '/api/atlas/v2/new' };
  expect(atlasRoutes({ postNew: { ...row, method: 'POST' } })).toEqual([
    {
      method: 'POST',
      path: '/api/atlas/v2/new',
      function: 'functions/atlas/endpoint.ts',
      environment: { OPERATION: 'postNew' },
    },
  ]);
});

test.each(['getNothing', 'constructor', '__proto__'])(
  'an operation that is not in the table (%s) is refused at the start',
  (OPERATION) => {
    expect(() => connect({ endpoint }, { OPERATION }, platform)).toThrow('OPERATION');
  },
);

test('a path without a parameter wins over one with', () => {
  const routes = [...API_ROUTES, ...atlasRoutes()];
  const at = (tail: string) =>
    matchRoute(routes, 'GET', `/api/atlas/v2/groups/a/clusters/b/backup/snapshots/${tail}`)?.route.environment
      ?.OPERATION;
  expect([at('shardedClusters'), at('c'), at('shardedCluster/c')]).toEqual([
    'listShardedClusterSnapshots',
    'getClusterSnapshot',
    'getShardedClusterSnapshot',
  ]);
});
