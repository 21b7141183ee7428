/** Each answer of the simulator is valid by Atlas' own OpenAPI document. */
import { expect, test } from 'vitest';
import { type OperationName, operations } from '../../../../lib/atlas/operations.ts';
import {
  compiler,
  correctByRecordings,
  openApiMissing as missing,
  readOpenApi,
  toJsonSchema,
} from '../../../support/openapi.ts';
import {
  ACCOUNTS,
  CATALOG,
  type Caller,
  EVENTS,
  type Json,
  LEGACY,
  NEWEST,
  ORDERS,
  RESTORE_TEST,
  type Reply,
  simulate,
} from './support.ts';

const title = (text: string) => `${text}${missing ? ` (skipped: ${missing})` : ''}`;

/** Recorded, and not in the document at all. */
const UNDOCUMENTED = new Set(['targetDeploymentItemName', 'effectiveDatabaseEdition']);

/** Resources that the document has no schema for, because it was cut or they were removed. */
const WITHOUT_SCHEMA = new Set<OperationName>(['getClusterBackupSchedule']);

function validator() {
  const document = readOpenApi();
  correctByRecordings(document);
  toJsonSchema(document);
  const { schemas } = document.components;
  // A base names its children, whose fields are documented too.
  const childrenOf = (name: string): string[] =>
    Object.values<string>(readOpenApi().components.schemas[name].discriminator?.mapping ?? {});
  const validatorAt = compiler(document);
  const undocumented = (answer: Json, schema: Json): string[] => {
    const name = schema.$ref.split('/').at(-1);
    const kin = childrenOf(name).map(
      (reference) => schemas[reference.split('/').at(-1) as string].properties,
    );
    const properties = Object.assign({}, ...kin, schemas[name].properties);
    const unknown = Object.keys(answer).filter((key) => !(key in properties) && !UNDOCUMENTED.has(key));
    const items = properties.results?.items;
    return [...unknown, ...(items ? answer.results.flatMap((one: Json) => undocumented(one, items)) : [])];
  };
  return (row: { path: string; method: string }, reply: Reply): void => {
    const media = reply.headers.get('content-type')!.replace(/;.*/, '');
    const operation = document.paths[row.path][row.method.toLowerCase()];
    const content = operation.responses[reply.status]?.content;
    if (reply.status < 400) {
      expect(Object.keys(content)).toContain(media);
      expect(undocumented(reply.json, content[media].schema)).toEqual([]);
    }
    const operationAt = ['paths', row.path, row.method.toLowerCase()];
    const validate =
      reply.status < 400
        ? validatorAt(...operationAt, 'responses', String(reply.status), 'content', media, 'schema')
        : validatorAt('components', 'schemas', 'ApiError');
    validate(reply.json);
    expect({ path: row.path, errors: validate.errors }).toEqual({ path: row.path, errors: null });
  };
}

const restoreBody = (snapshotId: string, targetClusterName: string) => ({
  deliveryType: 'automated',
  snapshotId,
  targetClusterName,
  targetGroupId: RESTORE_TEST,
});
const flexBody = (snapshotId: string, targetDeploymentItemName: string) => ({
  snapshotId,
  targetDeploymentItemName,
  targetProjectId: RESTORE_TEST,
});

const TARGET = `/api/atlas/v2/groups/${RESTORE_TEST}/clusters/restore-target`;

