/** What a call is refused for before Atlas is asked, and what Atlas refuses of reads, through the whole service. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import { pathParameters } from '../../../lib/atlas/operations.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import { sentBy } from './creates-setup.ts';
import {
  acceptOf,
  ask,
  askSimulator,
  atlasCalls,
  learnJobs,
  pathFor,
  type Row,
  readsTable,
  served,
  servedTable,
  valuesFor,
} from './setup.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  await learnJobs(harness.simulator, harness.time.advance);
});
afterAll(() => harness.close());

const shapeOf = ({ row }: Row) =>
  (row.query as unknown as { shape: Readonly<Record<string, unknown>> }).shape;

async function call(
  one: Row,
  { query = '', values = {}, accept = acceptOf(one.row) as string | undefined } = {},
) {
  const path = pathFor(one, { ...valuesFor(harness.simulator, one), ...values });
  const before = atlasCalls(harness.simulator);
  const { status, headers, text } = await ask(
    `${harness.service.url}${path}${query}`,
    accept === undefined ? {} : { accept },
    sentBy(one),
    one.row.method,
  );
  return { status, headers, body: JSON.parse(text), asked: atlasCalls(harness.simulator) - before };
}

type Answer = Awaited<ReturnType<typeof call>>;
function expectRefusal(
  { status, headers, body, asked }: Answer,
  code: number,
  errorCode: string,
  ...parameters: string[]
) {
  expect({ ...body, detail: typeof body.detail }).toEqual({
    detail: 'string',
    error: code,
    errorCode,
    parameters,
    reason: expect.any(String),
  });
  expect([status, headers.get('x-error-code'), headers.get('content-type'), asked]).toEqual([
    code,
    errorCode,
    'application/json',
    0,
  ]);
}

const parametersOf = ({ row }: Row) => [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

describe.each(servedTable)('%s', (_, one) => {
  const parameters = parametersOf(one);

  test('is not asked with a path that is none', async () => {
    for (const name of parameters) {
      for (const wrong of ['..x', 'A'.repeat(5_000), '%', 'ü', ' ', "';--", '\u0000', '⁄', '/../../groups']) {
        // Names of databases and collections may be nearly anything.
        if (pathParameters[name]?.safeParse(wrong).success) continue;
        expectRefusal(await call(one, { values: { [name]: wrong } }), 400, 'INVALID_PATH_PARAMETER', name);
      }
    }
  });

  test('is not asked with a query that is none', async () => {
    for (const name of Object.keys(shapeOf(one))) {
      for (const wrong of ['', 'x', '-1', '1e3', '1.5', '0x10', 'true,true', '9'.repeat(30)]) {
        const parsed = one.row.query.safeParse({ [name]: wrong });
        if (parsed.success) continue;
        const answer = await call(one, { query: `?${name}=${encodeURIComponent(wrong)}` });
        expectRefusal(answer, 400, 'INVALID_QUERY_PARAMETER', name);
      }
    }
    for (const name of ['unknown', '__proto__', 'constructor', 'Pretty', 'a'.repeat(64)])
      expectRefusal(await call(one, { query: `?${name}=true` }), 400, 'INVALID_QUERY_PARAMETER', name);
    const twice = await call(one, { query: '?envelope=false&envelope=false' });
    expectRefusal(twice, 400, 'INVALID_QUERY_PARAMETER', 'envelope');
  });

  test.skipIf(one.row.versions.length === 0)('is not asked without a version that there is', async () => {
    const accepts = [
      'application/json',
      '*/*',
      'application/vnd.atlas.2022-12-31+json',
      'application/vnd.atlas.2024-02-31+json',
    ];
    for (const accept of [
      ...accepts,
      'application/vnd.atlas.preview+json',
      'application/vnd.atlas.2025-03-12+csv',
      'x'.repeat(5_000),
    ])
      expectRefusal(await call(one, { accept }), 406, 'INVALID_VERSION_DATE');
  });

  test('says it in an envelope and in lines', async () => {
    const path = pathFor(one, { ...valuesFor(harness.simulator, one), groupId: 'x' });
    // M2/M5 creates know no pretty print.
    const isPretty = 'pretty' in shapeOf(one);
    const answer = await ask(
      `${harness.service.url}${path}?envelope=true${isPretty ? '&pretty=true' : ''}`,
      { accept: acceptOf(one.row) },
      sentBy(one),
      one.row.method,
    );
    const content = {
      detail: 'Invalid path parameter groupId.',
      error: 400,
      errorCode: 'INVALID_PATH_PARAMETER',
      parameters: ['groupId'],
      reason: 'Bad Request',
    };
    expect(answer.text).toBe(JSON.stringify({ content, status: 400 }, null, isPretty ? 2 : undefined));
    expect([answer.status, answer.headers.get('x-error-code')]).toEqual([400, 'INVALID_PATH_PARAMETER']);
  });
});

