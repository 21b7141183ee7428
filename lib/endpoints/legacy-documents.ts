/**
 * Documents of a Flex cluster as those of the M2/M5 cluster or serverless instance that it once was (atlas-api §1.3,
 * §1.4). Only what Flex tells: where a field cannot be known, it is absent.
 */
import type { AnswerOf } from '../atlas/operations.ts';
import { flexLifecycle } from '../restores/lifecycle.ts';

export type FlexJob = AnswerOf<'getFlexRestoreJob'>;
export type FlexSnapshot = AnswerOf<'getFlexSnapshot'>;
export type FlexCluster = AnswerOf<'getFlexCluster'>;

/** The deployment that a legacy path names. */
export interface LegacyPlace {
  readonly projectId: string;
  readonly name: string;
  /** Of the deployment, or of the list that the answer is or is from. */
  readonly path: string;
  readonly now: Date;
}

/** Replaced by this service's address like Atlas' own. */
const HOST = 'https://cloud.mongodb.com';
const RELATION = 'https://cloud.mongodb.com';

export const linkTo = (path: string, rel = 'self') => ({ href: `${HOST}${path}`, rel });

export function tenantRestore({ instanceName, ...job }: FlexJob, { path, name }: LegacyPlace): object {
  return sorted({ ...job, clusterName: instanceName ?? name, links: [linkTo(`${path}/${job.id}`)] });
}

export function tenantSnapshot(snapshot: FlexSnapshot, { path }: LegacyPlace): object {
  return sorted({ ...snapshot, links: [linkTo(`${path}/${snapshot.id}`)] });
}

/** Serverless jobs have dedicated clusters' shape: no status, but flags and times. */
export function serverlessJob(job: FlexJob, { path, projectId, now }: LegacyPlace): object {
  const { status, expiresAt, finishedAt } = flexLifecycle(job, now);
  const isDownload = job.deliveryType === 'DOWNLOAD';
  const instance = path.slice(0, path.indexOf('/backup/'));
  return sorted({
    cancelled: false,
    deliveryType: isDownload ? 'download' : 'automated',
    deliveryUrl: status === 'READY' && job.snapshotUrl !== undefined ? [job.snapshotUrl] : [],
    desiredTimestamp: { increment: null, time: null, date: null },
    expired: status === 'EXPIRED',
    ...(expiresAt !== undefined &&
      (status === 'READY' || status === 'EXPIRED') && { expiresAt: whole(expiresAt) }),
    failed: status === 'FAILED',
    // A finished download has none, as recorded of dedicated clusters.
    ...(!isDownload && finishedAt !== undefined && { finishedAt }),
    id: job.id,
    links: [
      linkTo(`${path}/${job.id}`),
      ...(job.snapshotId === undefined
        ? []
        : [linkTo(`${instance}/backup/snapshots/${job.snapshotId}`, `${RELATION}/snapshot`)]),
      linkTo(instance, `${RELATION}/cluster`),
      linkTo(`/api/atlas/v2/groups/${projectId}`, `${RELATION}/group`),
    ],
    snapshotId: job.snapshotId,
    ...(!isDownload && {
      targetClusterName: job.targetDeploymentItemName,
      targetGroupId: job.targetProjectId,
    }),
    timestamp: job.snapshotFinishedDate,
  });
}

const SNAPSHOT_STATUS: Readonly<Record<string, string>> = {
  PENDING: 'queued',
  QUEUED: 'queued',
  RUNNING: 'inProgress',
  COMPLETED: 'completed',
  FAILED: 'failed',
};

/** Flex has daily snapshots by its own schedule and no others, and does not tell their size. */
export function serverlessSnapshot(snapshot: FlexSnapshot, { path, name }: LegacyPlace): object {
  const { id, status = '', expiration, finishTime, mongoDBVersion } = snapshot;
  return sorted({
    ...(status === 'COMPLETED' && { createdAt: finishTime }),
    expiresAt: expiration,
    frequencyType: 'daily',
    id,
    links: [linkTo(`${path}/${id}`), linkTo(path.slice(0, path.indexOf('/backup/')), `${RELATION}/cluster`)],
    mongodVersion: mongoDBVersion,
    serverlessInstanceName: name,
    snapshotType: 'scheduled',
    // A state that is not known yet stays what Atlas calls it.
    status: SNAPSHOT_STATUS[status] ?? status,
  });
}

export function serverlessInstance(cluster: FlexCluster, { path }: LegacyPlace): object {
  const { backupSettings: _, clusterType: __, versionReleaseSystem: ___, ...rest } = cluster;
  const { providerSettings, connectionStrings } = cluster;
  return sorted({
    ...rest,
    connectionStrings: { standardSrv: connectionStrings?.standardSrv },
    links: [
      linkTo(path),
      linkTo(`${path}/backup/restoreJobs`, `${RELATION}/restoreJobs`),
      linkTo(`${path}/backup/snapshots`, `${RELATION}/snapshots`),
    ],
    providerSettings: {
      backingProviderName: providerSettings?.backingProviderName,
      providerName: 'SERVERLESS',
      regionName: providerSettings?.regionName,
    },
  });
}

/** Atlas' times are whole seconds. */
const whole = (time: string) => time.replace(/\.\d+Z$/, 'Z');

/** As Atlas writes its documents; a member that is undefined will not be written. */
function sorted(document: object): object {
  return Object.fromEntries(Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1)));
}
