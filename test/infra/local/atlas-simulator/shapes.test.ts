import { expect, test } from 'vitest';
import { ACCOUNTS, CATALOG, type Json, ORDERS, PRODUCTION, simulate } from './support.ts';

const JOBS = `${ACCOUNTS}/backup/restoreJobs`;
const HOST = 'https://cloud.mongodb.com';
const links = (json: Json) => Object.fromEntries(json.links.map(({ rel, href }: Json) => [rel, href]));

test('Pages link to themselves and their neighbours, in the recorded orders of parameters', async () => {
  const { get } = await simulate({ history: 2160 });
  const first = (await get(JOBS)).json;
  expect(first.results).toHaveLength(100);
  expect(first.totalCount).toBe(2160);
  expect(links(first)).toEqual({
    self: `${HOST}${JOBS}?includeCount=true&pageNum=1&itemsPerPage=100`,
    next: `${HOST}${JOBS}?includeCount=true&itemsPerPage=100&pageNum=2`,
  });
  const last = (await get(`${JOBS}?itemsPerPage=500&pageNum=5`)).json;
  expect(last.results).toHaveLength(160);
  expect(links(last)).toEqual({
    self: `${HOST}${JOBS}?includeCount=true&pageNum=5&itemsPerPage=500`,
    previous: `${HOST}${JOBS}?includeCount=true&itemsPerPage=500&pageNum=4`,
  });
});

test('Walking the pages meets every job once', async () => {
  const { get } = await simulate({ history: 1050 });
  const ids = new Set<string>();
  for (let pageNum = 1; pageNum <= 3; pageNum += 1) {
    const { results } = (await get(`${JOBS}?itemsPerPage=500&pageNum=${pageNum}`)).json;
    for (const { id } of results) ids.add(id);
  }
  expect(ids.size).toBe(1050);
});

test('Without the count there is neither a count nor a next link', async () => {
  const { get } = await simulate();
  const { json } = await get(`${JOBS}?includeCount=false&itemsPerPage=2`);
  expect(json.results).toHaveLength(2);
  expect(json.totalCount).toBe(0);
  expect(links(json)).toEqual({ self: `${HOST}${JOBS}?includeCount=false&pageNum=1&itemsPerPage=2` });
});

test('A page behind the end is empty, and an impossible page is refused', async () => {
  const { get } = await simulate();
  expect((await get(`${JOBS}?pageNum=99`)).json).toMatchObject({ results: [], totalCount: 3 });
  for (const query of [
    'itemsPerPage=0',
    'itemsPerPage=501',
    'pageNum=0',
    'pageNum=x',
    'includeCount=yes',
    'sort=up',
  ]) {
    const { status, json } = await get(`${JOBS}?${query}`);
    expect([query, status, json.errorCode]).toEqual([query, 400, 'INVALID_QUERY_PARAMETER']);
    expect(json.parameters).toEqual([query.split('=')[0]]);
  }
});

test('An envelope holds a resource as content, a list beside its status, and errors like resources', async () => {
  const { get } = await simulate();
  expect((await get(`${ORDERS}?envelope=true`)).json).toEqual({
    content: (await get(ORDERS)).json,
    status: 200,
  });
  const list = (await get(`${JOBS}?envelope=true`)).json;
  expect(Object.keys(list)).toEqual(['links', 'results', 'status', 'totalCount']);
  const missing = await get(`${ORDERS.replace('Orders', 'gone')}?envelope=true`);
  expect(missing.status).toBe(404);
  expect(missing.json).toMatchObject({ status: 404, content: { errorCode: 'CLUSTER_NOT_FOUND' } });
});

test('Pretty changes white space and nothing else', async () => {
  const { get } = await simulate();
  const pretty = await get(`${ORDERS}?pretty=true`);
  expect(pretty.text).toContain('\n');
  expect(pretty.json).toEqual((await get(ORDERS)).json);
  const without = await get(`${ACCOUNTS}/backup/snapshots/6b000000000000000000f101?pretty=true`);
  expect(without.json).toMatchObject({ errorCode: 'INVALID_QUERY_PARAMETER', parameters: ['pretty'] });
});

