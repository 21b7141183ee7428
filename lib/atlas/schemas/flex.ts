/** Flex clusters: restore jobs and snapshots. M2/M5 tenants differ in one field name. */
import * as z from 'zod/mini';
import { links, objectId, page, targetItemName } from './common.ts';
import { optionalId, optionalNumber, optionalText, optionalTime, optionalValue } from './optional.ts';

const readOnlyJobFields = {
  id: optionalValue,
  deliveryType: optionalValue,
  expirationDate: optionalValue,
  links: optionalValue,
  projectId: optionalValue,
  restoreFinishedDate: optionalValue,
  restoreScheduledDate: optionalValue,
  snapshotFinishedDate: optionalValue,
  snapshotUrl: optionalValue,
  status: optionalValue,
};

/** `targetProjectId` defaults to the source's project. The Atlas CLI also sends `instanceName`: tolerated. */
export const flexRestoreJobCreate = z.strictObject({
  ...readOnlyJobFields,
  instanceName: optionalValue,
  snapshotId: objectId,
  targetDeploymentItemName: targetItemName,
  targetProjectId: optionalId,
});

export const flexDownloadCreate = z.strictObject({ links: optionalValue, snapshotId: objectId });

const jobFields = {
  id: objectId,
  deliveryType: optionalText,
  status: optionalText,
  projectId: optionalId,
  snapshotId: optionalId,
  snapshotFinishedDate: optionalTime,
  snapshotUrl: optionalText,
  restoreScheduledDate: optionalTime,
  restoreFinishedDate: optionalTime,
  expirationDate: optionalTime,
  targetDeploymentItemName: optionalText,
  targetProjectId: optionalId,
  links,
};

export const flexRestoreJob = z.looseObject({ ...jobFields, instanceName: optionalText });
export type FlexRestoreJob = z.infer<typeof flexRestoreJob>;
export const flexRestoreJobPage = page(flexRestoreJob);

export const tenantRestoreCreate = z.strictObject({
  ...readOnlyJobFields,
  clusterName: optionalValue,
  snapshotId: objectId,
  targetDeploymentItemName: targetItemName,
  targetProjectId: optionalId,
});
export const tenantDownloadCreate = z.strictObject({
  ...readOnlyJobFields,
  clusterName: optionalValue,
  snapshotId: objectId,
});
export const tenantRestore = z.looseObject({ ...jobFields, clusterName: optionalText });
export type TenantRestore = z.infer<typeof tenantRestore>;
export const tenantRestorePage = page(tenantRestore);

export const flexSnapshot = z.looseObject({
  id: objectId,
  status: optionalText,
  scheduledTime: optionalTime,
  startTime: optionalTime,
  finishTime: optionalTime,
  expiration: optionalTime,
  mongoDBVersion: optionalText,
  links,
});
export type FlexSnapshot = z.infer<typeof flexSnapshot>;
export const flexSnapshotPage = page(flexSnapshot);

export const serverlessSnapshot = z.looseObject({
  id: objectId,
  status: optionalText,
  snapshotType: optionalText,
  frequencyType: optionalText,
  createdAt: optionalTime,
  expiresAt: optionalTime,
  mongodVersion: optionalText,
  serverlessInstanceName: optionalText,
  storageSizeBytes: optionalNumber,
  links,
});
export type ServerlessSnapshot = z.infer<typeof serverlessSnapshot>;
export const serverlessSnapshotPage = page(serverlessSnapshot);
