/** Collection restores and their collections as Atlas' document shows them in its examples. */
import type { DeploymentCall } from '../call.ts';
import type { CollectionJob, CollectionPart } from '../model.ts';
import { wireTime } from '../time.ts';
import {
  type CollectionJobState,
  collectionJobAt,
  documentsOf,
  type PartStatus,
  partAt,
} from './lifecycle.ts';

/** No links: the document has no place for them. */
export function collectionJobDocument({ now }: DeploymentCall, job: CollectionJob): object {
  const { state, copied, endedAt } = collectionJobAt(job, now);
  return {
    collectionSuffix: job.collectionSuffix,
    collections: job.collections,
    createdAt: wireTime(job.createdAt),
    databases: job.databases,
    databaseSuffix: job.databaseSuffix,
    ...(state === 'FAILED' && { errorMessage: errorMessageOf(job) }),
    ...(endedAt !== undefined && { finishedAt: wireTime(endedAt) }),
    id: job.id,
    indexStatus: { failedCollectionCount: 0, state: indexStateOf(job, state) },
    indexStrategy: job.indexStrategy,
    ...job.pointInTime,
    restoredDocuments: copied,
    ...(job.snapshotId !== undefined && { snapshotId: job.snapshotId }),
    state,
    targetClusterName: job.target.name,
    targetGroupId: job.target.projectId,
    // Unknown until the collections have been looked at.
    totalDocuments: state === 'INITIALIZING' ? 0 : documentsOf(job.parts),
    writeStrategy: job.writeStrategy,
  };
}

function errorMessageOf({ parts }: CollectionJob): string {
  return parts.some(({ fate }) => fate === 'restored')
    ? 'The restore failed. Its changes were rolled back.'
    : 'None of the requested namespaces can be restored.';
}

function indexStateOf({ indexStrategy }: CollectionJob, state: CollectionJobState): string {
  if (indexStrategy === 'NONE' || state === 'FAILED' || state === 'CANCELED') return 'NOT_RESTORED';
  if (state === 'INITIALIZING') return 'NOT_STARTED';
  return state === 'SUCCESSFUL' ? 'SUCCESSFUL' : 'IN_PROGRESS';
}

export function partDocument({ now }: DeploymentCall, job: CollectionJob, part: CollectionPart): object {
  const status = partAt(job, part, now);
  const isRestored = part.fate === 'restored';
  return {
    ...(isRestored && { effectiveTargetNamespace: part.effective }),
    indexStatus: { state: partIndexStateOf(job, status) },
    restoredDocuments: status.copied,
    sourceNamespace: part.source,
    state: status.state,
    targetNamespace: part.target,
    totalDocuments: part.documents,
  };
}

function partIndexStateOf({ indexStrategy }: CollectionJob, { state }: PartStatus): string {
  const isOnItsWay = ['NOT_STARTED', 'IN_PROGRESS', 'FINALIZING', 'SUCCESSFUL'].includes(state);
  if (indexStrategy === 'NONE' || !isOnItsWay) return 'NOT_RESTORED';
  return state === 'FINALIZING' ? 'IN_PROGRESS' : state === 'IN_PROGRESS' ? 'NOT_STARTED' : state;
}
