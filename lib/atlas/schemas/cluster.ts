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
import {
  optionalBoolean,
  optionalId,
  optionalInt,
  optionalNumber,
  optionalText,
  optionalTime,
  optionalValue,
} from './optional.ts';

/** Fields Atlas sets; a client that sends a whole job back is tolerated, its values are ignored. */
const readOnlyJobFields = {
  id: optionalValue,
  cancelled: optionalValue,
  deliveryUrl: optionalValue,
  desiredTimestamp: optionalValue,
  expired: optionalValue,
  expiresAt: optionalValue,
  failed: optionalValue,
  finishedAt: optionalValue,
  links: optionalValue,
  timestamp: optionalValue,
};

export const clusterRestoreJobCreate = z.strictObject({
  ...readOnlyJobFields,
  components: optionalValue,
  privateDownloadDeliveryUrls: optionalValue,
  deliveryType: z.enum(['automated', 'download', 'pointInTime']),
  snapshotId: optionalId,
  targetClusterName: z.optional(deploymentName),
  targetGroupId: optionalId,
  pointInTimeUTCSeconds: z.optional(pointInTimeSeconds),
  oplogTs: z.optional(pointInTimeSeconds),
  oplogInc: z.optional(oplogIncrement),
});

/** Serverless requires the target even for a download. */
export const serverlessRestoreJobCreate = z.strictObject({
  ...readOnlyJobFields,
  deliveryType: z.enum(['automated', 'download', 'pointInTime']),
  snapshotId: optionalId,
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
  cancelled: optionalBoolean,
  expired: optionalBoolean,
  failed: optionalBoolean,
  deliveryUrl: z.optional(z.array(z.string())),
  desiredTimestamp: z.optional(
    z.looseObject({ date: z.nullish(dateTime), increment: z.nullish(z.int()), time: z.nullish(z.unknown()) }),
  ),
  components: z.optional(
    z.array(z.looseObject({ replicaSetName: optionalText, downloadUrl: z.nullish(z.string()) })),
  ),
  snapshotId: optionalId,
  timestamp: optionalTime,
  targetClusterName: optionalText,
  targetGroupId: optionalId,
  targetDeploymentItemName: optionalText,
  pointInTimeUTCSeconds: optionalInt,
  oplogTs: optionalInt,
  oplogInc: optionalInt,
  finishedAt: optionalTime,
  expiresAt: optionalTime,
  links,
});
export type ClusterRestoreJob = z.infer<typeof clusterRestoreJob>;
export const clusterRestoreJobPage = page(clusterRestoreJob);

/** `retentionInDays` has a default of Atlas' own. */
export const clusterSnapshotTake = z.strictObject({
  description: optionalText,
  retentionInDays: z.optional(int32.check(z.minimum(1))),
  links: optionalValue,
});

export const clusterSnapshot = z.looseObject({
  id: objectId,
  status: optionalText,
  snapshotType: optionalText,
  type: optionalText,
  frequencyType: optionalText,
  createdAt: optionalTime,
  expiresAt: optionalTime,
  description: z.nullish(z.string()),
  mongodVersion: optionalText,
  storageSizeBytes: optionalNumber,
  cloudProvider: optionalText,
  replicaSetName: optionalText,
  /** Sharded clusters: one member a shard. */
  members: z.optional(z.array(z.looseObject({ replicaSetName: optionalText }))),
  configServerType: optionalText,
  links,
});
export type ClusterSnapshot = z.infer<typeof clusterSnapshot>;
export const clusterSnapshotPage = page(clusterSnapshot);

/** Only what the point-in-time window needs. */
export const backupSchedule = z.looseObject({
  clusterName: optionalText,
  restoreWindowDays: optionalInt,
});
