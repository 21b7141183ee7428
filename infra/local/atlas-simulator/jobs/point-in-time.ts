/** Point-in-time restores: which moment is asked for, whether the history reaches there, and from which snapshot. */
import type { DeploymentCall } from '../call.ts';
import { Refusal } from '../errors.ts';
import type { Job, Snapshot } from '../model.ts';
import { exists, snapshotAt } from '../snapshots/lifecycle.ts';
import { DAY, SECOND } from '../time.ts';
import { jobsOnto, snapshotsOf } from '../world.ts';
import { jobAt } from './lifecycle.ts';

interface Moment {
  readonly pointInTimeUTCSeconds?: number | undefined;
  readonly oplogTs?: number | undefined;
  readonly oplogInc?: number | undefined;
}

/** Exactly one of a time in seconds, or an oplog timestamp of both its parts. */
export function momentOf(body: Moment, allowOplog: boolean): NonNullable<Job['pointInTime']> {
  const { pointInTimeUTCSeconds, oplogTs, oplogInc } = body;
  const hasOplog = oplogTs !== undefined || oplogInc !== undefined;
  if ((pointInTimeUTCSeconds !== undefined) === hasOplog) {
    throw new Refusal('INVALID_PIT_RESTORE_TIME', [
      'give either pointInTimeUTCSeconds or oplogTs and oplogInc',
    ]);
  }
  if (pointInTimeUTCSeconds !== undefined) return { pointInTimeUTCSeconds };
  if (oplogTs === undefined) throw new Refusal('MISSING_ATTRIBUTE', ['oplogTs']);
  if (oplogInc === undefined) throw new Refusal('MISSING_ATTRIBUTE', ['oplogInc']);
  // Documented: serverless instances know no oplog timestamps.
  if (!allowOplog)
    throw new Refusal('INVALID_PIT_RESTORE_TIME', ['an oplog timestamp is not supported here']);
  return { oplogTs, oplogInc };
}

/** The snapshot that a restore to that moment starts from. */
export function baseSnapshot(call: DeploymentCall, moment: NonNullable<Job['pointInTime']>): Snapshot {
  const { deployment, now } = call;
  const at = (moment.pointInTimeUTCSeconds ?? moment.oplogTs ?? 0) * SECOND;
  if (!deployment.pitEnabled) {
    throw new Refusal('INVALID_PIT_RESTORE_TIME', [
      `continuous backup is off for cluster ${deployment.name}`,
    ]);
  }
  if (at > now) throw new Refusal('INVALID_PIT_RESTORE_TIME', ['it lies in the future']);
  if (at < now - deployment.restoreWindowDays * DAY) {
    throw new Refusal('INVALID_PIT_RESTORE_TIME', ['it lies before the restore window']);
  }
  const base = snapshotBefore(call, at);
  if (base === undefined) {
    throw new Refusal('UNABLE_T0_FIND_SNAPSHOT_PRIOR_TO_PIT_RESTORE_OPTIME', [deployment.name]);
  }
  if (wasRestoredBetween(call, snapshotAt(base, now).createdAt, at)) {
    throw new Refusal('NO_CHECKPOINT_FOR_PIT_RESTORE', [deployment.name]);
  }
  return base;
}

/** The newest complete snapshot whose data is not younger than a moment. */
export function snapshotBefore(call: DeploymentCall, at: number): Snapshot | undefined {
  const { world, deployment, now } = call;
  return snapshotsOf(world, deployment)
    .filter((one) => exists(one, now) && snapshotAt(one, now).status === 'completed')
    .filter((one) => snapshotAt(one, now).createdAt <= at)
    .sort((a, b) => a.requestedAt - b.requestedAt)
    .at(-1);
}

/** Documented: after a restore onto a cluster its own history starts again with its next snapshot. */
function wasRestoredBetween(call: DeploymentCall, from: number, to: number): boolean {
  return jobsOnto(call.world, call.deployment).some((job) => {
    const end = jobAt(job, call.now).endedAt ?? call.now;
    return end > from && job.createdAt <= to;
  });
}