/** One call of each operation; `id` stands for the job of the create before. */
const CALLS: readonly [OperationName, string, object?][] = [
  ['createClusterRestoreJob', `${ORDERS}/backup/restoreJobs`, restoreBody(NEWEST.Orders, 'restore-target')],
  ['getClusterRestoreJob', `${ORDERS}/backup/restoreJobs/id`],
  ['listClusterRestoreJobs', `${ORDERS}/backup/restoreJobs`],
  ['listClusterSnapshots', `${ORDERS}/backup/snapshots`],
  ['getClusterSnapshot', `${ORDERS}/backup/snapshots/${NEWEST.Orders}`],
  [
    'createClusterRestoreJob',
    `${CATALOG}/backup/restoreJobs`,
    restoreBody(NEWEST.Catalog, 'restore-target-sharded'),
  ],
  ['getClusterRestoreJob', `${CATALOG}/backup/restoreJobs/id`],
  ['listShardedClusterSnapshots', `${CATALOG}/backup/snapshots/shardedClusters`],
  ['getShardedClusterSnapshot', `${CATALOG}/backup/snapshots/shardedCluster/${NEWEST.Catalog}`],
  ['takeClusterSnapshot', `${TARGET}/backup/snapshots`, { description: 'before', retentionInDays: 1 }],
  ['takeClusterSnapshot', `${TARGET}-sharded/backup/snapshots`, {}],
  ['listSnapshotDatabases', `${ORDERS}/backup/snapshots/${NEWEST.Orders}/databases`],
  ['getSnapshotDatabase', `${ORDERS}/backup/snapshots/${NEWEST.Orders}/databases/sales`],
  ['listSnapshotCollections', `${ORDERS}/backup/snapshots/${NEWEST.Orders}/databases/sales/collections`],
  ['getSnapshotCollection', `${ORDERS}/backup/snapshots/${NEWEST.Orders}/databases/sales/collections/orders`],
  ['getCluster', ORDERS],
  ['getCluster', CATALOG],
  [
    'createFlexRestoreJob',
    `${ACCOUNTS}/backup/restoreJobs`,
    flexBody(NEWEST.Accounts, 'restore-target-flex'),
  ],
  ['getFlexRestoreJob', `${ACCOUNTS}/backup/restoreJobs/id`],
  ['createFlexDownload', `${ACCOUNTS}/backup/download`, { snapshotId: NEWEST.Accounts }],
  ['getFlexRestoreJob', `${ACCOUNTS}/backup/restoreJobs/id`],
  ['listFlexRestoreJobs', `${ACCOUNTS}/backup/restoreJobs`],
  ['listFlexSnapshots', `${ACCOUNTS}/backup/snapshots`],
  ['getFlexSnapshot', `${ACCOUNTS}/backup/snapshots/${NEWEST.Accounts}`],
  ['getFlexCluster', ACCOUNTS],
  [
    'createServerlessRestoreJob',
    `${EVENTS}/backup/restoreJobs`,
    restoreBody(NEWEST.Events, 'restore-target-serverless'),
  ],
  ['getServerlessRestoreJob', `${EVENTS}/backup/restoreJobs/id`],
  ['listServerlessRestoreJobs', `${EVENTS}/backup/restoreJobs`],
  ['listServerlessSnapshots', `${EVENTS}/backup/snapshots`],
  ['getServerlessSnapshot', `${EVENTS}/backup/snapshots/${NEWEST.Events}`],
  ['getServerlessInstance', EVENTS],
];

const JOBS = `${ORDERS}/collectionRestoreJobs`;
/** Their answers change with their jobs' progress. */
const OF_COLLECTIONS: readonly [OperationName, string][] = [
  ['listCollectionRestoreJobs', JOBS],
  ['getCollectionRestoreJob', `${JOBS}/id`],
  ['listRestoredCollections', `${JOBS}/id/collections`],
  ['getRestoredCollection', `${JOBS}/id/collections/sales.orders`],
];

test.skipIf(missing).each(['jobFails', 'jobCancelled', undefined] as const)(
  title('Answers about a collection restore are valid at each of its stages, with %s'),
  async (kind) => {
    const validate = validator();
    const { post, get, clock, simulator } = await simulate();
    if (kind) simulator.faults.add({ kind });
    const created = await post(JOBS, {
      collections: [{ sourceNamespace: 'sales.orders' }, { sourceNamespace: 'sales.gone' }],
      databases: [{ sourceNamespace: 'metrics', targetNamespace: 'm' }],
      indexStrategy: 'ALL_EXCEPT_TTL',
      snapshotId: NEWEST.Orders,
      targetClusterName: 'restore-target',
      targetGroupId: RESTORE_TEST,
      writeStrategy: 'CREATE_NEW',
    });
    expect(created.status).toBe(201);
    validate(operations.createCollectionRestoreJob, created);
    for (const seconds of [0, 15, 100, 60, 5]) {
      clock.advance(seconds);
      for (const [name, path] of OF_COLLECTIONS) {
        validate(operations[name], await get(path.replace('/id', `/${created.json.id}`)));
      }
    }
    expect((await get(`${JOBS}/${created.json.id}`)).json).toHaveProperty('finishedAt');
  },
);

async function callAll(caller: Caller, seen: (name: OperationName, reply: Reply) => void): Promise<void> {
  let id = '';
  for (const [name, path, body] of CALLS) {
    const reply = await caller.call(operations[name].method, path.replace(/\/id$/, `/${id}`), { body });
    if (body !== undefined) id = reply.json?.id ?? '';
    seen(name, reply);
  }
}

test.skipIf(missing)(
  title('Answers are valid by the OpenAPI document, at the start of a job and after its end'),
  async () => {
    const validate = validator();
    const caller = await simulate();
    await callAll(caller, (name, reply) => {
      expect([name, reply.status]).toEqual([name, 200]);
      validate(operations[name], reply);
    });
    caller.clock.advance(300);
    // The targets are free again: the same calls meet finished jobs, except for the download's snapshot.
    await callAll(caller, (name, reply) => validate(operations[name], reply));
    validate(operations.getCluster, await caller.get(ORDERS, { date: '2023-02-01' }));
    validate(operations.getCluster, await caller.get(CATALOG, { date: '2023-02-01' }));
    validate(operations.getCluster, await caller.get(ORDERS.replace('Orders', 'Legacy')));
  },
);

