/** Examples, by the simulator's fleet. A test holds each against its schema. */
import { COVERAGE_EXAMPLES } from './coverage-examples.ts';
import { DRILL_EXAMPLES } from './drill-examples.ts';
import type { JsonObject } from './json.ts';
import { REPORT_EXAMPLES } from './report-examples.ts';

export const RESTORE_ID = '684bec26-dd2f-4d7c-8d7e-7e1112f7b043';
const self = `/v1/restores/${RESTORE_ID}`;
const PRODUCTION = '6b00000000000000000000a1';
const RESTORE_TEST = '6b00000000000000000000b2';
const SNAPSHOT = '6b000000000000000000c101';
const JOB = '6b078b0c366f4f3ffc000001';

const request: JsonObject = {
  source: { projectId: PRODUCTION, name: 'Orders' },
  snapshot: 'latest',
  target: { projectId: RESTORE_TEST, name: 'restore-target' },
  reason: 'monthly proof',
};

const begun = {
  source: { projectId: PRODUCTION, family: 'cluster', name: 'Orders' },
  snapshot: { id: SNAPSHOT, createdAt: '2026-11-25T19:28:39Z' },
  target: { projectId: RESTORE_TEST, family: 'cluster', name: 'restore-target' },
  delivery: 'restore',
  adopted: false,
  requestedBy: 'local',
  why: 'monthly proof',
  createdAt: '2026-11-26T01:27:31.179Z',
} as const;

const accepted: JsonObject = {
  id: RESTORE_ID,
  status: 'QUEUED',
  ...begun,
  timeline: [{ at: begun.createdAt, status: 'QUEUED' }],
  links: { self },
};

const restore: JsonObject = {
  id: RESTORE_ID,
  status: 'SUCCEEDED',
  ...begun,
  atlasJobId: JOB,
  startedAt: '2026-11-26T01:27:40.000Z',
  finishedAt: '2026-11-26T01:31:32Z',
  durations: { queuedSeconds: 9, runningSeconds: 232, totalSeconds: 241 },
  timeline: [
    { at: begun.createdAt, status: 'QUEUED' },
    { at: '2026-11-26T01:27:43.514Z', status: 'RUNNING' },
    { at: '2026-11-26T01:31:43.929Z', status: 'SUCCEEDED' },
  ],
  links: { self },
};

const list: JsonObject = { results: [restore] };

const plan: JsonObject = {
  snapshot: { id: SNAPSHOT, createdAt: '2026-11-25T19:28:39Z', ageSeconds: 21_532 },
  candidates: [{ id: SNAPSHOT, createdAt: '2026-11-25T19:28:39Z', ageSeconds: 21_532 }],
  pointInTimeWindow: { from: '2026-11-19T01:27:31.179Z', to: '2026-11-26T01:27:31.179Z' },
  target: { id: '6b0000000000000000000b01', family: 'cluster', state: 'IDLE', holdsNow: 'unknown' },
  expected: null,
  undo: 'none',
  warnings: ['WRITERS_NOT_STOPPED', 'SEARCH_INDEXES_REBUILD', 'TTL_WILL_DELETE', 'USERS_NOT_RESTORED'],
  refusals: [],
  manual: [
    `atlas backups restores start automated --projectId ${PRODUCTION} --clusterName Orders --snapshotId ${SNAPSHOT} --targetProjectId ${RESTORE_TEST} --targetClusterName restore-target`,
  ],
  planHash: '3f7a',
};

const download: JsonObject = {
  id: RESTORE_ID,
  urls: ['https://restore.example.net:27017/restore.tar.gz'],
  expiresAt: '2026-11-26T05:31:32Z',
  notes: ['Atlas lets each link be downloaded successfully once.'],
};

const health: JsonObject = { status: 'ok', version: '0.1.0', time: '2026-11-26T01:27:31.179Z' };

