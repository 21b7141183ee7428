/** Serverless instances, switched off by Atlas in January 2026. */
import * as cluster from '../schemas/cluster.ts';
import * as common from '../schemas/common.ts';
import * as deployments from '../schemas/deployments.ts';
import * as flex from '../schemas/flex.ts';
import { type Operation, OWNER, READ_ONLY, V2_PROJECT } from './operation.ts';

const SERVERLESS = `${V2_PROJECT}/serverless/{clusterName}`;
const DATE_2023_01_01 = [{ date: '2023-01-01' }] as const;
const SERVERLESS_OFF = '2026-01-22';

export const serverlessOperations = {
  createServerlessRestoreJob: {
    family: 'serverless',
    resource: 'restoreJobs',
    method: 'POST',
    path: `${SERVERLESS}/backup/restoreJobs`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    body: cluster.serverlessRestoreJobCreate,
    response: cluster.clusterRestoreJob,
    success: 200,
    roles: OWNER,
    switchedOff: SERVERLESS_OFF,
  },
  listServerlessRestoreJobs: {
    family: 'serverless',
    resource: 'restoreJobs',
    method: 'GET',
    path: `${SERVERLESS}/backup/restoreJobs`,
    versions: DATE_2023_01_01,
    query: common.pagedQuery,
    response: cluster.clusterRestoreJobPage,
    success: 200,
    roles: OWNER,
    switchedOff: SERVERLESS_OFF,
  },
  getServerlessRestoreJob: {
    family: 'serverless',
    resource: 'restoreJobs',
    method: 'GET',
    path: `${SERVERLESS}/backup/restoreJobs/{restoreJobId}`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    response: cluster.clusterRestoreJob,
    success: 200,
    roles: OWNER,
    switchedOff: SERVERLESS_OFF,
  },
  listServerlessSnapshots: {
    family: 'serverless',
    resource: 'snapshots',
    method: 'GET',
    path: `${SERVERLESS}/backup/snapshots`,
    versions: DATE_2023_01_01,
    query: common.pagedQuery,
    response: flex.serverlessSnapshotPage,
    success: 200,
    roles: READ_ONLY,
    switchedOff: SERVERLESS_OFF,
  },
  getServerlessSnapshot: {
    family: 'serverless',
    resource: 'snapshots',
    method: 'GET',
    path: `${SERVERLESS}/backup/snapshots/{snapshotId}`,
    versions: DATE_2023_01_01,
    query: common.singleQueryWithoutPretty,
    response: flex.serverlessSnapshot,
    success: 200,
    roles: READ_ONLY,
    switchedOff: SERVERLESS_OFF,
  },
  getServerlessInstance: {
    family: 'serverless',
    resource: 'deployment',
    method: 'GET',
    path: `${V2_PROJECT}/serverless/{name}`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    response: deployments.serverlessInstance,
    success: 200,
    roles: READ_ONLY,
    switchedOff: SERVERLESS_OFF,
  },
} as const satisfies Record<string, Operation>;
