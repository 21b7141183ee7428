/** Flex clusters: restore jobs and snapshots. M2/M5 tenants differ in one field name. */
import * as z from 'zod/mini';
import { dateTime, links, objectId, page, targetItemName } from './common.ts';

const readOnlyJobFields = {
  id: z.optional(z.unknown()),
  deliveryType: z.optional(z.unknown()),
  expirationDate: z.optional(z.unknown()),
  links: z.optional(z.unknown()),
  projectId: z.optional(z.unknown()),
  restoreFinishedDate: z.optional(z.unknown()),
  restoreScheduledDate: z.optional(z.unknown()),
  snapshotFinishedDate: z.optional(z.unknown()),
  snapshotUrl: z.optional(z.unknown()),
  status: z.optional(z.unknown()),
};

/** `targetProjectId` defaults to the source's project. The Atlas CLI also sends `instanceName`: tolerated. */
export const flexRestoreJobCreate = z.strictObject({
  ...readOnlyJobFields,
  instanceName: z.optional(z.unknown()),
  snapshotId: objectId,
  targetDeploymentItemName: targetItemName,
  targetProjectId: z.optional(objectId),
});

export const flexDownloadCreate = z.strictObject({ links: z.optional(z.unknown()), snapshotId: objectId });

const jobFields = {
  id: objectId,
  deliveryType: z.optional(z.string()),
  status: z.optional(z.string()),
  projectId: z.optional(objectId),
  snapshotId: z.optional(objectId),
  snapshotFinishedDate: z.optional(dateTime),
  snapshotUrl: z.optional(z.string()),
  restoreScheduledDate: z.optional(dateTime),
  restoreFinishedDate: z.optional(dateTime),
  expirationDate: z.optional(dateTime),
  targetDeploymentItemName: z.optional(z.string()),
  targetProjectId: z.optional(objectId),
  links,
};

export const flexRestoreJob = z.looseObject({ ...jobFields, instanceName: z.optional(z.string()) });
export type FlexRestoreJob = z.infer<typeof flexRestoreJob>;
export const flexRestoreJobPage = page(flexRestoreJob);

export const tenantRestoreCreate = z.strictObject({
  ...readOnlyJobFields,
  clusterName: z.optional(z.unknown()),
  snapshotId: objectId,
  targetDeploymentItemName: targetItemName,
  targetProjectId: z.optional(objectId),
});
export const tenantDownloadCreate = z.strictObject({
  ...readOnlyJobFields,
  clusterName: z.optional(z.unknown()),
  snapshotId: objectId,
});
export const tenantRestore = z.looseObject({ ...jobFields, clusterName: z.optional(z.string()) });
export type TenantRestore = z.infer<typeof tenantRestore>;
export const tenantRestorePage = page(tenantRestore);

export const flexSnapshot = z.looseObject({
  id: objectId,
  status: z.optional(z.string()),
  scheduledTime: z.optional(dateTime),
  startTime: z.optional(dateTime),
  finishTime: z.optional(dateTime),
  expiration: z.optional(dateTime),
  mongoDBVersion: z.optional(z.string()),
  links,
});
export type FlexSnapshot = z.infer<typeof flexSnapshot>;
export const flexSnapshotPage = page(flexSnapshot);

export const serverlessSnapshot = z.looseObject({
  id: objectId,
  status: z.optional(z.string()),
  snapshotType: z.optional(z.string()),
  frequencyType: z.optional(z.string()),
  createdAt: z.optional(dateTime),
  expiresAt: z.optional(dateTime),
  mongodVersion: z.optional(z.string()),
  serverlessInstanceName: z.optional(z.string()),
  storageSizeBytes: z.optional(z.number()),
  links,
});
export type ServerlessSnapshot = z.infer<typeof serverlessSnapshot>;
export const serverlessSnapshotPage = page(serverlessSnapshot);