test('Keys are sorted in every document, except where Atlas does not', async () => {
  const { get, restore } = await simulate();
  const job = await restore();
  expect(job.text).toContain('"desiredTimestamp":{"increment":null,"time":null,"date":null}');
  const paths = [
    ORDERS,
    ACCOUNTS,
    CATALOG,
    JOBS,
    `${ORDERS}/backup/schedule`,
    `${ORDERS}/backup/snapshots`,
    '/nowhere',
  ];
  for (const path of paths) expectSorted((await get(path)).json);
});

function expectSorted(value: Json): void {
  if (Array.isArray(value)) value.forEach(expectSorted);
  else if (typeof value === 'object' && value !== null) {
    expect(Object.keys(value)).toEqual(Object.keys(value).sort());
    for (const [key, member] of Object.entries<Json>(value)) {
      const isRecordedUnsorted =
        key === 'desiredTimestamp' || (key.endsWith('Specs') && !Array.isArray(member));
      if (!isRecordedUnsorted) expectSorted(member);
    }
  }
}

test('An error has its code in a header too and is plain JSON', async () => {
  const { get } = await simulate();
  const { status, headers, text } = await get(ORDERS.replace('Orders', 'gone'));
  expect(status).toBe(404);
  expect(headers.get('content-type')).toBe('application/json');
  expect(headers.get('x-error-code')).toBe('CLUSTER_NOT_FOUND');
  expect(text).toBe(
    `{"detail":"No cluster named gone exists in group ${PRODUCTION}.","error":404,"errorCode":"CLUSTER_NOT_FOUND","parameters":["gone","${PRODUCTION}"],"reason":"Not Found"}`,
  );
});

test('A violated limit is explained by field', async () => {
  const { restore } = await simulate();
  const { json } = await restore({ snapshotId: 'x' });
  expect(json.badRequestDetail).toEqual({
    fields: [{ field: 'snapshotId', description: expect.any(String) }],
  });
});

test('Links can point at the simulator itself', async () => {
  const { get, simulator } = await simulate({ linkBase: 'self' });
  expect(links((await get(JOBS)).json).self).toContain(`${simulator.url}/api/atlas/v2/`);
});

test('Snapshots can be asked for by the moment before which they were taken', async () => {
  const { get } = await simulate();
  const list = async (query: string) => (await get(`${ORDERS}/backup/snapshots?${query}`)).json;
  const moment = Date.parse('2026-11-21T12:00:00Z') / 1000;
  const before = await list(`pointInTimeUtcSeconds=${moment}`);
  expect(before.results.map(({ createdAt }: Json) => createdAt)).toEqual(['2026-11-21T04:01:35Z']);
  expect((await list(`oplogTs=${moment}&oplogInc=1`)).results).toEqual(before.results);
  expect((await list('pointInTimeUtcSeconds=1')).results).toEqual([]);
  expect((await list(`oplogTs=${moment}`)).errorCode).toBe('MISSING_QUERY_PARAMETER');
  expect((await list(`pointInTimeUtcSeconds=${moment}&oplogTs=${moment}&oplogInc=1`)).errorCode).toBe(
    'MUTUALLY_EXCLUSIVE_QUERY_PARAMETERS',
  );
});

test('Sharded snapshots have lists and paths of their own', async () => {
  const { get } = await simulate();
  expect((await get(`${CATALOG}/backup/snapshots`)).json.results).toEqual([]);
  const { results } = (await get(`${CATALOG}/backup/snapshots/shardedClusters`)).json;
  expect(results[0]).toMatchObject({ type: 'shardedCluster', members: [{ cloudProvider: 'AWS' }, {}] });
  const one = await get(`${CATALOG}/backup/snapshots/shardedCluster/${results[0].id}`);
  expect(one.json).toEqual(results[0]);
  expect((await get(`${CATALOG}/backup/snapshots/${results[0].id}`)).status).toBe(404);
});

test('The schedule tells the window for points in time', async () => {
  const { get } = await simulate();
  expect((await get(`${ORDERS}/backup/schedule`)).json).toMatchObject({
    clusterName: 'Orders',
    restoreWindowDays: 7,
    nextSnapshot: '2026-11-23T04:00:00Z',
  });
});
