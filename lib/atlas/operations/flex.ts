/** Flex clusters. */
import * as common from '../schemas/common.ts';
import * as deployments from '../schemas/deployments.ts';
import * as flex from '../schemas/flex.ts';
import { type Operation, READ_ONLY, V2_PROJECT } from './operation.ts';

const FLEX = `${V2_PROJECT}/flexClusters/{name}`;
const DATE_2024_11_13 = [{ date: '2024-11-13' }] as const;

export const flexOperations = {
  createFlexRestoreJob: {
    family: 'flex',
    resource: 'restoreJobs',
    method: 'POST',
    path: `${FLEX}/backup/restoreJobs`,
    versions: DATE_2024_11_13,
    query: common.singleQuery,
    body: flex.flexRestoreJobCreate,
    response: flex.flexRestoreJob,
    success: 200,
    roles: ['Project Backup Recovery Operator'],
  },
  createFlexDownload: {
    family: 'flex',
    resource: 'restoreJobs',
    method: 'POST',
    path: `${FLEX}/backup/download`,
    versions: DATE_2024_11_13,
    query: common.singleQuery,
    body: flex.flexDownloadCreate,
    response: flex.flexRestoreJob,
    success: 200,
    roles: ['Project Backup Export Operator'],
  },
  listFlexRestoreJobs: {
    family: 'flex',
    resource: 'restoreJobs',
    method: 'GET',
    path: `${FLEX}/backup/restoreJobs`,
    versions: DATE_2024_11_13,
    query: common.pagedQuery,
    response: flex.flexRestoreJobPage,
    success: 200,
    roles: READ_ONLY,
  },
  getFlexRestoreJob: {
    family: 'flex',
    resource: 'restoreJobs',
    method: 'GET',
    path: `${FLEX}/backup/restoreJobs/{restoreJobId}`,
    versions: DATE_2024_11_13,
    query: common.singleQuery,
    response: flex.flexRestoreJob,
    success: 200,
    roles: READ_ONLY,
  },
  listFlexSnapshots: {
    family: 'flex',
    resource: 'snapshots',
    method: 'GET',
    path: `${FLEX}/backup/snapshots`,
    versions: DATE_2024_11_13,
    query: common.pagedQuery,
    response: flex.flexSnapshotPage,
    success: 200,
    roles: READ_ONLY,
  },
  getFlexSnapshot: {
    family: 'flex',
    resource: 'snapshots',
    method: 'GET',
    path: `${FLEX}/backup/snapshots/{snapshotId}`,
    versions: DATE_2024_11_13,
    query: common.singleQueryWithoutPretty,
    response: flex.flexSnapshot,
    success: 200,
    roles: READ_ONLY,
  },
  getFlexCluster: {
    family: 'flex',
    resource: 'deployment',
    method: 'GET',
    path: FLEX,
    versions: DATE_2024_11_13,
    query: common.singleQuery,
    response: deployments.flexCluster,
    success: 200,
    roles: READ_ONLY,
  },
} as const satisfies Record<string, Operation>;
