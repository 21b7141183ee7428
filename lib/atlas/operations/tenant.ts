/** M2/M5 shared clusters, switched off by Atlas in January 2026. */
import * as common from '../schemas/common.ts';
import * as flex from '../schemas/flex.ts';
import { type Operation, OWNER, READ_ONLY, V1_PROJECT } from './operation.ts';

const TENANT = `${V1_PROJECT}/clusters/{clusterName}/backup/tenant`;
const TENANT_OFF = '2026-01-15';

export const tenantOperations = {
  createTenantRestore: {
    family: 'tenant',
    resource: 'restoreJobs',
    method: 'POST',
    path: `${TENANT}/restore`,
    versions: [],
    query: common.singleQuery,
    body: flex.tenantRestoreCreate,
    response: flex.tenantRestore,
    success: 200,
    roles: OWNER,
    switchedOff: TENANT_OFF,
  },
  listTenantRestores: {
    family: 'tenant',
    resource: 'restoreJobs',
    method: 'GET',
    path: `${TENANT}/restores`,
    versions: [],
    query: common.singleQuery,
    response: flex.tenantRestorePage,
    success: 200,
    roles: READ_ONLY,
    switchedOff: TENANT_OFF,
  },
  getTenantRestore: {
    family: 'tenant',
    resource: 'restoreJobs',
    method: 'GET',
    path: `${TENANT}/restores/{restoreId}`,
    versions: [],
    query: common.singleQuery,
    response: flex.tenantRestore,
    success: 200,
    roles: READ_ONLY,
    switchedOff: TENANT_OFF,
  },
  createTenantDownload: {
    family: 'tenant',
    resource: 'restoreJobs',
    method: 'POST',
    path: `${TENANT}/download`,
    versions: [],
    query: common.singleQuery,
    body: flex.tenantDownloadCreate,
    response: flex.tenantRestore,
    success: 200,
    roles: OWNER,
    switchedOff: TENANT_OFF,
  },
  listTenantSnapshots: {
    family: 'tenant',
    resource: 'snapshots',
    method: 'GET',
    path: `${TENANT}/snapshots`,
    versions: [],
    query: common.singleQuery,
    response: flex.flexSnapshotPage,
    success: 200,
    roles: READ_ONLY,
    switchedOff: TENANT_OFF,
  },
  getTenantSnapshot: {
    family: 'tenant',
    resource: 'snapshots',
    method: 'GET',
    path: `${TENANT}/snapshots/{snapshotId}`,
    versions: [],
    query: common.singleQuery,
    response: flex.flexSnapshot,
    success: 200,
    roles: READ_ONLY,
    switchedOff: TENANT_OFF,
  },
} as const satisfies Record<string, Operation>;