test.skipIf(missing)(
  title('An answer with a wrong, a missing or an additional field would be noticed'),
  async () => {
    const validate = validator();
    const { restore } = await simulate();
    const reply = await restore();
    const changed = (json: object) => () => validate(operations.createClusterRestoreJob, { ...reply, json });
    expect(changed(reply.json)).not.toThrow();
    expect(changed({ ...reply.json, failed: 'no' })).toThrow();
    expect(changed({ ...reply.json, deliveryType: undefined })).toThrow();
    expect(changed({ ...reply.json, status: 'PENDING' })).toThrow();
  },
);

test.skipIf(missing)(title('Refusals are valid errors by the OpenAPI document'), async () => {
  const validate = validator();
  const { get, post, restore } = await simulate();
  validate(operations.getCluster, await get(ORDERS.replace('Orders', 'gone')));
  validate(operations.getCluster, await get(ORDERS, { headers: { accept: '*/*' } }));
  validate(operations.createClusterRestoreJob, await restore({ snapshotId: 'x' }));
  validate(operations.createFlexRestoreJob, await post(`${ACCOUNTS}/backup/restoreJobs`, {}));
});

test('Every operation is held against the document, or against the fixtures of what the document lost', () => {
  const held = new Set<OperationName>([...CALLS, ...OF_COLLECTIONS].map(([name]) => name));
  held.add('createCollectionRestoreJob');
  const rows = Object.entries(operations) as [OperationName, (typeof operations)[OperationName]][];
  const left = rows.filter(([name, row]) => !held.has(name) && 'response' in row && row.family !== 'tenant');
  expect(left.map(([name]) => name).filter((name) => !WITHOUT_SCHEMA.has(name))).toEqual([]);
});

/** `TenantRestore` and `BackupTenantSnapshot` of the document of June 2025, by atlas-api.md 1.4. */
const TENANT_JOB = {
  clusterName: 'Legacy',
  deliveryType: 'RESTORE',
  expirationDate: '2026-11-22T16:00:00Z',
  id: expect.stringMatching(/^[0-9a-f]{24}$/),
  links: [{ href: expect.stringMatching(/\/backup\/tenant\/restores\/[0-9a-f]{24}$/), rel: 'self' }],
  projectId: '6b00000000000000000000a1',
  restoreScheduledDate: '2026-11-22T10:00:00Z',
  snapshotFinishedDate: '2026-11-22T05:01:46Z',
  snapshotId: NEWEST.Legacy,
  status: 'PENDING',
  targetDeploymentItemName: 'restore-target-tenant',
  targetProjectId: RESTORE_TEST,
};
const TENANT_SNAPSHOT = {
  expiration: '2026-11-30T05:00:00Z',
  finishTime: '2026-11-22T05:01:46Z',
  id: NEWEST.Legacy,
  links: [{ href: expect.stringMatching(/\/backup\/tenant\/snapshots\/[0-9a-f]{24}$/), rel: 'self' }],
  mongoDBVersion: '8.0.29',
  scheduledTime: '2026-11-22T05:00:00Z',
  startTime: '2026-11-22T05:00:27Z',
  status: 'COMPLETED',
};

test('Shared-tier answers are those of the document before Atlas removed them', async () => {
  const { get, post, clock } = await simulate({ history: 0 });
  const created = await post(`${LEGACY}/restore`, flexBody(NEWEST.Legacy, 'restore-target-tenant'));
  expect(created.json).toEqual(TENANT_JOB);
  clock.advance(88);
  const finished = { ...TENANT_JOB, status: 'COMPLETED', restoreFinishedDate: '2026-11-22T10:01:28Z' };
  expect((await get(`${LEGACY}/restores/${created.json.id}`)).json).toEqual(finished);
  const list = (await get(`${LEGACY}/restores`)).json;
  expect(list).toEqual({
    links: [{ href: `https://cloud.mongodb.com${LEGACY}/restores`, rel: 'self' }],
    results: [finished],
    totalCount: 1,
  });
  expect((await get(`${LEGACY}/snapshots/${NEWEST.Legacy}`)).json).toEqual(TENANT_SNAPSHOT);
  expect((await get(`${LEGACY}/snapshots`)).json.results.at(-1)).toEqual(TENANT_SNAPSHOT);
});
