/** What is in a snapshot of a dedicated cluster: its databases and their collections, by name. */
import * as collections from '../schemas/collections.ts';
import * as common from '../schemas/common.ts';
import { BACKUP_MANAGER, CLUSTER, type Operation } from './operation.ts';

const DATABASES = `${CLUSTER}/backup/snapshots/{snapshotId}/databases`;
const COLLECTIONS = `${DATABASES}/{databaseName}/collections`;
const DATE_2025_03_12 = [{ date: '2025-03-12' }] as const;

export const namespaceOperations = {
  listSnapshotDatabases: {
    family: 'cluster',
    resource: 'snapshots',
    method: 'GET',
    path: DATABASES,
    versions: DATE_2025_03_12,
    query: common.pagedQuery,
    response: collections.namedPage,
    success: 200,
    roles: BACKUP_MANAGER,
  },
  getSnapshotDatabase: {
    family: 'cluster',
    resource: 'snapshots',
    method: 'GET',
    path: `${DATABASES}/{databaseName}`,
    versions: DATE_2025_03_12,
    query: common.singleQuery,
    response: collections.named,
    success: 200,
    roles: BACKUP_MANAGER,
  },
  listSnapshotCollections: {
    family: 'cluster',
    resource: 'snapshots',
    method: 'GET',
    path: COLLECTIONS,
    versions: DATE_2025_03_12,
    query: common.pagedQuery,
    response: collections.namedPage,
    success: 200,
    roles: BACKUP_MANAGER,
  },
  getSnapshotCollection: {
    family: 'cluster',
    resource: 'snapshots',
    method: 'GET',
    path: `${COLLECTIONS}/{collectionName}`,
    versions: DATE_2025_03_12,
    query: common.singleQuery,
    response: collections.named,
    success: 200,
    roles: BACKUP_MANAGER,
  },
} as const satisfies Record<string, Operation>;
