/** The list of projects, through the client. */
import { expect, test } from 'vitest';
import { AtlasClient } from '../../../../lib/atlas/client.ts';
import { PRODUCTION, RESTORE_TEST, simulate } from './support.ts';

async function reader() {
  const simulated = await simulate();
  const { simulator, clock } = simulated;
  const account = simulator.fleet.credentials.serviceAccount!;
  const client = new AtlasClient({
    baseUrl: simulator.url,
    clock,
    credential: async () => ({ kind: 'serviceAccount', ...account }),
  });
  return { ...simulated, client };
}

test('all projects are listed, also one that was made since, page by page', async () => {
  const { simulator, client } = await reader();
  const id = simulator.addProject({ name: 'payments' });
  const listed: [string, string][] = [];
  for await (const one of client.items('listProjects', { path: {}, query: { itemsPerPage: 2 } }))
    listed.push([one.id, one.name]);
  expect(listed.slice(0, 2)).toEqual([
    [PRODUCTION, 'production'],
    [RESTORE_TEST, 'restore-test'],
  ]);
  expect(listed.at(-1)).toEqual([id, 'payments']);
  await client.close();
});

test('it drinks from a bucket of its own, and says how many clusters there are', async () => {
  const { get } = await simulate();
  const { status, headers, json } = await get('/api/atlas/v2/groups', { date: '2023-01-01' });
  expect(status).toBe(200);
  expect([headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')]).toEqual(['1200', '1199']);
  expect(json.totalCount).toBe(3);
  expect(json.results[0]).toMatchObject({ id: PRODUCTION, clusterCount: 5, created: expect.any(String) });
});
