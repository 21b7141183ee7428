/** Restore jobs and downloads of Flex clusters and M2/M5 tenants. */
import { createHash } from 'node:crypto';
import type { BodyOf } from '../../../../lib/atlas/operations.ts';
import type { DeploymentCall } from '../call.ts';
import { Refusal } from '../errors.ts';
import { tenantLink } from '../links.ts';
import type { Job, Snapshot } from '../model.ts';
import { exists, snapshotAt } from '../snapshots/lifecycle.ts';
import { HOUR, wireTime } from '../time.ts';
import { snapshotsOf } from '../world.ts';
import { createJob } from './create.ts';
import { FLEX_LINK_MS, jobAt, type Phase } from './lifecycle.ts';
import { checkTenantTarget, existingTarget } from './target.ts';

/** Recorded in all of 100 restore jobs; nothing happens then. */
const RESTORE_EXPIRY_MS = 6 * HOUR;

export function createFlexJob(call: DeploymentCall<BodyOf<'createFlexRestoreJob'>>): object {
  const { world, body, project } = call;
  const snapshot = completeSnapshot(call, body.snapshotId);
  // Recorded: without a target project it is the source's own.
  const target = existingTarget(world, body.targetProjectId ?? project.id, body.targetDeploymentItemName);
  checkTenantTarget(world, target, snapshot);
  return flexJobDocument(call, createJob(call, { delivery: 'automated', snapshot, target }));
}

export function createFlexDownload(call: DeploymentCall<{ snapshotId: string }>): object {
  const snapshot = completeSnapshot(call, call.body.snapshotId);
  return flexJobDocument(call, createJob(call, { delivery: 'download', snapshot }));
}

function completeSnapshot(call: DeploymentCall, id: string): Snapshot {
  const { world, now, deployment } = call;
  const snapshot = snapshotsOf(world, deployment).find((one) => one.id === id && exists(one, now));
  if (snapshot === undefined) throw new Refusal('TENANT_SNAPSHOT_NOT_FOUND', [id, deployment.name]);
  if (snapshotAt(snapshot, now).status !== 'completed') {
    throw new Refusal('CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT', [id]);
  }
  return snapshot;
}

const STATUS: Record<Phase, string> = {
  pending: 'PENDING',
  running: 'RUNNING',
  succeeded: 'COMPLETED',
  ready: 'COMPLETED',
  expired: 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'FAILED',
};

export function flexJobDocument(call: DeploymentCall, job: Job): object {
  const { now, deployment, row } = call;
  const { phase, endedAt } = jobAt(job, now);
  const isDownload = job.delivery === 'download';
  const expiresAt = job.createdAt + (isDownload ? FLEX_LINK_MS : RESTORE_EXPIRY_MS);
  const isTenant = row.family === 'tenant';
  return {
    ...(isTenant && { clusterName: deployment.name }),
    deliveryType: isDownload ? 'DOWNLOAD' : 'RESTORE',
    expirationDate: wireTime(expiresAt),
    id: job.id,
    ...(!isTenant && { instanceName: deployment.name }),
    // Recorded: Flex jobs carry no links.
    ...(isTenant && { links: tenantLink(call, deployment, `restores/${job.id}`) }),
    projectId: deployment.projectId,
    ...(endedAt !== undefined && { restoreFinishedDate: wireTime(endedAt) }),
    restoreScheduledDate: wireTime(job.createdAt),
    ...(job.snapshotAt !== undefined && { snapshotFinishedDate: wireTime(job.snapshotAt) }),
    ...(job.snapshotId !== undefined && { snapshotId: job.snapshotId }),
    ...(isDownload && phase !== 'failed' && now < expiresAt && { snapshotUrl: snapshotUrl(job) }),
    status: STATUS[phase],
    ...(job.target && {
      targetDeploymentItemName: job.target.name,
      targetProjectId: job.target.projectId,
    }),
  };
}

/** Documented: usable for 4 hours from the request, so it is there from the first answer on. */
function snapshotUrl(job: Job): string {
  const signature = createHash('sha256').update(job.id).digest('hex');
  return `https://restore-${job.id}.flex.mongodb.net/${job.snapshotId}.tgz?Signature=${signature}`;
}
