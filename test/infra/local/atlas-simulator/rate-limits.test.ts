import { expect, test } from 'vitest';
import { ACCOUNTS, ORDERS, RESTORE_TEST, simulate } from './support.ts';

const left = async (reply: Promise<{ headers: Headers }>) =>
  Number((await reply).headers.get('ratelimit-remaining'));

test('Snapshots and restore jobs of a project drink from one bucket, clusters from a larger one', async () => {
  const { get } = await simulate();
  expect(await left(get(`${ORDERS}/backup/restoreJobs`))).toBe(1199);
  expect(await left(get(`${ORDERS}/backup/snapshots`))).toBe(1198);
  const cluster = await get(ORDERS);
  expect(cluster.headers.get('ratelimit-limit')).toBe('10000');
  expect(cluster.headers.get('ratelimit-remaining')).toBe('9999');
  expect(await left(get(`/api/atlas/v2/groups/${RESTORE_TEST}/clusters/gone/backup/snapshots`))).toBe(1199);
});

test('Flex restore jobs, snapshots and clusters have a bucket each', async () => {
  const { get } = await simulate();
  for (const path of [ACCOUNTS, `${ACCOUNTS}/backup/snapshots`, `${ACCOUNTS}/backup/restoreJobs`]) {
    expect(await left(get(path))).toBe(1199);
  }
});

test('An empty bucket refuses until it is refilled, once a minute', async () => {
  const { get, clock } = await simulate();
  const path = `${ACCOUNTS}/backup/restoreJobs?itemsPerPage=1`;
  for (let done = 0; done < 1200; done += 100) {
    await Promise.all(Array.from({ length: 100 }, () => get(path)));
  }
  clock.advance(5);
  const refused = await get(path);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('55');
  expect(refused.headers.get('ratelimit-remaining')).toBe('0');
  const template = 'api/atlas/v2/groups/{groupId}/flexClusters/{name}/backup/restoreJobs';
  expect(refused.json).toEqual({
    detail: `Rate limit exceeded for ${template}. Please retry after 55 seconds. Request capacity: 1200. Refill rate: 500 per 60 seconds.`,
    error: 429,
    errorCode: 'RATE_LIMITED_TOKEN_BUCKET',
    parameters: [template, 55, 1200, 500, 60],
    reason: 'Too Many Requests',
  });
  clock.advance(55);
  expect(await left(get(path))).toBe(499);
});
