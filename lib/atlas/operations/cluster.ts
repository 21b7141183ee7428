/** Dedicated clusters (M10 and larger). */
import * as cluster from '../schemas/cluster.ts';
import * as common from '../schemas/common.ts';
import * as deployments from '../schemas/deployments.ts';
import { type Operation, READ_ONLY, V2_PROJECT } from './operation.ts';

const CLUSTER = `${V2_PROJECT}/clusters/{clusterName}`;
const DATE_2023_01_01 = [{ date: '2023-01-01' }] as const;
const BACKUP_MANAGER = ['Project Backup Manager'] as const;
const RESTORERS = ['Project Backup Export Operator', 'Project Backup Recovery Operator'] as const;

export const clusterOperations = {
  createClusterRestoreJob: {
    family: 'cluster',
    resource: 'restoreJobs',
    method: 'POST',
    path: `${CLUSTER}/backup/restoreJobs`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    body: cluster.clusterRestoreJobCreate,
    response: cluster.clusterRestoreJob,
    success: 200,
    roles: RESTORERS,
  },
  listClusterRestoreJobs: {
    family: 'cluster',
    resource: 'restoreJobs',
    method: 'GET',
    path: `${CLUSTER}/backup/restoreJobs`,
    versions: DATE_2023_01_01,
    query: common.pagedQuery,
    response: cluster.clusterRestoreJobPage,
    success: 200,
    roles: BACKUP_MANAGER,
  },
  getClusterRestoreJob: {
    family: 'cluster',
    resource: 'restoreJobs',
    method: 'GET',
    path: `${CLUSTER}/backup/restoreJobs/{restoreJobId}`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    response: cluster.clusterRestoreJob,
    success: 200,
    roles: BACKUP_MANAGER,
  },
  cancelClusterRestoreJob: {
    family: 'cluster',
    resource: 'restoreJobs',
    method: 'DELETE',
    path: `${CLUSTER}/backup/restoreJobs/{restoreJobId}`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    success: 204,
    roles: RESTORERS,
  },
  listClusterSnapshots: {
    family: 'cluster',
    resource: 'snapshots',
    method: 'GET',
    path: `${CLUSTER}/backup/snapshots`,
    versions: DATE_2023_01_01,
    query: common.snapshotListQuery,
    response: cluster.clusterSnapshotPage,
    success: 200,
    roles: READ_ONLY,
  },
  getClusterSnapshot: {
    family: 'cluster',
    resource: 'snapshots',
    method: 'GET',
    path: `${CLUSTER}/backup/snapshots/{snapshotId}`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    response: cluster.clusterSnapshot,
    success: 200,
    roles: READ_ONLY,
  },
  listShardedClusterSnapshots: {
    family: 'cluster',
    resource: 'snapshots',
    method: 'GET',
    path: `${CLUSTER}/backup/snapshots/shardedClusters`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    response: cluster.clusterSnapshotPage,
    success: 200,
    roles: READ_ONLY,
  },
  getShardedClusterSnapshot: {
    family: 'cluster',
    resource: 'snapshots',
    method: 'GET',
    path: `${CLUSTER}/backup/snapshots/shardedCluster/{snapshotId}`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    response: cluster.clusterSnapshot,
    success: 200,
    roles: READ_ONLY,
  },
  getClusterBackupSchedule: {
    family: 'cluster',
    resource: 'schedule',
    method: 'GET',
    path: `${CLUSTER}/backup/schedule`,
    versions: [
      {
        date: '2023-01-01',
        deprecation: 'Mon, 5 Aug 2024 00:00:00 GMT',
        sunset: 'Thu, 1 Jul 2027 00:00:00 GMT',
      },
      { date: '2024-08-05' },
    ],
    query: common.singleQuery,
    response: cluster.backupSchedule,
    success: 200,
    roles: READ_ONLY,
  },
  getCluster: {
    family: 'cluster',
    resource: 'deployment',
    method: 'GET',
    path: CLUSTER,
    versions: [
      {
        date: '2023-02-01',
        deprecation: 'Mon, 5 Aug 2024 00:00:00 GMT',
        sunset: 'Thu, 1 Jul 2027 00:00:00 GMT',
      },
      { date: '2024-08-05' },
    ],
    query: common.singleQuery,
    response: deployments.cluster,
    success: 200,
    roles: READ_ONLY,
  },
} as const satisfies Record<string, Operation>;
