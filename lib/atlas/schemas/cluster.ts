/** Dedicated clusters: restore jobs and snapshots. Serverless shares the restore job. */
import * as z from 'zod/mini';
import {
  dateTime,
  deploymentName,
  int32,
  links,
  objectId,
  oplogIncrement,
  page,
  pointInTimeSeconds,
} from './common.ts';

/** Fields Atlas sets; a client that sends a whole job back is tolerated, its values are ignored. */
const readOnlyJobFields = {
  id: z.optional(z.unknown()),
  cancelled: z.optional(z.unknown()),
  deliveryUrl: z.optional(z.unknown()),
  desiredTimestamp: z.optional(z.unknown()),
  expired: z.optional(z.unknown()),
  expiresAt: z.optional(z.unknown()),
  failed: z.optional(z.unknown()),
  finishedAt: z.optional(z.unknown()),
  links: z.optional(z.unknown()),
  timestamp: z.optional(z.unknown()),
};

export const clusterRestoreJobCreate = z.strictObject({
  ...readOnlyJobFields,
  components: z.optional(z.unknown()),
  privateDownloadDeliveryUrls: z.optional(z.unknown()),
  deliveryType: z.enum(['automated', 'download', 'pointInTime']),
  snapshotId: z.optional(objectId),
  targetClusterName: z.optional(deploymentName),
  targetGroupId: z.optional(objectId),
  pointInTimeUTCSeconds: z.optional(pointInTimeSeconds),
  oplogTs: z.optional(pointInTimeSeconds),
  oplogInc: z.optional(oplogIncrement),
});

/** Serverless requires the target even for a download. */
export const serverlessRestoreJobCreate = z.strictObject({
  ...readOnlyJobFields,
  deliveryType: z.enum(['automated', 'download', 'pointInTime']),
  snapshotId: z.optional(objectId),
  targetClusterName: deploymentName,
  targetGroupId: objectId,
  pointInTimeUTCSeconds: z.optional(pointInTimeSeconds),
  oplogTs: z.optional(pointInTimeSeconds),
  oplogInc: z.optional(oplogIncrement),
});

/** A job has no status and no creation time: `lib/restores/lifecycle.ts` derives both. */
export const clusterRestoreJob = z.looseObject({
  id: objectId,
  deliveryType: z.string(),
  cancelled: z.optional(z.boolean()),
  expired: z.optional(z.boolean()),
  failed: z.optional(z.boolean()),
  deliveryUrl: z.optional(z.array(z.string())),
  desiredTimestamp: z.optional(
    z.looseObject({ date: z.nullish(dateTime), increment: z.nullish(z.int()), time: z.nullish(z.unknown()) }),
  ),
  components: z.optional(
    z.array(z.looseObject({ replicaSetName: z.optional(z.string()), downloadUrl: z.nullish(z.string()) })),
  ),
  snapshotId: z.optional(objectId),
  timestamp: z.optional(dateTime),
  targetClusterName: z.optional(z.string()),
  targetGroupId: z.optional(objectId),
  targetDeploymentItemName: z.optional(z.string()),
  pointInTimeUTCSeconds: z.optional(z.int()),
  oplogTs: z.optional(z.int()),
  oplogInc: z.optional(z.int()),
  finishedAt: z.optional(dateTime),
  expiresAt: z.optional(dateTime),
  links,
});
export type ClusterRestoreJob = z.infer<typeof clusterRestoreJob>;
export const clusterRestoreJobPage = page(clusterRestoreJob);

/** `retentionInDays` has a default of Atlas' own. */
export const clusterSnapshotTake = z.strictObject({
  description: z.optional(z.string()),
  retentionInDays: z.optional(int32.check(z.minimum(1))),
  links: z.optional(z.unknown()),
});

export const clusterSnapshot = z.looseObject({
  id: objectId,
  status: z.optional(z.string()),
  snapshotType: z.optional(z.string()),
  type: z.optional(z.string()),
  frequencyType: z.optional(z.string()),
  createdAt: z.optional(dateTime),
  expiresAt: z.optional(dateTime),
  description: z.nullish(z.string()),
  mongodVersion: z.optional(z.string()),
  storageSizeBytes: z.optional(z.number()),
  cloudProvider: z.optional(z.string()),
  replicaSetName: z.optional(z.string()),
  /** Sharded clusters: one member a shard. */
  members: z.optional(z.array(z.looseObject({ replicaSetName: z.optional(z.string()) }))),
  configServerType: z.optional(z.string()),
  links,
});
export type ClusterSnapshot = z.infer<typeof clusterSnapshot>;
export const clusterSnapshotPage = page(clusterSnapshot);

/** Only what the point-in-time window needs. */
export const backupSchedule = z.looseObject({
  clusterName: z.optional(z.string()),
  restoreWindowDays: z.optional(z.int()),
});
