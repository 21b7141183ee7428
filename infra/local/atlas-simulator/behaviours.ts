/**
 * What each row of the operations table does. The type has one member a row: a row without its behaviour here does
 * not compile.
 */
import type { CallName } from '../../../lib/atlas/operations.ts';
import {
  accessEntryStatus,
  addAccessEntries,
  deleteAccessEntry,
  getAccessEntry,
} from './access/access-list.ts';
import {
  createCustomRole,
  createDatabaseUser,
  deleteCustomRole,
  deleteDatabaseUser,
} from './access/users.ts';
import type { Behaviour } from './call.ts';
import { createCollectionJob } from './collections/create.ts';
import { collectionJobDocument, partDocument } from './collections/documents.ts';
import { collectionJobOf, listedCollectionJobs, listedParts, partOf } from './collections/find.ts';
import { clusterDocument } from './deployments/cluster-document.ts';
import { createCluster, createFlexCluster } from './deployments/create.ts';
import { deleteCluster, deleteDeployment } from './deployments/delete.ts';
import { flexDocument, scheduleDocument, serverlessDocument } from './deployments/documents.ts';
import { dedicatedOf, flexOf } from './deployments/list.ts';
import { cancelClusterJob, createClusterJob } from './jobs/cluster-create.ts';
import { clusterJobDocument } from './jobs/cluster-document.ts';
import { jobOf, listedJobs } from './jobs/find.ts';
import { createFlexDownload, createFlexJob, flexJobDocument } from './jobs/flex.ts';
import { page, wholeList } from './paging.ts';
import { projectDocument } from './projects.ts';
import { compliancePolicyDocument } from './snapshots/compliance-policy.ts';
import {
  flexSnapshot,
  replicaSetSnapshot,
  serverlessSnapshot,
  shardedSnapshot,
} from './snapshots/documents.ts';
import { listedSnapshots, newestFirst, oldestFirst, snapshotOf } from './snapshots/find.ts';
import {
  collectionDocument,
  collectionPage,
  databaseDocument,
  databasePage,
} from './snapshots/namespaces.ts';
import { takeSnapshot } from './snapshots/take.ts';

const jobId = (path: Readonly<Record<string, string>>) => path.restoreJobId ?? path.restoreId ?? '';

const listJobs: Behaviour<'listClusterRestoreJobs' | 'listServerlessRestoreJobs'> = (call) =>
  page(call, listedJobs(call), (job) => clusterJobDocument(call, job));
const getJob: Behaviour<'getClusterRestoreJob' | 'getServerlessRestoreJob'> = (call) =>
  clusterJobDocument(call, jobOf(call, jobId(call.path), 'RESTORE_JOB_NOT_FOUND'));
const getFlexJob: Behaviour<'getFlexRestoreJob' | 'getTenantRestore' | 'getTenantRestoreV2'> = (call) =>
  flexJobDocument(call, jobOf(call, jobId(call.path), 'TENANT_RESTORE_NOT_FOUND'));
const getFlexSnapshot: Behaviour<'getFlexSnapshot' | 'getTenantSnapshot' | 'getTenantSnapshotV2'> = (call) =>
  flexSnapshot(call, snapshotOf(call, 'TENANT_SNAPSHOT_NOT_FOUND'));

const listTenantJobs: Behaviour<'listTenantRestores' | 'listTenantRestoresV2'> = (call) =>
  wholeList(call, listedJobs(call), (job) => flexJobDocument(call, job));
const listTenantSnapshots: Behaviour<'listTenantSnapshots' | 'listTenantSnapshotsV2'> = (call) =>
  wholeList(call, oldestFirst(call), (snapshot) => flexSnapshot(call, snapshot));

