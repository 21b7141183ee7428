import { describe, expect, test } from 'vitest';
import { type Operation, operations, pathParameters } from '../../../lib/atlas/operations.ts';
import { prepareRequest, USER_AGENT } from '../../../lib/atlas/request.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { CLUSTER_PATH, CREATE, GROUP, JOB_ID, rejection, signedIn } from './setup.ts';

const rows: [string, Operation][] = Object.entries(operations);

describe('a request', () => {
  test('names its path, its query and the newest media type of its operation', () => {
    const path = { groupId: GROUP, clusterName: 'Cluster-0' };
    const query = { pretty: true, pageNum: 2, itemsPerPage: '50' };
    expect(prepareRequest('listClusterSnapshots', 'https://atlas', { path, query })).toMatchObject({
      url: `https://atlas/api/atlas/v2/groups/${GROUP}/clusters/Cluster-0/backup/snapshots?pretty=true&pageNum=2&itemsPerPage=50`,
      headers: { accept: 'application/vnd.atlas.2023-01-01+json' },
    });
    expect(prepareRequest('getCluster', '', { path }).headers.accept).toBe(
      'application/vnd.atlas.2024-08-05+json',
    );
  });

  test('with a body says its type', () => {
    const { headers, body } = prepareRequest('createClusterRestoreJob', '', {
      path: CLUSTER_PATH,
      body: CREATE,
    });
    expect(headers['content-type']).toBe('application/vnd.atlas.2023-01-01+json');
    expect(JSON.parse(body ?? '')).toEqual(CREATE);
  });

  test('of the unversioned interface speaks plain JSON', () => {
    const body = { snapshotId: JOB_ID, targetDeploymentItemName: 'Target0' };
    const { headers, url } = prepareRequest('createTenantRestore', '', { path: CLUSTER_PATH, body });
    expect(url).toBe(`/api/atlas/v1.0/groups/${GROUP}/clusters/Cluster0/backup/tenant/restore`);
    expect(headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' });
  });

  test('asks for the version that it is told, if the row has it', () => {
    const request = { path: CLUSTER_PATH };
    const { headers } = prepareRequest('getCluster', '', request, '2023-02-01');
    expect(headers.accept).toBe('application/vnd.atlas.2023-02-01+json');
    for (const version of ['2023-01-01', '', '2024-08-05+json'])
      expect(() => prepareRequest('getCluster', '', request, version)).toThrow('version');
  });

  test('says who we are, in the version of the package', () => {
    expect(USER_AGENT).toBe(`${packageJson.name}/${packageJson.version}`);
  });

  test.each<[string, () => unknown, string[]]>([
    [
      'climbs out of its path',
      () => prepareRequest('getCluster', '', { path: { groupId: GROUP, clusterName: '..' } }),
      ['path.clusterName'],
    ],
    [
      'has a slash in a name',
      () => prepareRequest('getCluster', '', { path: { groupId: GROUP, clusterName: 'a/b?c' } }),
      ['path.clusterName'],
    ],
    [
      'lacks a path parameter',
      () => prepareRequest('getCluster', '', { path: { clusterName: 'a' } as never }),
      ['path.groupId'],
    ],
    [
      'asks for an envelope',
      () => prepareRequest('getCluster', '', { path: CLUSTER_PATH, query: { envelope: true } }),
      ['query.envelope'],
    ],
    [
      'has an unknown query parameter',
      () => prepareRequest('getCluster', '', { path: CLUSTER_PATH, query: { pageNum: 1 } }),
      ['query.pageNum'],
    ],
    [
      'asks for too large a page',
      () => prepareRequest('listClusterSnapshots', '', { path: CLUSTER_PATH, query: { itemsPerPage: 501 } }),
      ['query.itemsPerPage'],
    ],
    ['lacks its body', () => prepareRequest('createClusterRestoreJob', '', { path: CLUSTER_PATH }), ['body']],
    [
      'has a body that it does not take',
      () => prepareRequest('getCluster', '', { path: CLUSTER_PATH, body: {} as never }),
      ['body'],
    ],
    [
      'has wrong values in its body',
      () =>
        prepareRequest('createClusterRestoreJob', '', {
          path: CLUSTER_PATH,
          body: { ...CREATE, snapshotId: 'secret?', x: 1 } as never,
        }),
      ['body.snapshotId', 'body.x'],
    ],
  ])('that %s is our own mistake', async (_, prepare, where) => {
    const error = await rejection((async () => prepare())());
    expect(error).toMatchObject({ name: 'AtlasRequestInvalid', where });
    expect(String(error)).not.toContain('secret');
  });

  test('that is our own mistake is not sent, nor is a token fetched for it', async () => {
    const { client, server, readings } = await signedIn(() => undefined);
    const path = { groupId: GROUP, clusterName: '../../x' };
    expect(await rejection(client.call('getCluster', { path }))).toMatchObject({
      name: 'AtlasRequestInvalid',
    });
    expect([server.received, readings]).toEqual([[], []]);
  });
});

test('every parameter in a path of the table has a rule', () => {
  const names = rows.flatMap(([, { path }]) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  expect(names.filter((name) => pathParameters[name ?? ''] === undefined)).toEqual([]);
});

test('every operation goes out on the wire as its row says', async () => {
  const { client, calls } = await signedIn((_, response) => void response.writeHead(404).end());
  const path = {
    ...CLUSTER_PATH,
    name: 'Flex0',
    restoreJobId: JOB_ID,
    restoreId: JOB_ID,
    snapshotId: JOB_ID,
    jobId: JOB_ID,
    databaseName: 'sales',
    collectionName: 'orders',
    sourceNamespace: 'sales.orders',
  };
  const target = { snapshotId: JOB_ID, targetDeploymentItemName: 'T' };
  const collections = {
    targetGroupId: JOB_ID,
    targetClusterName: 'T',
    writeStrategy: 'CREATE_NEW',
    indexStrategy: 'ALL',
  };
  const bodies = [CREATE, target, { snapshotId: JOB_ID }, collections, {}];
  for (const [name, row] of rows) {
    const body = bodies.find((each) => row.body?.safeParse(each).success);
    await rejection(client.call(name as never, { path, ...(body && { body }) } as never));
    const sent = calls().at(-1);
    const date = row.versions.at(-1)?.date;
    const mediaType = date === undefined ? 'application/json' : `application/vnd.atlas.${date}+json`;
    expect(sent?.method).toBe(row.method);
    expect(sent?.path).toBe(row.path.replace(/\{(\w+)\}/g, (_, key) => path[key as keyof typeof path]));
    expect(sent?.headers.accept).toBe(mediaType);
    expect(sent?.headers['content-type']).toBe(row.body && mediaType);
    expect(sent?.headers['user-agent']).toBe(USER_AGENT);
  }
  expect(calls()).toHaveLength(rows.length);
});
