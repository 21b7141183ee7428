import { describe, expect, test } from 'vitest';
import { type Received, sendFault, sendJson } from '../../support/http-server.ts';
import { CLUSTER_PATH, rejection, signedIn } from './setup.ts';

const job = (number: number) => ({ id: number.toString(16).padStart(24, '0'), deliveryType: 'automated' });
const jobs = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => job(from + index));

/** A list of Atlas; `page` may spoil what a page says. */
async function listOf(all: unknown[], page: (request: Received, results: unknown[]) => object = () => ({})) {
  return await signedIn((request, response) => {
    const size = Number(request.query.get('itemsPerPage') ?? 100);
    const from = (Number(request.query.get('pageNum') ?? 1) - 1) * size;
    const results = all.slice(from, from + size);
    sendJson(response, 200, { links: [], results, totalCount: all.length, ...page(request, results) });
  });
}

async function collect<Item>(source: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of source) collected.push(item);
  return collected;
}

describe('a paged list', () => {
  test('is read 500 entries a time until a page is short', async () => {
    const { client, calls } = await listOf(jobs(0, 1_203));
    const ids = (await collect(client.items('listClusterRestoreJobs', { path: CLUSTER_PATH }))).map(
      ({ id }) => id,
    );
    expect(ids).toEqual(jobs(0, 1_203).map(({ id }) => id));
    expect(calls().map(({ query }) => query.toString())).toEqual([
      'itemsPerPage=500&pageNum=1',
      'itemsPerPage=500&pageNum=2',
      'itemsPerPage=500&pageNum=3',
    ]);
  });

  test('whose last page is full needs one more call, which gives no page', async () => {
    const { client, calls } = await listOf(jobs(0, 4));
    const request = { path: CLUSTER_PATH, query: { itemsPerPage: 2 } };
    const pages = await collect(client.pages('listClusterRestoreJobs', request));
    expect(pages.map(({ data }) => data.results.length)).toEqual([2, 2]);
    expect(calls()).toHaveLength(3);
  });

  test('is read to its end where Atlas says neither how many nor what is next', async () => {
    const { client } = await listOf(jobs(0, 5), () => ({ links: [], totalCount: 0 }));
    const request = { path: CLUSTER_PATH, query: { itemsPerPage: 2, includeCount: false } };
    expect(await collect(client.items('listClusterRestoreJobs', request))).toHaveLength(5);
  });

  test('is read on where a page is shorter than asked for but says what is next', async () => {
    const { client } = await listOf(jobs(0, 6), ({ query }, results) => {
      const next = { rel: 'next', href: 'https://cloud.mongodb.com/next' };
      return query.get('pageNum') === '3' ? {} : { results: results.slice(0, 1), links: [next] };
    });
    const request = { path: CLUSTER_PATH, query: { itemsPerPage: 2 } };
    expect(await collect(client.items('listClusterRestoreJobs', request))).toHaveLength(4);
  });

  test('ends where a page brings nothing new', async () => {
    const { client, calls } = await listOf([], () => ({ results: jobs(0, 2) }));
    const request = { path: CLUSTER_PATH, query: { itemsPerPage: 2 } };
    expect(await collect(client.items('listClusterRestoreJobs', request))).toHaveLength(2);
    expect(calls()).toHaveLength(2);
  });

  test('gives an entry once that a new one has pushed onto the next page', async () => {
    const all = jobs(0, 4);
    const { client } = await listOf(all, ({ query }) => {
      if (query.get('pageNum') === '1') all.unshift(job(99));
      return {};
    });
    const request = { path: CLUSTER_PATH, query: { itemsPerPage: 2 } };
    const ids = (await collect(client.items('listClusterRestoreJobs', request))).map(({ id }) => id);
    expect(ids).toEqual(jobs(0, 4).map(({ id }) => id));
  });

  test('that is empty is one empty page', async () => {
    const { client, calls } = await listOf([]);
    const pages = await collect(
      client.pages('listFlexSnapshots', { path: { groupId: CLUSTER_PATH.groupId, name: 'Flex0' } }),
    );
    expect(pages.map(({ data }) => data.results)).toEqual([[]]);
    expect(calls()).toHaveLength(1);
  });

  test('that is empty ends, whatever it says is next', async () => {
    const { client, calls } = await listOf([], () => ({ links: [{ rel: 'next', href: 'https://x' }] }));
    expect(await collect(client.items('listClusterRestoreJobs', { path: CLUSTER_PATH }))).toEqual([]);
    expect(calls()).toHaveLength(1);
  });

  test('is not read further than the caller wants', async () => {
    const { client, calls } = await listOf(jobs(0, 10));
    const request = { path: CLUSTER_PATH, query: { itemsPerPage: 2 } };
    for await (const { data } of client.pages('listClusterRestoreJobs', request)) {
      expect(data.results.map(({ id }) => id)).toEqual(jobs(0, 2).map(({ id }) => id));
      break;
    }
    expect(calls()).toHaveLength(1);
  });

  test('fails where one of its pages does', async () => {
    const { client } = await signedIn((_, response) => sendFault(response, 404, 'CLUSTER_NOT_FOUND'));
    const reading = collect(client.items('listClusterSnapshots', { path: CLUSTER_PATH }));
    expect(await rejection(reading)).toMatchObject({ name: 'AtlasError', errorCode: 'CLUSTER_NOT_FOUND' });
  });
});

test('entries without an id are told from each other by their names', async () => {
  const names = Array.from({ length: 5 }, (_, index) => ({ name: `database-${index}` }));
  const { client } = await listOf(names);
  const path = { ...CLUSTER_PATH, snapshotId: 'a'.repeat(24) };
  const query = { itemsPerPage: 2 };
  expect(await collect(client.items('listSnapshotDatabases', { path, query }))).toEqual(names);
  const states = names.map(({ name }) => ({ sourceNamespace: `sales.${name}` }));
  const job = { ...CLUSTER_PATH, jobId: 'a'.repeat(24) };
  const { client: other } = await listOf(states);
  expect(await collect(other.items('listRestoredCollections', { path: job, query }))).toEqual(states);
});

test.each(['listTenantRestores', 'listTenantSnapshots', 'listShardedClusterSnapshots'] as const)(
  'the list of %s, which Atlas does not page, is one call without paging',
  async (name) => {
    const { client, calls } = await listOf(jobs(0, 100));
    expect(await collect(client.items(name, { path: CLUSTER_PATH }))).toHaveLength(100);
    expect(calls().map(({ target }) => target.includes('?'))).toEqual([false]);
  },
);