export const behaviours: { readonly [Name in CallName]: Behaviour<Name> } = {
  createClusterRestoreJob: createClusterJob,
  listClusterRestoreJobs: listJobs,
  getClusterRestoreJob: getJob,
  cancelClusterRestoreJob: (call) =>
    cancelClusterJob(call, jobOf(call, jobId(call.path), 'RESTORE_JOB_NOT_FOUND')),
  takeClusterSnapshot: takeSnapshot,
  listClusterSnapshots: (call) =>
    page(call, listedSnapshots(call), (snapshot) => replicaSetSnapshot(call, snapshot)),
  getClusterSnapshot: (call) =>
    replicaSetSnapshot(call, snapshotOf(call, 'SNAPSHOT_NOT_FOUND', 'replicaSet')),
  listShardedClusterSnapshots: (call) =>
    wholeList(call, newestFirst(call, 'shardedCluster'), (snapshot) => shardedSnapshot(call, snapshot)),
  getShardedClusterSnapshot: (call) =>
    shardedSnapshot(call, snapshotOf(call, 'SNAPSHOT_NOT_FOUND', 'shardedCluster')),
  getClusterBackupSchedule: scheduleDocument,
  getCluster: clusterDocument,
  getBackupCompliancePolicy: compliancePolicyDocument,

  listSnapshotDatabases: databasePage,
  getSnapshotDatabase: databaseDocument,
  listSnapshotCollections: collectionPage,
  getSnapshotCollection: collectionDocument,

  createCollectionRestoreJob: createCollectionJob,
  listCollectionRestoreJobs: (call) =>
    page(call, listedCollectionJobs(call), (job) => collectionJobDocument(call, job), true),
  getCollectionRestoreJob: (call) => collectionJobDocument(call, collectionJobOf(call)),
  listRestoredCollections: (call) => {
    const job = collectionJobOf(call);
    return page(call, listedParts(call, job), (part) => partDocument(call, job, part), true);
  },
  getRestoredCollection: (call) => {
    const job = collectionJobOf(call);
    return partDocument(call, job, partOf(call, job));
  },

  createFlexRestoreJob: createFlexJob,
  createFlexDownload,
  listFlexRestoreJobs: (call) => page(call, listedJobs(call), (job) => flexJobDocument(call, job)),
  getFlexRestoreJob: getFlexJob,
  listFlexSnapshots: (call) => page(call, oldestFirst(call), (snapshot) => flexSnapshot(call, snapshot)),
  getFlexSnapshot,
  getFlexCluster: flexDocument,

  listProjects: (call) =>
    page(
      call,
      call.world.data.projects.filter(({ isShutOut = false }) => !isShutOut),
      (project) => projectDocument(call, project),
    ),
  createCluster,
  listClusters: (call) =>
    page(call, dedicatedOf(call), (deployment) => clusterDocument({ ...call, deployment })),
  deleteCluster,
  createFlexCluster,
  listFlexClusters: (call) => page(call, flexOf(call), (deployment) => flexDocument({ ...call, deployment })),
  deleteFlexCluster: deleteDeployment,
  createDatabaseUser,
  deleteDatabaseUser,
  createCustomRole,
  deleteCustomRole,
  addAccessEntries,
  getAccessEntry,
  getAccessEntryStatus: accessEntryStatus,
  deleteAccessEntry,

  createServerlessRestoreJob: createClusterJob,
  listServerlessRestoreJobs: listJobs,
  getServerlessRestoreJob: getJob,
  listServerlessSnapshots: (call) =>
    page(call, newestFirst(call, 'replicaSet'), (snapshot) => serverlessSnapshot(call, snapshot)),
  getServerlessSnapshot: (call) => serverlessSnapshot(call, snapshotOf(call, 'SNAPSHOT_NOT_FOUND')),
  getServerlessInstance: serverlessDocument,

  createTenantRestore: createFlexJob,
  listTenantRestores: listTenantJobs,
  getTenantRestore: getFlexJob,
  createTenantDownload: createFlexDownload,
  listTenantSnapshots,
  getTenantSnapshot: getFlexSnapshot,

  createTenantRestoreV2: createFlexJob,
  listTenantRestoresV2: listTenantJobs,
  getTenantRestoreV2: getFlexJob,
  createTenantDownloadV2: createFlexDownload,
  listTenantSnapshotsV2: listTenantSnapshots,
  getTenantSnapshotV2: getFlexSnapshot,
};
