/** Flex clusters and M2/M5 tenants: from Atlas' documents to the words of `family.ts`. */
import type { FlexRestoreJob, FlexSnapshot, TenantRestore } from '../../atlas/schemas/flex.ts';
import { flexLifecycle } from '../lifecycle.ts';
import type { Job, JobOrder, Place, Snapshot } from './family.ts';

export function flexJob(job: FlexRestoreJob | TenantRestore, source: Place, now: Date): Job {
  return {
    id: job.id,
    state: flexLifecycle(job, now),
    downloadUrls: job.snapshotUrl === undefined ? [] : [job.snapshotUrl],
    matches: (order) => {
      const wanted = order.delivery === 'download' ? 'DOWNLOAD' : 'RESTORE';
      const sameTarget =
        job.targetDeploymentItemName === order.target?.name &&
        (job.targetProjectId ?? source.projectId) === order.target?.projectId;
      return (
        (job.deliveryType ?? 'RESTORE') === wanted &&
        job.snapshotId === order.snapshotId &&
        (order.delivery === 'download' || sameTarget)
      );
    },
  };
}

export function flexOrder({ snapshotId, target }: JobOrder) {
  if (snapshotId === undefined || target === undefined)
    throw new TypeError('A Flex or tenant restore has a snapshot and a target.');
  return { snapshotId, targetDeploymentItemName: target.name, targetProjectId: target.projectId };
}

export function flexDownloadOrder({ snapshotId }: JobOrder) {
  if (snapshotId === undefined) throw new TypeError('A Flex or tenant download has a snapshot.');
  return { snapshotId };
}

export function flexSnapshotShape(snapshot: FlexSnapshot): Snapshot {
  return {
    id: snapshot.id,
    completed: snapshot.status === 'COMPLETED',
    fallback: false,
    ...(snapshot.finishTime !== undefined && { createdAt: snapshot.finishTime }),
    ...(snapshot.expiration !== undefined && { expiresAt: snapshot.expiration }),
    ...(snapshot.mongoDBVersion !== undefined && { mongoDBVersion: snapshot.mongoDBVersion }),
  };
}
