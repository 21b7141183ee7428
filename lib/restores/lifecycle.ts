/**
 * From Atlas' job to one lifecycle, one pure function a family (Atlas API notes §5.1). `failed` wins over
 * `cancelled` wins over `expired` wins over `finishedAt`: a failed job may carry a finish time too.
 */
import type { Family } from '../atlas/operations.ts';
import type { ClusterRestoreJob } from '../atlas/schemas/cluster.ts';
import type { CollectionRestoreJob } from '../atlas/schemas/collections.ts';
import type { FlexRestoreJob, TenantRestore } from '../atlas/schemas/flex.ts';

export type JobStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'READY' | 'FAILED' | 'CANCELLED' | 'EXPIRED';

export interface JobState {
  readonly status: JobStatus;
  /** From the job's id: Atlas tells a dedicated job's creation in no other way. */
  readonly createdAt: string;
  /** When it ended, as far as Atlas says so: a ready, failed or cancelled job may have no such time. */
  readonly finishedAt?: string;
  /** Downloads: when the link stops working. */
  readonly expiresAt?: string;
}

/** Flex and tenant links work for 4 hours from the request; Atlas gives no field for it. */
const FLEX_LINK_LIFE_MS = 4 * 3_600_000;

/** Dedicated and serverless: no status field, queued and running look alike. */
export function clusterLifecycle(job: ClusterRestoreJob, now: Date): JobState {
  const times = {
    createdAt: creationTime(job.id).toISOString(),
    ...(job.finishedAt !== undefined && { finishedAt: job.finishedAt }),
    ...(job.expiresAt !== undefined && { expiresAt: job.expiresAt }),
  };
  if (job.failed === true) return { status: 'FAILED', ...times };
  if (job.cancelled === true) return { status: 'CANCELLED', ...times };
  if (job.expired === true) return { status: 'EXPIRED', ...times };
  if (job.deliveryType === 'download') {
    if (clusterDownloadUrls(job).length === 0) return { status: 'RUNNING', ...times };
    return { status: isPast(job.expiresAt, now) ? 'EXPIRED' : 'READY', ...times };
  }
  return { status: job.finishedAt === undefined ? 'RUNNING' : 'SUCCEEDED', ...times };
}

/** Flex clusters and M2/M5 tenants. A status that Atlas adds one day counts as running: it is not an end we know. */
export function flexLifecycle(job: FlexRestoreJob | TenantRestore, now: Date): JobState {
  const created = creationTime(job.id);
  const isDownload = job.deliveryType === 'DOWNLOAD';
  const scheduled = Date.parse(job.restoreScheduledDate ?? '');
  const asked = Number.isNaN(scheduled) ? created.getTime() : scheduled;
  const expiresAt = new Date(asked + FLEX_LINK_LIFE_MS);
  const times = {
    createdAt: created.toISOString(),
    ...(job.restoreFinishedDate !== undefined && { finishedAt: job.restoreFinishedDate }),
    ...(isDownload && { expiresAt: expiresAt.toISOString() }),
  };
  switch (job.status) {
    case 'FAILED':
      return { status: 'FAILED', ...times };
    case 'COMPLETED':
      if (!isDownload) return { status: 'SUCCEEDED', ...times };
      return { status: isPast(times.expiresAt, now) ? 'EXPIRED' : 'READY', ...times };
    case 'PENDING':
    case 'QUEUED':
      return { status: 'QUEUED', ...times };
    default:
      return { status: 'RUNNING', ...times };
  }
}

/** Restores of single databases and collections. */
export function collectionLifecycle(job: CollectionRestoreJob): JobState {
  const times = {
    createdAt: job.createdAt ?? creationTime(job.id).toISOString(),
    ...(job.finishedAt !== undefined && { finishedAt: job.finishedAt }),
  };
  switch (job.state) {
    case 'SUCCESSFUL':
      return { status: 'SUCCEEDED', ...times };
    case 'FAILED':
      return { status: 'FAILED', ...times };
    case 'CANCELED':
      return { status: 'CANCELLED', ...times };
    case 'INITIALIZING':
      return { status: 'QUEUED', ...times };
    default:
      return { status: 'RUNNING', ...times };
  }
}

/** One URL a replica set, one a shard of a sharded cluster; empty until all are there. */
export function clusterDownloadUrls(job: ClusterRestoreJob): readonly string[] {
  const shards = (job.components ?? []).map(({ downloadUrl }) => downloadUrl ?? '');
  if (shards.length > 0 && shards.every((url) => url !== '')) return shards;
  return job.deliveryUrl ?? [];
}

/** An ObjectId begins with its creation time in seconds. */
export function creationTime(objectId: string): Date {
  return new Date(Number.parseInt(objectId.slice(0, 8), 16) * 1000);
}

export const jobHasEnded = (status: JobStatus): boolean => status !== 'QUEUED' && status !== 'RUNNING';

/** Which of the two shapes a family's jobs have. */
export const isFlexShaped = (family: Family): boolean => family === 'flex' || family === 'tenant';

/** The flag may lag behind the time. */
function isPast(time: string | undefined, now: Date): boolean {
  return time !== undefined && now.getTime() > Date.parse(time);
}
