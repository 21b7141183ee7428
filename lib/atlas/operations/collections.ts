/** Restores of single databases and collections of dedicated clusters. Their target stays online; none can be cancelled. */
import * as collections from '../schemas/collections.ts';
import * as common from '../schemas/common.ts';
import { BACKUP_MANAGER, CLUSTER, type Operation } from './operation.ts';

const JOBS = `${CLUSTER}/collectionRestoreJobs`;
const DATE_2025_03_12 = [{ date: '2025-03-12' }] as const;

export const collectionOperations = {
  createCollectionRestoreJob: {
    family: 'cluster',
    resource: 'collectionRestoreJobs',
    method: 'POST',
    path: JOBS,
    versions: DATE_2025_03_12,
    query: common.singleQuery,
    body: collections.collectionRestoreJobCreate,
    response: collections.collectionRestoreJob,
    // The only create of a restore that Atlas answers with 201.
    success: 201,
    roles: ['Project Backup Recovery Operator'],
  },
  listCollectionRestoreJobs: {
    family: 'cluster',
    resource: 'collectionRestoreJobs',
    method: 'GET',
    path: JOBS,
    versions: DATE_2025_03_12,
    query: common.alwaysCountedQuery,
    response: collections.collectionRestoreJobPage,
    success: 200,
    roles: BACKUP_MANAGER,
  },
  getCollectionRestoreJob: {
    family: 'cluster',
    resource: 'collectionRestoreJobs',
    method: 'GET',
    path: `${JOBS}/{jobId}`,
    versions: DATE_2025_03_12,
    query: common.singleQuery,
    response: collections.collectionRestoreJob,
    success: 200,
    roles: BACKUP_MANAGER,
  },
  listRestoredCollections: {
    family: 'cluster',
    resource: 'collectionRestoreJobs',
    method: 'GET',
    path: `${JOBS}/{jobId}/collections`,
    versions: DATE_2025_03_12,
    query: collections.restoredCollectionsQuery,
    response: collections.restoredCollectionPage,
    success: 200,
    roles: BACKUP_MANAGER,
  },
  getRestoredCollection: {
    family: 'cluster',
    resource: 'collectionRestoreJobs',
    method: 'GET',
    path: `${JOBS}/{jobId}/collections/{sourceNamespace}`,
    versions: DATE_2025_03_12,
    query: common.singleQuery,
    response: collections.restoredCollection,
    success: 200,
    roles: BACKUP_MANAGER,
  },
} as const satisfies Record<string, Operation>;
