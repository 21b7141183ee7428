/** M2/M5 shared clusters, switched off by Atlas in January 2026. They are served under v1.0 and, alike, under v2. */
import * as common from '../schemas/common.ts';
import * as flex from '../schemas/flex.ts';
import { CLUSTER, type Operation, OWNER, READ_ONLY, V1_PROJECT } from './operation.ts';

const TENANT = `${V1_PROJECT}/clusters/{clusterName}/backup/tenant`;
const TENANT_V2 = `${CLUSTER}/backup/tenant`;
const DATE_2023_01_01 = [{ date: '2023-01-01' }] as const;
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

/** The same operations, where answers have a version: they differ in path and media type only. */
export const tenantV2Operations = {
  createTenantRestoreV2: {
    ...tenantOperations.createTenantRestore,
    path: `${TENANT_V2}/restore`,
    versions: DATE_2023_01_01,
  },
  listTenantRestoresV2: {
    ...tenantOperations.listTenantRestores,
    path: `${TENANT_V2}/restores`,
    versions: DATE_2023_01_01,
  },
  getTenantRestoreV2: {
    ...tenantOperations.getTenantRestore,
    path: `${TENANT_V2}/restores/{restoreId}`,
    versions: DATE_2023_01_01,
  },
  createTenantDownloadV2: {
    ...tenantOperations.createTenantDownload,
    path: `${TENANT_V2}/download`,
    versions: DATE_2023_01_01,
  },
  listTenantSnapshotsV2: {
    ...tenantOperations.listTenantSnapshots,
    path: `${TENANT_V2}/snapshots`,
    versions: DATE_2023_01_01,
  },
  getTenantSnapshotV2: {
    ...tenantOperations.getTenantSnapshot,
    path: `${TENANT_V2}/snapshots/{snapshotId}`,
    versions: DATE_2023_01_01,
  },
} as const satisfies Record<string, Operation>;
