/** `POST …/backup/restoreJobs` of dedicated clusters and serverless instances. */
import type { BodyOf } from '../../../../lib/atlas/operations.ts';
import type { DeploymentCall } from '../call.ts';
import { Refusal } from '../errors.ts';
import type { Job } from '../model.ts';
import { restorableSnapshot } from '../snapshots/find.ts';
import { snapshotAt } from '../snapshots/lifecycle.ts';
import { wholeSecond } from '../time.ts';
import { clusterJobDocument } from './cluster-document.ts';
import { createJob } from './create.ts';
import { planFor } from './durations.ts';
import { CLUSTER_LINK_MS, jobAt } from './lifecycle.ts';
import { baseSnapshot, momentOf } from './point-in-time.ts';
import { checkDedicatedTarget, existingTarget } from './target.ts';

type Body = BodyOf<'createClusterRestoreJob'>;

/** Documented limit of active downloads in one project. */
const DOWNLOADS_PER_PROJECT = 20;

export function createClusterJob(call: DeploymentCall<Body>): object {
  const { backupEnabled, name } = call.deployment;
  if (!backupEnabled) throw new Refusal('BACKUP_JOB_NOT_FOUND', [name]);
  const job = call.body.deliveryType === 'download' ? download(call) : restore(call);
  return clusterJobDocument(call, job);
}

function restore(call: DeploymentCall<Body>): Job {
  const { world, row, body } = call;
  const { deliveryType, targetClusterName, targetGroupId } = body;
  const from = row.family === 'serverless' ? 'serverless' : 'cluster';
  if (deliveryType !== 'pointInTime') {
    forbid(body, ['pointInTimeUTCSeconds', 'oplogTs', 'oplogInc']);
  }
  const snapshotId = deliveryType === 'pointInTime' ? '' : required(body.snapshotId, 'snapshotId');
  const targetName = required(targetClusterName, 'targetClusterName');
  const targetProject = required(targetGroupId, 'targetGroupId');
  const moment = deliveryType === 'pointInTime' ? momentOf(body, from === 'cluster') : undefined;
  const snapshot = moment ? baseSnapshot(call, moment) : restorableSnapshot(call, snapshotId);
  const target = existingTarget(world, targetProject, targetName);
  checkDedicatedTarget(world, target, snapshot, from);
  const delivery = moment ? 'pointInTime' : 'automated';
  return createJob(call, { delivery, snapshot, target, ...(moment && { pointInTime: moment }) });
}

function download(call: DeploymentCall<Body>): Job {
  const { world, now, body, deployment, row } = call;
  forbid(body, ['pointInTimeUTCSeconds', 'oplogTs', 'oplogInc']);
  const snapshotId = required(body.snapshotId, 'snapshotId');
  const snapshot = restorableSnapshot(call, snapshotId, 'CANNOT_DOWNLOAD_INCOMPLETE_SNAPSHOT');
  const readyAt = now + planFor(row.family, 'download', 0).takesMs;
  if (readyAt + CLUSTER_LINK_MS > snapshotAt(snapshot, now).expiresAt) {
    throw new Refusal('LINK_EXPIRATION_AFTER_SNAPSHOT_DELETION', [snapshot.id]);
  }
  const active = world.data.jobs.filter((job) => isActiveDownload(job, deployment.projectId, now));
  if (active.some((job) => job.snapshotId === snapshot.id)) {
    throw new Refusal('CANNOT_DOWNLOAD_SNAPSHOT_CONCURRENTLY', [snapshot.id]);
  }
  if (active.length >= DOWNLOADS_PER_PROJECT) {
    throw new Refusal('TOO_MANY_SNAPSHOT_DOWNLOADS', [deployment.projectId]);
  }
  return createJob(call, { delivery: 'download', snapshot });
}

/** In preparation, or with a link that still works. */
function isActiveDownload(job: Job, projectId: string, now: number): boolean {
  if (job.delivery !== 'download' || job.projectId !== projectId) return false;
  const { phase } = jobAt(job, now);
  return phase === 'pending' || phase === 'running' || phase === 'ready';
}

function required(value: string | undefined, attribute: string): string {
  if (value === undefined) throw new Refusal('MISSING_ATTRIBUTE', [attribute]);
  return value;
}

function forbid(body: Body, attributes: readonly (keyof Body)[]): void {
  const present = attributes.find((attribute) => body[attribute] !== undefined);
  if (present !== undefined) throw new Refusal('INVALID_ATTRIBUTE', [present]);
}

/** Only downloads can be called off: a restore has already begun to overwrite its target. */
export function cancelClusterJob(call: DeploymentCall, job: Job): undefined {
  const { world, now, deployment } = call;
  if (job.delivery !== 'download') throw new Refusal('CANNOT_CANCEL_AUTOMATED_RESTORE', [job.id]);
  const { phase } = jobAt(job, now);
  if (phase !== 'pending' && phase !== 'running' && phase !== 'ready') {
    throw new Refusal('RESTORE_JOB_NOT_FOUND', [job.id, deployment.name]);
  }
  world.data.jobs = world.data.jobs.map((one) =>
    one.id === job.id ? { ...one, cancelledAt: wholeSecond(now) } : one,
  );
  world.save();
  return undefined;
}
