/**
 * What drills ask of Atlas: targets of their own, and access to them (Atlas API notes §8). In a table of its own, so that
 * functions which only restore do not load it.
 */
import * as common from '../schemas/common.ts';
import { cluster, flexCluster } from '../schemas/deployments.ts';
import * as drill from '../schemas/drill-targets.ts';
import { CLUSTER, type Operation, OWNER, READ_ONLY, V2_PROJECT } from './operation.ts';

const DATE_2023_01_01 = [{ date: '2023-01-01' }] as const;
const DATE_2024_11_13 = [{ date: '2024-11-13' }] as const;
const USER_ADMIN = ['Project Database Access Admin'] as const;
const NETWORK_MANAGER = ['Project Network Access Manager'] as const;
const USERS = `${V2_PROJECT}/databaseUsers`;
const ROLES = `${V2_PROJECT}/customDBRoles/roles`;
const ACCESS = `${V2_PROJECT}/accessList`;

export const drillTargetOperations = {
  createCluster: {
    family: 'cluster',
    resource: 'deployment',
    method: 'POST',
    path: `${V2_PROJECT}/clusters`,
    versions: [{ date: '2024-10-23' }],
    query: common.singleQuery,
    body: drill.clusterCreate,
    response: cluster,
    success: 201,
    roles: ['Project Cluster Creator'],
  },
  deleteCluster: {
    family: 'cluster',
    resource: 'deployment',
    method: 'DELETE',
    path: CLUSTER,
    versions: [{ date: '2023-02-01' }],
    query: common.deleteClusterQuery,
    success: 202,
    roles: OWNER,
  },
  createFlexCluster: {
    family: 'flex',
    resource: 'deployment',
    method: 'POST',
    path: `${V2_PROJECT}/flexClusters`,
    versions: DATE_2024_11_13,
    query: common.singleQuery,
    body: drill.flexClusterCreate,
    response: flexCluster,
    success: 201,
    roles: OWNER,
  },
  deleteFlexCluster: {
    family: 'flex',
    resource: 'deployment',
    method: 'DELETE',
    path: `${V2_PROJECT}/flexClusters/{name}`,
    versions: DATE_2024_11_13,
    query: common.singleQuery,
    success: 204,
    roles: OWNER,
  },
  createDatabaseUser: {
    family: 'cluster',
    resource: 'databaseUsers',
    method: 'POST',
    path: USERS,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    body: drill.databaseUserCreate,
    response: drill.databaseUser,
    success: 201,
    roles: USER_ADMIN,
  },
  deleteDatabaseUser: {
    family: 'cluster',
    resource: 'databaseUsers',
    method: 'DELETE',
    path: `${USERS}/{databaseName}/{username}`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    success: 204,
    roles: USER_ADMIN,
  },
  createCustomRole: {
    family: 'cluster',
    resource: 'databaseUsers',
    method: 'POST',
    path: ROLES,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    body: drill.customRoleCreate,
    response: drill.customRole,
    success: 200,
    roles: OWNER,
  },
  deleteCustomRole: {
    family: 'cluster',
    resource: 'databaseUsers',
    method: 'DELETE',
    path: `${ROLES}/{roleName}`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    success: 204,
    roles: OWNER,
  },
  addAccessEntries: {
    family: 'cluster',
    resource: 'accessList',
    method: 'POST',
    path: ACCESS,
    versions: DATE_2023_01_01,
    query: common.pagedQuery,
    body: drill.accessEntriesCreate,
    response: drill.accessList,
    /** Documented as 200, recorded as 201. */
    success: 201,
    roles: NETWORK_MANAGER,
  },
  getAccessEntry: {
    family: 'cluster',
    resource: 'accessList',
    method: 'GET',
    path: `${ACCESS}/{entryValue}`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    response: drill.accessEntry,
    success: 200,
    roles: READ_ONLY,
  },
  getAccessEntryStatus: {
    family: 'cluster',
    resource: 'accessList',
    method: 'GET',
    path: `${ACCESS}/{entryValue}/status`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    response: drill.accessEntryStatus,
    success: 200,
    roles: READ_ONLY,
  },
  deleteAccessEntry: {
    family: 'cluster',
    resource: 'accessList',
    method: 'DELETE',
    path: `${ACCESS}/{entryValue}`,
    versions: DATE_2023_01_01,
    query: common.singleQuery,
    success: 204,
    roles: NETWORK_MANAGER,
  },
} as const satisfies Record<string, Operation>;
