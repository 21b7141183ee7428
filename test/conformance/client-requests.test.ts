/** What goes over the wire for each operation, against what Atlas' document says about it. */
import { describe, expect, test } from 'vitest';
import type { Operation, OperationName } from '../../lib/atlas/operations.ts';
import { operations } from '../../lib/atlas/operations.ts';
import type { JobOrder, Place } from '../../lib/restores/families/family.ts';
import { families } from '../../lib/restores/families.ts';
import { signedIn } from '../lib/atlas/setup.ts';
import { type Handler, type Received, sendJson } from '../support/http-server.ts';
import { type Json, openApiMissing } from '../support/openapi.ts';
import {
  acceptsText,
  at,
  bodyPlace,
  describedBy,
  describedRows,
  forRequests,
  requestCompiler,
} from './document.ts';
import { EVERYTHING, instanceOf } from './instances.ts';
import { askAny, rowOf } from './rows.ts';

const SOURCE: Place = { projectId: '65f0000000000000000000b1', name: 'Cluster0' };
const TARGET: Place = { projectId: '65f0000000000000000000b2', name: 'Target0' };
const SNAPSHOT = '65f0000000000000000000aa';
const JOB = '65f0000000000000000000c1';

/** Enough for every row that has an answer. */
const answerAnything: Handler = ({ method }, response) =>
  method === 'DELETE'
    ? void response.writeHead(204).end()
    : sendJson(response, 200, {
        id: JOB,
        deliveryType: 'automated',
        name: 'Cluster0',
        results: [],
        sourceNamespace: 'sales.orders',
      });

const validatorAt = requestCompiler();
const requests = forRequests();
const isDescribed = (name: OperationName) => describedRows.some(([one]) => one === name);

/** Fails where the document does not allow the request; gives the operation that it is of. */
function expectConforming(request: Received): OperationName {
  const { name, path } = rowOf(request.method, request.path)!;
  const row: Operation = operations[name];
  const { parameters, media, operation } = describedBy(row);
  expect([name, request.headers.accept]).toEqual([name, media.at(-1)]);
  for (const [param, value] of Object.entries(path)) {
    const described = parameters.find((one) => one.in === 'path' && one.name === param);
    expect([name, param, acceptsText(described, value)]).toEqual([name, param, true]);
  }
  for (const [param, value] of request.query) {
    const described = parameters.find((one) => one.in === 'query' && one.name === param);
    expect([name, param, acceptsText(described, value)]).toEqual([name, param, true]);
  }
  if (operation.requestBody === undefined) {
    expect([request.body, request.headers['content-type']]).toEqual(['', undefined]);
    return name;
  }
  expect(Object.keys(operation.requestBody.content)).toContain(request.headers['content-type']);
  const isAllowed = validatorAt(...bodyPlace(row));
  isAllowed(JSON.parse(request.body));
  expect([name, request.body, isAllowed.errors]).toEqual([name, request.body, null]);
  return name;
}

/** `envelope` is the one parameter that the client refuses: it would hide Atlas' status from it. */
const QUERY: Json = {
  pretty: true,
  includeCount: false,
  itemsPerPage: 500,
  pageNum: 1,
  pointInTimeUtcSeconds: 1_790_000_000,
  oplogTs: 1_790_000_000,
  oplogInc: 1,
  state: 'IN_PROGRESS',
  sourceNamespace: 'sales.orders',
  targetNamespace: 'sales.orders 2',
};
const ANY_ID = { groupId: SOURCE.projectId, restoreJobId: JOB, restoreId: JOB, snapshotId: SNAPSHOT };
const ANY_NAMESPACE = { databaseName: 'sales', collectionName: 'a/b', sourceNamespace: 'sales.a/b' };
const ANY_PATH = { ...ANY_ID, ...ANY_NAMESPACE, jobId: JOB, clusterName: SOURCE.name, name: SOURCE.name };

/** No family asks for them: they are there for safety snapshots and for the endpoints in Atlas' shape. */
const OF_NO_FAMILY: readonly OperationName[] = [
  'takeClusterSnapshot',
  'listSnapshotDatabases',
  'getSnapshotDatabase',
  'listSnapshotCollections',
  'getSnapshotCollection',
  'listCollectionRestoreJobs',
  'getCollectionRestoreJob',
  'listRestoredCollections',
  'getRestoredCollection',
  'listTenantRestoresV2',
  'getTenantRestoreV2',
  'listTenantSnapshotsV2',
  'getTenantSnapshotV2',
];

