/** `POST …/backup/snapshots`: an on-demand snapshot of a dedicated cluster, queued. */
import type { BodyOf } from '../../../../lib/atlas/operations.ts';
import type { DeploymentCall } from '../call.ts';
import { Refusal } from '../errors.ts';
import { endingFor, jobFaultsFor } from '../faults/choose.ts';
import { DEDICATED_TAKES_MS, membersOf, sizeOf, snapshotOfNow } from '../fleet-snapshots.ts';
import type { Snapshot } from '../model.ts';
import { DAY, wholeSecond } from '../time.ts';
import { newObjectId, snapshotsOf } from '../world.ts';
import { checkRetention } from './compliance-policy.ts';
import { replicaSetSnapshot, shardedSnapshot } from './documents.ts';
import { exists, snapshotAt } from './lifecycle.ts';

/** Not documented; that of the fleet's daily snapshots. */
const DEFAULT_RETENTION_DAYS = 7;
/** Later than anybody waits, and still a date. */
const NEVER_MS = 10_000 * DAY;

export function takeSnapshot(call: DeploymentCall<BodyOf<'takeClusterSnapshot'>>): object {
  const { world, now, body, deployment } = call;
  if (!deployment.backupEnabled) throw new Refusal('BACKUP_JOB_NOT_FOUND', [deployment.name]);
  const isUnfinished = (one: Snapshot) =>
    one.snapshotType === 'onDemand' &&
    exists(one, now) &&
    ['queued', 'inProgress'].includes(snapshotAt(one, now).status);
  if (snapshotsOf(world, deployment).some(isUnfinished)) {
    throw new Refusal('UNFINISHED_ON_DEMAND_SNAPSHOT', [deployment.name]);
  }
  const retentionDays = body.retentionInDays ?? DEFAULT_RETENTION_DAYS;
  checkRetention(call.project, retentionDays);
  const requestedAt = wholeSecond(now);
  const id = newObjectId(world, requestedAt);
  const ending = endingFor(jobFaultsFor(world, call.name), 'succeeds');
  const snapshot: Snapshot = {
    ...snapshotOfNow(deployment),
    id,
    snapshotType: 'onDemand',
    frequencyType: 'ondemand',
    requestedAt,
    takesMs: ending === 'never' ? NEVER_MS : DEDICATED_TAKES_MS,
    outcome: ending === 'succeeds' || ending === 'never' ? 'completes' : 'fails',
    retentionMs: retentionDays * DAY,
    storageSizeBytes: sizeOf(deployment),
    members: membersOf(deployment, id.slice(0, 18) + id.slice(-5)),
    ...(body.description !== undefined && { description: body.description }),
  };
  world.data.snapshots.push(snapshot);
  world.save();
  return snapshot.topology === 'shardedCluster'
    ? shardedSnapshot(call, snapshot)
    : replicaSetSnapshot(call, snapshot);
}
