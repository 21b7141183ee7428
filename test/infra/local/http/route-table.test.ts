import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { API_ROUTES } from '../../../../infra/api-routes.ts';
import { matchRoute } from '../../../../infra/local/http/route-table.ts';

const match = (method: string, path: string) => {
  const found = matchRoute(API_ROUTES, method, path);
  return found && [found.route.function.replace(/^.*\/(.*)\.ts$/, '$1'), found.parameters];
};

describe('a route', () => {
  test.each<[string, string, string, object]>([
    ['POST', '/v1/restores', 'create-restore', {}],
    ['GET', '/v1/restores', 'list-restores', {}],
    ['GET', '/v1/restores/r1', 'get-restore', { id: 'r1' }],
    ['DELETE', '/v1/restores/r1', 'cancel-restore', { id: 'r1' }],
    ['GET', '/v1/restores/r1/download', 'get-restore-download', { id: 'r1' }],
    ['POST', '/v1/restores/r1/undo', 'undo-restore', { id: 'r1' }],
    ['GET', '/v1/plans', 'list-plans', {}],
    ['POST', '/v1/plans/p1/drills', 'run-plan', { name: 'p1' }],
    ['POST', '/v1/plans/p1/resume', 'resume-plan', { name: 'p1' }],
    ['GET', '/v1/drills', 'list-drills', {}],
    ['GET', '/v1/drills/d1', 'get-drill', { id: 'd1' }],
    ['GET', '/v1/drills/d1/evidence', 'get-drill-evidence', { id: 'd1' }],
    ['POST', '/v1/drills/d1/review', 'review-drill', { id: 'd1' }],
    ['DELETE', '/v1/drills/d1', 'cancel-drill', { id: 'd1' }],
    ['GET', '/v1/trends', 'get-trends', {}],
    ['GET', '/v1/reports/2026-11', 'get-report', { period: '2026-11' }],
    ['GET', '/v1/health', 'health', {}],
    ['GET', '/v1/openapi.json', 'get-openapi', {}],
    ['GET', '/v1/restores/a%20b', 'get-restore', { id: 'a b' }],
    ['GET', '/v1/restores/a%2Fb', 'get-restore', { id: 'a/b' }],
    ['GET', '/v1/restores/%7Bid%7D', 'get-restore', { id: '{id}' }],
  ])('%s %s is %s', (method, path, name, parameters) => {
    expect(match(method, path)).toEqual([name, parameters]);
  });

  test.each<[string, string]>([
    ['PUT', '/v1/restores'],
    ['HEAD', '/v1/restores'],
    ['get', '/v1/restores'],
    ['GET', '/'],
    ['GET', ''],
    ['GET', '/v1'],
    ['GET', '/v1/restores/'],
    ['GET', '/v1/restores//download'],
    ['GET', '/v1/restores/r1/'],
    ['GET', '/v1/restores/r1/download/x'],
    ['GET', '//v1/restores'],
    ['GET', '/V1/restores'],
    ['GET', '/v1/restores/%'],
    ['GET', '/v1/restores/%C3%28'],
    ['GET', '/v1/%72estores'],
  ])('%s %s is none', (method, path) => {
    expect(match(method, path)).toBeUndefined();
  });

  test('hands every id on as it was', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
        expect(match('GET', `/v1/restores/${encodeURIComponent(id)}`)).toEqual(['get-restore', { id }]);
      }),
    );
  });

  test('is found or not for any path, broken escapes included, and nothing is thrown', () => {
    const piece = fc.oneof(
      fc.constantFrom('%', '%2', '%zz', '%C3', '%E0%A4%A', '/', '..', 'v1', 'restores', 'r1', 'download'),
      fc.string({ maxLength: 5 }),
    );
    const path = fc.array(piece, { maxLength: 8 }).map((parts) => `/v1/restores/${parts.join('')}`);
    fc.assert(
      fc.property(fc.constantFrom('GET', 'POST', 'DELETE'), path, (method, text) => {
        const found = match(method, text);
        if (found !== undefined) expect(text.split('/').length).toBeGreaterThanOrEqual(4);
      }),
      { numRuns: 500 },
    );
  });

  test('with a word wins over one with a parameter, wherever it stands in the table', () => {
    const routes = [
      { method: 'GET', path: '/a/{id}' },
      { method: 'GET', path: '/a/b' },
    ] as const;
    for (const table of [routes, [...routes].reverse()]) {
      expect(matchRoute(table, 'GET', '/a/b')).toMatchObject({ route: { path: '/a/b' }, parameters: {} });
      expect(matchRoute(table, 'GET', '/a/c')).toMatchObject({ parameters: { id: 'c' } });
    }
  });
});
