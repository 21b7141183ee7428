/** Real answers of the whole service against the document that it serves. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_ROUTES } from '../../../infra/api-routes.ts';
import { PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import { openApiDocument } from '../../../infra/openapi/document.ts';
import { compile, escaped } from '../../infra/openapi/compile.ts';
import type { Json } from '../../support/openapi.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';
import { acceptOf, ask, learnJobs, pathFor, readsTable, valuesFor } from '../atlas/setup.ts';

const document = openApiDocument() as Json;

/** Our own answers must not hold what the document does not name: clients do not know it then. */
function closed(part: Json): Json {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map(closed);
  const entries = Object.entries(part).map(([key, value]) => [key, closed(value)]);
  const copy = Object.fromEntries(entries);
  const isObject = copy.type === 'object' && copy.properties !== undefined;
  return isObject ? { ...copy, additionalProperties: false } : copy;
}

let harness: Harness;
let served: Json;
let strict: Json;
beforeAll(async () => {
  harness = await startHarness({ dataEndpoints: true });
  await learnJobs(harness.simulator, harness.time.advance);
  served = (await harness.call('GET', '/v1/openapi.json')).body;
  strict = closed(served);
});
afterAll(() => harness.close());

interface Given {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Any answer has them. */
const UNREMARKABLE = new Set([
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

/** What is wrong in the document about an answer, by route, status and media type. */
function wrongIn(against: Json, method: string, path: string, { status, headers, body }: Given): Json {
  const at = `/paths/${escaped(path)}/${method.toLowerCase()}/responses/${status}`;
  let response = against.paths[path][method.toLowerCase()].responses[status];
  if (response === undefined) return `${at} is not there`;
  const base = response.$ref?.slice(1) ?? at;
  const name = response.$ref?.split('/').at(-1);
  response = name === undefined ? response : against.components.responses[name];
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  if (response.content[type] === undefined) return `${type} is not there`;
  const said = Object.keys(response.headers ?? {}).map((name) => name.toLowerCase());
  const unsaid = [...headers.keys()].filter((name) => !UNREMARKABLE.has(name) && !said.includes(name));
  if (unsaid.length > 0) return `${unsaid} is not said`;
  const check = compile(against, `${base}/content/${escaped(type)}/schema`);
  return check(body) ? undefined : check.errors;
}

test('it is served, without asking anybody', async () => {
  const before = harness.simulator.requests().length;
  const answer = await harness.call('GET', '/v1/openapi.json');
  expect([answer.status, answer.body]).toEqual([200, document]);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(harness.simulator.requests()).toHaveLength(before);
});

describe('our own answers', () => {
  const seen = new Set<string>();
  async function fits(method: string, path: string, given = path, body?: unknown, headers = {}) {
    const answer = await harness.call<Json>(method, given, body, headers);
    expect(wrongIn(strict, method, path, answer)).toBeUndefined();
    seen.add(`${method} ${path}`);
    return answer;
  }
  const LIST = '/v1/restores';
  const ONE = `${LIST}/{id}`;

  test.each([
    ['a dedicated cluster', requests.dedicated({ reason: 'proof', ticket: 'OPS-7' })],
    ['a sharded cluster', requests.sharded()],
    ['a Flex cluster', requests.flex()],
    ['a serverless instance', requests.serverless()],
    ['an M2/M5 cluster', requests.tenant()],
    ['a second', requests.dedicated({ snapshot: { pointInTime: '2026-11-22T02:00:00Z' } })],
    [
      'an oplog entry',
      requests.dedicated({ snapshot: { oplog: { ts: Date.UTC(2026, 10, 22, 3) / 1000, inc: 4 } } }),
    ],
  ])('of a restore of %s', async (_, request) => {
    const checkBody = compile(
      served,
      `/paths/${escaped(LIST)}/post/requestBody/content/application~1json/schema`,
    );
    expect([checkBody(request), checkBody.errors]).toEqual([true, null]);
    expect((await fits('POST', LIST, LIST, { ...request, dryRun: true })).status).toBe(200);
    const accepted = await fits('POST', LIST, LIST, request);
    expect(accepted.status).toBe(202);
    expect((await fits('POST', LIST, LIST, request)).body.repeated).toBe(true);
    await harness.service.endOf(accepted.body.id);
    const ended = await fits('GET', ONE, `${LIST}/${accepted.body.id}`);
    expect(ended.body.status).toBe('SUCCEEDED');
    await fits('GET', `${ONE}/download`, `${LIST}/${accepted.body.id}/download`);
    expect((await fits('GET', `${ONE}/evidence`, `${LIST}/${accepted.body.id}/evidence`)).status).toBe(404);
    await harness.service.drills.assure();
    expect((await fits('GET', `${ONE}/evidence`, `${LIST}/${accepted.body.id}/evidence`)).status).toBe(200);
    await fits('GET', ONE, `${LIST}/${accepted.body.id}`);
    await fits('POST', `${ONE}/undo`, `${LIST}/${accepted.body.id}/undo`, {});
    // Now with a past to go by.
    await fits('POST', LIST, LIST, { ...request, dryRun: true });
  });

  test('of a download, to its cancellation', async () => {
    const { id } = await harness.restore(requests.download());
    await fits('GET', ONE, `${LIST}/${id}`);
    expect((await fits('GET', `${ONE}/download`, `${LIST}/${id}/download`)).status).toBe(200);
    expect((await fits('DELETE', ONE, `${LIST}/${id}`)).status).toBe(202);
    expect((await fits('DELETE', ONE, `${LIST}/${id}`)).status).toBe(409);
    await fits('GET', `${ONE}/download`, `${LIST}/${id}/download`);
  });

  test('of restores that go wrong', async () => {
    harness.simulator.faults.add({ kind: 'jobFails', operation: 'createClusterRestoreJob' });
    const { status } = await harness.restore(requests.dedicated({ again: true, ticket: 'fails' }));
    expect(status).toBe('FAILED');
    await fits('GET', LIST, `${LIST}?limit=2`);
    await fits('GET', LIST, `${LIST}?status=FAILED`);
  });

  test.each([
    ['nothing', '{}', 400],
    ['no JSON', '{', 400],
    ['an unknown field', { ...requests.dedicated(), unknown: 1 }, 400],
    ['a foreign target', requests.dedicated({ target: { projectId: 'f'.repeat(24), name: 'a' } }), 403],
    ['an unknown snapshot', requests.dedicated({ snapshot: 'f'.repeat(24) }), 404],
    ['another plan', requests.dedicated({ planHash: 'a', again: true }), 409],
  ])('of a request for %s', async (_, body, status) => {
    expect((await fits('POST', LIST, LIST, body)).status).toBe(status);
  });

  const RUN = '/v1/plans/{name}/drills';
  const DRILL = '/v1/drills/{id}';

  test.each(['nightly-orders', 'nightly-accounts'])('of a drill of %s, to its evidence', async (name) => {
    const given = RUN.replace('{name}', name);
    await fits('GET', '/v1/plans');
    expect((await fits('POST', RUN, given, { dryRun: true })).body.drills).toHaveLength(1);
    const headers = { 'idempotency-key': 'one' };
    expect((await fits('POST', RUN, given, { dryRun: true }, headers)).status).toBe(200);
    const started = await fits('POST', RUN, given, { reason: 'proof', ticket: 'OPS-7' }, headers);
    expect(started.status).toBe(202);
    const path = `/v1/drills/${started.body.drills[0].id}`;
    await fits('GET', DRILL, path);
    expect((await fits('GET', `${DRILL}/evidence`, `${path}/evidence`)).status).toBe(404);
    await harness.service.drills.endOf(started.body.drills[0].id);
    expect((await fits('GET', DRILL, path)).body.verdict).toBe('PASSED');
    expect((await fits('GET', `${DRILL}/evidence`, `${path}/evidence`)).body.results).toHaveLength(2);
    expect((await fits('DELETE', DRILL, path)).status).toBe(409);
    await fits('GET', '/v1/drills', '/v1/drills?limit=1');
  });

  test('of a drill that is stopped, and of calls that are wrong', async () => {
    const given = RUN.replace('{name}', 'nightly-accounts');
    const { id } = (await fits('POST', RUN, given)).body.drills[0];
    const resume = '/v1/plans/{name}/resume';
    expect((await fits('POST', resume, '/v1/plans/nightly-accounts/resume')).status).toBe(409);
    expect((await fits('DELETE', DRILL, `/v1/drills/${id}`)).status).toBe(202);
    await harness.service.drills.endOf(id);
    await fits('GET', DRILL, `/v1/drills/${id}`);
    const review = (said: object) => fits('POST', `${DRILL}/review`, `/v1/drills/${id}/review`, said);
    expect((await review({ decision: 'accepted', note: 'stopped by mistake' })).status).toBe(201);
    expect((await review({ decision: 'maybe' })).status).toBe(400);
    await fits('GET', DRILL, `/v1/drills/${id}`);
    expect((await fits('POST', RUN, given, { dryRun: 1 })).status).toBe(400);
    expect((await fits('POST', RUN, RUN.replace('{name}', 'none'))).status).toBe(404);
    expect((await fits('GET', '/v1/drills', '/v1/drills?since=now')).status).toBe(400);
    const source = `${PRODUCTION.id}/Accounts`;
    expect((await fits('GET', '/v1/trends', `/v1/trends?source=${source}`)).status).toBe(200);
    expect((await fits('GET', '/v1/trends')).status).toBe(400);
    for (const [method, tail] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/evidence'],
    ] as const)
      expect((await fits(method, DRILL + tail, `/v1/drills/none${tail}`)).status).toBe(404);
  });

  test('of everything else', async () => {
    await fits('GET', '/v1/health');
    await fits('GET', '/v1/openapi.json');
    await harness.service.drills.count();
    expect((await fits('GET', '/v1/coverage')).body.results.length).toBeGreaterThan(5);
    await fits('GET', '/v1/coverage', '/v1/coverage?state=none');
    const REPORT = '/v1/reports/{period}';
    expect((await fits('GET', REPORT, '/v1/reports/2026-11?format=json')).body.summary.drills).toBe(3);
    expect((await fits('GET', REPORT, '/v1/reports/2026-13')).status).toBe(400);
    await fits('GET', LIST, `${LIST}?limit=0`);
    for (const method of ['GET', 'DELETE']) await fits(method, ONE, `${LIST}/none`);
    await fits('GET', '/v1/health', '/v1/health', undefined, { authorization: 'Bearer none' });
    const form = (text: string) => fits('POST', '/api/oauth/token', '/api/oauth/token', text);
    expect([(await form('')).status, (await form('grant_type=client_credentials')).status]).toEqual([
      400, 401,
    ]);
    const { clientId, clientSecret } = harness.simulator.fleet.credentials.serviceAccount!;
    const account = `client_id=${clientId}&client_secret=${clientSecret}`;
    expect((await form(`grant_type=client_credentials&${account}`)).status).toBe(200);
    const routes = API_ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect([...seen].sort()).toEqual([...routes, 'POST /api/oauth/token'].sort());
  });
});

describe.each(readsTable)('answers at the path of %s', (_, one) => {
  const versions = one.row.versions.length === 0 ? [undefined] : one.row.versions.map(({ date }) => date);

  async function answered(query = '', accept = acceptOf(one.row), more: Record<string, string> = {}) {
    const path = pathFor(one, { ...valuesFor(harness.simulator, one), ...more }) + query;
    const { status, headers, text } = await ask(harness.service.url + path, { accept });
    const given = { status, headers, body: JSON.parse(text) };
    return [status, wrongIn(served, 'GET', one.row.path, given)];
  }

  test.each(versions)('fit it in version %s', async (date) => {
    expect(await answered('', acceptOf(one.row, date))).toEqual([200, undefined]);
  });

  test.skipIf(one.row.switchedOff === undefined)('fit it after Atlas has switched it off', async () => {
    harness.simulator.switchLegacy(true);
    const statuses = [await answered(), await answered('', undefined, { name: 'No', clusterName: 'No' })];
    harness.simulator.switchLegacy(false);
    expect(statuses).toEqual([
      [200, undefined],
      [404, undefined],
    ]);
  });

  test('fit it when the call is wrong or names nothing', async () => {
    expect(await answered('?unknown=1')).toEqual([400, undefined]);
    const nowhere = { name: 'Nowhere', clusterName: 'Nowhere' };
    expect(await answered('', acceptOf(one.row), nowhere)).toEqual([404, undefined]);
    if (one.row.versions.length > 0) expect(await answered('', 'text/html')).toEqual([406, undefined]);
  });
});
