import { Client } from 'undici';
import { expect, test } from 'vitest';
import type { Simulator } from '../../../../infra/local/atlas-simulator/simulator.ts';
import { ACCOUNTS, ORDERS, RESTORE_TEST, simulate, tokenOf } from './support.ts';

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
  const { get, clock, simulator } = await simulate();
  const path = `${ACCOUNTS}/backup/restoreJobs?itemsPerPage=1`;
  await askOften(simulator, path, 1200);
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

/** Pipelined: fetch would take seconds for a whole bucket. */
async function askOften(simulator: Simulator, path: string, times: number): Promise<void> {
  const headers = {
    accept: 'application/vnd.atlas.2024-11-13+json',
    authorization: `Bearer ${await tokenOf(simulator)}`,
  };
  const client = new Client(simulator.url, { pipelining: 50 });
  const ask = async () => {
    const { statusCode, body } = await client.request({ method: 'GET', path, headers });
    await body.dump();
    return statusCode;
  };
  const statuses = await Promise.all(Array.from({ length: times }, ask));
  expect(new Set(statuses)).toEqual(new Set([200]));
  await client.close();
}