describe('A request', () => {
  test.each(describedRows)('of %s, with all that it may hold, is one of the document', async (name, row) => {
    const { parameters } = describedBy(row);
    const query = parameters.filter((one) => one.in === 'query' && one.name !== 'envelope');
    const reference = row.body && at(bodyPlace(row)).$ref.split('/').at(-1);
    const body = reference && instanceOf(requests.components.schemas[reference], EVERYTHING);
    const { client, calls } = await signedIn(answerAnything);
    await askAny(client, name, {
      path: ANY_PATH,
      query: Object.fromEntries(query.map((one) => [one.name, QUERY[one.name]])),
      ...(body && { body }),
    });
    const [request] = calls();
    expect(expectConforming(request!)).toBe(name);
    expect([...request!.query.keys()].sort()).toEqual(query.map((one) => one.name).sort());
    expect(request!.headers['user-agent']).toMatch(/^atlas-restore\/\d+\.\d+\.\d+$/);
    if (body) expect(JSON.parse(request!.body)).toEqual(body);
  });

  const restore = { delivery: 'restore', target: TARGET } as const;
  const download = { delivery: 'download', snapshotId: SNAPSHOT } as const;
  const clusterTarget = { targetGroupId: TARGET.projectId, targetClusterName: TARGET.name };
  const flexTarget = { targetProjectId: TARGET.projectId, targetDeploymentItemName: TARGET.name };
  const seconds = 1_790_000_000;
  const automated = { deliveryType: 'automated', snapshotId: SNAPSHOT };
  const pointInTime = { deliveryType: 'pointInTime', pointInTimeUTCSeconds: seconds };
  const oplog = { deliveryType: 'pointInTime', oplogTs: seconds, oplogInc: 7 };

  test.each<[OperationName, string, JobOrder, object]>([
    [
      'createClusterRestoreJob',
      'a snapshot',
      { ...restore, snapshotId: SNAPSHOT },
      { ...automated, ...clusterTarget },
    ],
    [
      'createClusterRestoreJob',
      'a point in time',
      { ...restore, pointInTimeSeconds: seconds },
      { ...pointInTime, ...clusterTarget },
    ],
    [
      'createClusterRestoreJob',
      'an oplog entry',
      { ...restore, oplog: { ts: seconds, inc: 7 } },
      { ...oplog, ...clusterTarget },
    ],
    ['createClusterRestoreJob', 'a download', download, { deliveryType: 'download', snapshotId: SNAPSHOT }],
    [
      'createServerlessRestoreJob',
      'a snapshot',
      { ...restore, snapshotId: SNAPSHOT },
      { ...automated, ...clusterTarget },
    ],
    [
      'createServerlessRestoreJob',
      'a point in time',
      { ...restore, pointInTimeSeconds: seconds },
      { ...pointInTime, ...clusterTarget },
    ],
    [
      'createServerlessRestoreJob',
      'a download, which must have a target',
      download,
      {
        deliveryType: 'download',
        snapshotId: SNAPSHOT,
        targetGroupId: SOURCE.projectId,
        targetClusterName: SOURCE.name,
      },
    ],
    [
      'createFlexRestoreJob',
      'a snapshot',
      { ...restore, snapshotId: SNAPSHOT },
      { snapshotId: SNAPSHOT, ...flexTarget },
    ],
    ['createFlexDownload', 'a download', download, { snapshotId: SNAPSHOT }],
    [
      'createTenantRestore',
      'a snapshot',
      { ...restore, snapshotId: SNAPSHOT },
      { snapshotId: SNAPSHOT, ...flexTarget },
    ],
    ['createTenantDownload', 'a download', download, { snapshotId: SNAPSHOT }],
  ])('%s for an order of %s is one of the document', async (name, _, order, body) => {
    const { client, calls } = await signedIn(answerAnything);
    await families[operations[name].family].createJob(client, SOURCE, order, {});
    const [request] = calls();
    expect(JSON.parse(request!.body)).toEqual(body);
    if (isDescribed(name)) expect(expectConforming(request!)).toBe(name);
  });

  test('is one of the document for whatever a family reads or cancels, and families need every operation', async () => {
    const sent = new Set<string>();
    for (const family of Object.values(families)) {
      const { client, calls } = await signedIn(answerAnything);
      await family.deployment(client, SOURCE);
      for (const sharded of [false, true]) {
        await family.snapshot(client, SOURCE, SNAPSHOT, sharded);
        for await (const _ of family.snapshots(client, SOURCE, sharded));
      }
      for await (const _ of family.jobPages(client, SOURCE));
      await family.job(client, SOURCE, JOB, new Date());
      await family.cancelJob?.(client, SOURCE, JOB);
      for (const request of calls()) {
        const { name } = rowOf(request.method, request.path)!;
        if (isDescribed(name)) expectConforming(request);
        sent.add(name);
      }
    }
    const creates = Object.keys(operations).filter((name) => name.startsWith('create'));
    // The schedule is asked for by the point-in-time window.
    expect([...sent, ...creates, ...OF_NO_FAMILY, 'getClusterBackupSchedule'].sort()).toEqual(
      Object.keys(operations).sort(),
    );
  });

  if (openApiMissing) test.skip(`is one of the document: ${openApiMissing}`);
});