describe.each(readsTable)('%s', (_, one) => {
  const passed = async (values: Record<string, string>) => {
    const path = pathFor(one, { ...valuesFor(harness.simulator, one), ...values });
    const answer = await ask(harness.service.url + path, { accept: acceptOf(one.row) });
    const atlas = await askSimulator(harness.simulator, path, acceptOf(one.row));
    expect([answer.status, answer.text]).toEqual([atlas.status, atlas.text]);
    expect(answer.headers.get('x-error-code')).toBe(atlas.headers.get('x-error-code'));
    expect(answer.headers.get('ratelimit-limit')).toBe(atlas.headers.get('ratelimit-limit'));
    return answer.status;
  };

  test("is refused as Atlas refuses it: another's project, no deployment, another kind, nothing of that id", async () => {
    expect(await passed({ groupId: 'f'.repeat(24) })).toBe(404);
    expect(await passed({ name: 'Nowhere', clusterName: 'Nowhere' })).toBe(404);
    const other = one.row.family === 'cluster' ? 'Accounts' : 'Orders';
    expect(await passed({ name: other, clusterName: other })).toBe(400);
    const ids = parametersOf(one).filter((name) => name.endsWith('Id') && name !== 'groupId');
    for (const id of ids) expect(await passed({ [id]: 'f'.repeat(24) })).toBe(404);
  });

  test("passes Atlas' throttle on, once waiting is no use", async () => {
    harness.simulator.faults.add({ kind: 'rateLimited', operation: one.name, retryAfterSeconds: 50 });
    const answer = await call(one, { query: '?envelope=true' });
    expect([
      answer.status,
      answer.headers.get('retry-after'),
      answer.headers.get('x-error-code'),
      answer.asked,
    ]).toEqual([429, '50', 'RATE_LIMITED_TOKEN_BUCKET', 1]);
    expect(answer.headers.get('ratelimit-remaining')).toBe('0');
    expect(answer.body).toMatchObject({
      status: 429,
      content: {
        error: 429,
        parameters: [expect.any(String), 50, expect.any(Number), expect.any(Number), 60],
      },
    });
  });

  test('waits as long as Atlas asks it to, and answers', async () => {
    harness.simulator.faults.add({ kind: 'rateLimited', operation: one.name, retryAfterSeconds: 2 });
    const answer = await call(one);
    expect([answer.status, answer.asked]).toEqual([200, 2]);
  });
});

describe('snapshots before a moment', () => {
  const list = served.find(({ name }) => name === 'listClusterSnapshots')!;
  test.each([
    [
      'pointInTimeUtcSeconds=1763776800&oplogTs=1763776800&oplogInc=1',
      'MUTUALLY_EXCLUSIVE_QUERY_PARAMETERS',
      ['pointInTimeUtcSeconds', 'oplogTs'],
    ],
    [
      'pointInTimeUtcSeconds=1763776800&oplogInc=1',
      'MUTUALLY_EXCLUSIVE_QUERY_PARAMETERS',
      ['pointInTimeUtcSeconds', 'oplogInc'],
    ],
    ['oplogInc=1', 'MISSING_QUERY_PARAMETER', ['oplogTs']],
    ['oplogTs=1763776800', 'MISSING_QUERY_PARAMETER', ['oplogInc']],
  ])('are asked for by one moment (%s)', async (query, errorCode, parameters) => {
    expectRefusal(await call(list, { query: `?${query}` }), 400, errorCode, ...parameters);
  });

  test('are what Atlas finds', async () => {
    const seconds = Date.parse('2026-11-21T00:00:00Z') / 1000;
    for (const query of [`pointInTimeUtcSeconds=${seconds}`, `oplogTs=${seconds}&oplogInc=1`]) {
      const { status, body } = await call(list, { query: `?${query}` });
      expect([status, body.results.length]).toEqual([200, 1]);
    }
  });
});

test('a version that is gone is gone', async () => {
  const one = served.find(({ name }) => name === 'getCluster')!;
  const later = await startHarness();
  const url = later.service.url + pathFor(one, { groupId: PRODUCTION.id, clusterName: 'Orders' });
  const old = { accept: 'application/vnd.atlas.2024-05-30+json' };
  expect((await ask(url, old)).status).toBe(200);
  later.time.advance(300 * 86_400);
  const answer = await ask(url, old);
  expect([answer.status, answer.headers.get('x-error-code')]).toEqual([410, 'VERSION_GONE']);
  expect(JSON.parse(answer.text)).toMatchObject({
    error: 410,
    parameters: ['2023-02-01', one.row.path],
    reason: 'Gone',
  });
  expect((await ask(url, { accept: acceptOf(one.row) })).status).toBe(200);
  await later.close();
});

test('tokens and origins are looked at as everywhere', async () => {
  const one = served.find(({ name }) => name === 'getCluster')!;
  const path = pathFor(one, valuesFor(harness.simulator, one));
  const accept = acceptOf(one.row);
  const statusOf = async (headers: Record<string, string>) =>
    (await ask(harness.service.url + path, { accept, ...headers })).status;
  expect(await statusOf({ origin: 'https://example.com' })).toBe(403);
  expect(await statusOf({ authorization: 'Bearer forged' })).toBe(401);
  const { clientId, clientSecret } = harness.simulator.fleet.credentials.serviceAccount!;
  const form = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
  const { body } = await harness.call('POST', '/api/oauth/token', form);
  expect(await statusOf({ authorization: `Bearer ${body.access_token}` })).toBe(200);
});
