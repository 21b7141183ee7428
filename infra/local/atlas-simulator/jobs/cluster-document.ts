/** A dedicated or serverless restore job as Atlas writes it: no status and no creation time. */
import { createHash } from 'node:crypto';
import type { DeploymentCall } from '../call.ts';
import { restoreJobLinks } from '../links.ts';
import type { Deployment, Job } from '../model.ts';
import { SECOND, wireTime } from '../time.ts';
import { jobAt } from './lifecycle.ts';

export function clusterJobDocument(call: DeploymentCall, job: Job): object {
  const { world, now, deployment } = call;
  const { phase, endedAt, linkExpiresAt } = jobAt(job, now);
  const isDownload = job.delivery === 'download';
  const isSharded = job.components.length > 0;
  const url = (part: string) => downloadUrl(deployment, job, part);
  return {
    cancelled: phase === 'cancelled',
    ...(isSharded && {
      components: job.components.map((replicaSetName) => ({
        downloadUrl: phase === 'ready' ? url(replicaSetName) : null,
        replicaSetName,
      })),
    }),
    deliveryType: job.delivery,
    deliveryUrl: phase === 'ready' && !isSharded ? [url('restore')] : [],
    desiredTimestamp: desiredTimestamp(job),
    expired: phase === 'expired',
    ...(linkExpiresAt !== undefined && { expiresAt: wireTime(linkExpiresAt) }),
    failed: phase === 'failed',
    // Recorded: a finished download has no finishedAt. A failed job may have one.
    ...(endedAt !== undefined && !isDownload && { finishedAt: wireTime(endedAt) }),
    id: job.id,
    links: restoreJobLinks(world, deployment, job),
    ...job.pointInTime,
    ...(job.snapshotId !== undefined && { snapshotId: job.snapshotId }),
    ...(job.target && {
      targetClusterName: job.target.name,
      targetDeploymentItemName: job.target.itemName,
      targetGroupId: job.target.projectId,
    }),
    // The snapshot's time, not the job's.
    ...(job.snapshotAt !== undefined && { timestamp: wireTime(job.snapshotAt) }),
  };
}

/** Recorded with all its members null where no point in time was asked for. */
function desiredTimestamp(job: Job): object {
  const seconds = job.pointInTime?.pointInTimeUTCSeconds ?? job.pointInTime?.oplogTs;
  const date = seconds === undefined ? null : wireTime(seconds * SECOND);
  return { increment: null, time: null, date };
}

/** Recorded form: the job in the host, port 27017, a secret, the snapshot. */
function downloadUrl(deployment: Deployment, job: Job, part: string): string {
  const secret = createHash('sha256').update(`${job.id}/${part}`).digest('base64url').slice(0, 24);
  const host = `restore-${job.id}.${deployment.hostSuffix}.mongodb.net`;
  return `https://${host}:27017/${secret}/${part}-${job.snapshotId}.tar.gz`;
}