const clusterJob = {
  deliveryType: 'automated',
  cancelled: false,
  expired: false,
  failed: false,
  finishedAt: '2026-11-26T01:31:32Z',
  id: JOB,
  snapshotId: SNAPSHOT,
  targetClusterName: 'restore-target',
  targetGroupId: RESTORE_TEST,
  timestamp: '2026-11-25T19:28:39Z',
};
const clusterSnapshot = {
  createdAt: '2026-11-25T19:28:39Z',
  expiresAt: '2026-12-02T19:28:39Z',
  id: SNAPSHOT,
  snapshotType: 'scheduled',
  status: 'completed',
};
const flexJob = {
  deliveryType: 'RESTORE',
  id: JOB,
  projectId: PRODUCTION,
  snapshotId: '6b000000000000000000f101',
  status: 'COMPLETED',
  targetDeploymentItemName: 'restore-target-flex',
  targetProjectId: RESTORE_TEST,
};
const flexSnapshot = {
  finishTime: '2026-11-25T19:28:39Z',
  id: '6b000000000000000000f101',
  status: 'COMPLETED',
};
const collectionJob = {
  collections: [{ sourceNamespace: 'sales.orders' }],
  id: '6b078b0c366f4f3ffc000002',
  state: 'SUCCESSFUL',
  targetClusterName: 'restore-target',
  targetGroupId: RESTORE_TEST,
};
const collection = { sourceNamespace: 'sales.orders', state: 'SUCCESSFUL' };
const sent = {
  cluster: {
    deliveryType: 'automated',
    snapshotId: SNAPSHOT,
    targetClusterName: 'restore-target',
    targetGroupId: RESTORE_TEST,
  },
  flex: {
    snapshotId: flexJob.snapshotId,
    targetDeploymentItemName: flexJob.targetDeploymentItemName,
    targetProjectId: RESTORE_TEST,
  },
  collections: {
    collections: [{ sourceNamespace: 'sales.orders' }],
    indexStrategy: 'ALL',
    snapshotId: SNAPSHOT,
    targetClusterName: 'restore-target',
    targetGroupId: RESTORE_TEST,
    writeStrategy: 'CREATE_NEW',
  },
} as const;
const page = (item: JsonObject): JsonObject => ({ results: [item], totalCount: 1 });

/** By the name of the schema; what Atlas answers is shortened. */
export const EXAMPLES: Readonly<Record<string, JsonObject>> = {
  ...DRILL_EXAMPLES,
  ...COVERAGE_EXAMPLES,
  ...REPORT_EXAMPLES,
  RestoreRequest: request,
  AcceptedRestore: accepted,
  Restore: restore,
  RestoreList: list,
  RestorePlan: plan,
  Download: download,
  Health: health,
  ClusterRestoreJobCreate: sent.cluster,
  ServerlessRestoreJobCreate: { ...sent.cluster, snapshotId: '6b000000000000000000e101' },
  FlexRestoreJobCreate: sent.flex,
  FlexDownloadCreate: { snapshotId: sent.flex.snapshotId },
  TenantRestoreCreate: { ...sent.flex, snapshotId: '6b000000000000000000d101' },
  TenantDownloadCreate: { snapshotId: '6b000000000000000000d101' },
  CollectionRestoreJobCreate: sent.collections,
  ClusterSnapshotTake: { description: 'before the migration', retentionInDays: 3 },
  ClusterRestoreJob: clusterJob,
  ClusterRestoreJobPage: page(clusterJob),
  ClusterSnapshot: clusterSnapshot,
  ClusterSnapshotPage: page(clusterSnapshot),
  BackupSchedule: { clusterName: 'Orders', restoreWindowDays: 7 },
  Cluster: { groupId: PRODUCTION, name: 'Orders', stateName: 'IDLE' },
  FlexCluster: { groupId: PRODUCTION, name: 'Accounts', stateName: 'IDLE' },
  ServerlessInstance: { groupId: PRODUCTION, name: 'Events', stateName: 'IDLE' },
  FlexRestoreJob: flexJob,
  FlexRestoreJobPage: page(flexJob),
  TenantRestore: flexJob,
  TenantRestorePage: page(flexJob),
  FlexSnapshot: flexSnapshot,
  FlexSnapshotPage: page(flexSnapshot),
  ServerlessSnapshot: clusterSnapshot,
  ServerlessSnapshotPage: page(clusterSnapshot),
  Named: { name: 'sales' },
  NamedPage: page({ name: 'sales' }),
  CollectionRestoreJob: collectionJob,
  CollectionRestoreJobPage: page(collectionJob),
  RestoredCollection: collection,
  RestoredCollectionPage: page(collection),
};
