/** Endpoints that another workflow invokes: the bare body out, errors by name. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import { type Simulator, startSimulator } from '../../../infra/local/atlas-simulator/simulator.ts';
import { AtlasClient } from '../../../lib/atlas/client.ts';
import type { OperationName } from '../../../lib/atlas/operations.ts';
import { rejection } from '../../lib/atlas/setup.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import {
  acceptOf,
  askSimulator,
  atlasCalls,
  endpointFunction,
  learnJobs,
  pathFor,
  readsTable,
  valuesFor,
} from './setup.ts';

let simulator: Simulator;
let atlas: AtlasClient;
const clock = new FakeClock();
beforeAll(async () => {
  // A history of more jobs than Atlas gives at once.
  simulator = await startSimulator({ clock, history: 520 });
  const { clientId, clientSecret } = simulator.fleet.credentials.serviceAccount!;
  const credential = { kind: 'serviceAccount', clientId, clientSecret } as const;
  atlas = new AtlasClient({ baseUrl: simulator.url, clock, credential: async () => credential });
  await learnJobs(simulator, (seconds) => clock.advance(seconds * 1000));
});
afterAll(async () => {
  await atlas.close();
  await simulator.close();
});

const invoke = async (name: OperationName, input: unknown) =>
  (await endpointFunction(name, atlas, clock))(input, {});

test.each(readsTable)('%s answers the bare body, by either name of everything', async (name, one) => {
  const values = valuesFor(simulator, one);
  const wanted = JSON.parse((await askSimulator(simulator, pathFor(one, values), acceptOf(one.row))).text);
  const has = (parameter: string) => one.row.path.includes(`{${parameter}}`);
  const job = has('restoreJobId') || has('restoreId') ? values.restoreJobId : undefined;
  const renamed = ['name', 'clusterName', 'restoreJobId', 'restoreId'];
  const rest = Object.fromEntries(
    Object.entries(values).filter(([parameter]) => has(parameter) && !renamed.includes(parameter)),
  );
  expect(await invoke(name, { ...rest, clusterName: values.name, ...(job && { jobId: job }) })).toEqual(
    wanted,
  );
  const other = { ...rest, name: values.name, ...(job && { restoreJobId: job }), query: {}, body: null };
  expect(await invoke(name, other)).toEqual(wanted);
});

const at = { groupId: PRODUCTION.id, clusterName: 'Orders' };

test('a query may hold numbers and booleans', async () => {
  const page = await invoke('listClusterRestoreJobs', {
    ...at,
    query: { itemsPerPage: 2, pageNum: '2', includeCount: true },
  });
  expect(page).toMatchObject({
    totalCount: 520,
    results: [{ id: expect.any(String) }, { id: expect.any(String) }],
  });
});

test('all jobs of an M2/M5 cluster that is a Flex cluster by now are one list', async () => {
  simulator.switchLegacy(true);
  const list = (await invoke('listTenantRestores', { groupId: PRODUCTION.id, name: 'Legacy' })) as {
    results: { id: string }[];
  };
  simulator.switchLegacy(false);
  expect(new Set(list.results.map(({ id }) => id)).size).toBe(520);
  expect(list).toMatchObject({ totalCount: 520, links: [{ rel: 'self' }] });
});

describe('an input that is none', () => {
  test.each<[string, unknown, string, string]>([
    ['nothing', undefined, 'INVALID_JSON', 'input'],
    ['text', 'x', 'INVALID_JSON', 'input'],
    ['a list', [], 'INVALID_JSON', 'input'],
    ['no project', { clusterName: 'Orders' }, 'MISSING_ATTRIBUTE', 'groupId'],
    ['no deployment', { groupId: PRODUCTION.id, clusterName: null }, 'MISSING_ATTRIBUTE', 'clusterName'],
    ['two deployments', { ...at, name: 'Orders' }, 'INVALID_ATTRIBUTE', 'name'],
    ['a deployment that is a number', { ...at, clusterName: 5 }, 'INVALID_JSON_ATTRIBUTE', 'clusterName'],
    ['an invalid project', { ...at, groupId: '../x' }, 'INVALID_PATH_PARAMETER', 'groupId'],
    ['an id that a list has no use for', { ...at, jobId: 'a'.repeat(24) }, 'INVALID_ATTRIBUTE', 'jobId'],
    ['something unknown', { ...at, x: 1 }, 'INVALID_ATTRIBUTE', 'x'],
    ['a body', { ...at, body: {} }, 'INVALID_ATTRIBUTE', 'body'],
    ['a query of text', { ...at, query: 'x' }, 'INVALID_JSON_ATTRIBUTE', 'query'],
    ['a query of objects', { ...at, query: { pageNum: {} } }, 'INVALID_JSON_ATTRIBUTE', 'query.pageNum'],
    ['an envelope', { ...at, query: { envelope: true } }, 'INVALID_QUERY_PARAMETER', 'query.envelope'],
    ['an unknown query', { ...at, query: { x: 1 } }, 'INVALID_QUERY_PARAMETER', 'x'],
    ['a page that is none', { ...at, query: { pageNum: 0 } }, 'INVALID_QUERY_PARAMETER', 'pageNum'],
  ])('(%s) is refused by name, and nothing is sent', async (_, input, errorCode, field) => {
    const before = atlasCalls(simulator);
    expect(await rejection(invoke('listClusterRestoreJobs', input))).toMatchObject({
      name: 'EndpointInputInvalid',
      errorCode,
      field,
    });
    expect(atlasCalls(simulator)).toBe(before);
  });
});

test("Atlas' refusal is an AtlasError, its absence an AtlasUnavailable", async () => {
  const missing = await rejection(invoke('getClusterRestoreJob', { ...at, jobId: 'f'.repeat(24) }));
  expect(missing).toMatchObject({ name: 'AtlasError', status: 404, errorCode: 'RESTORE_JOB_NOT_FOUND' });
  simulator.faults.add({ kind: 'rateLimited', operation: 'listClusterRestoreJobs', retryAfterSeconds: 60 });
  expect(await rejection(invoke('listClusterRestoreJobs', at))).toMatchObject({
    name: 'AtlasUnavailable',
    status: 429,
    retryAfterSeconds: 60,
  });
});
