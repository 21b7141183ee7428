/** Snapshots of the deployment that a call names. */
import type { DeploymentCall } from '../call.ts';
import { Refusal } from '../errors.ts';
import { snapshotBefore } from '../jobs/point-in-time.ts';
import type { Snapshot, Topology } from '../model.ts';
import { SECOND } from '../time.ts';
import { snapshotsOf } from '../world.ts';
import { exists, snapshotAt } from './lifecycle.ts';

/** Oldest first, as Flex is recorded. */
export function oldestFirst({ world, deployment, now }: DeploymentCall): Snapshot[] {
  return snapshotsOf(world, deployment)
    .filter((one) => exists(one, now))
    .sort((a, b) => a.requestedAt - b.requestedAt);
}

/** Newest first, and only of one topology: replica sets and sharded clusters have lists of their own. */
export function newestFirst(call: DeploymentCall, topology: Topology): Snapshot[] {
  return oldestFirst(call)
    .filter((one) => one.topology === topology)
    .reverse();
}

/** The list of a replica set, or the one snapshot before the moment that the query names. */
export function listedSnapshots(call: DeploymentCall): Snapshot[] {
  const { pointInTimeUtcSeconds, oplogTs, oplogInc } = call.query;
  if (pointInTimeUtcSeconds !== undefined && (oplogTs ?? oplogInc) !== undefined) {
    throw new Refusal('MUTUALLY_EXCLUSIVE_QUERY_PARAMETERS', ['pointInTimeUtcSeconds', 'oplogTs']);
  }
  if (oplogTs === undefined && oplogInc !== undefined) {
    throw new Refusal('MISSING_QUERY_PARAMETER', ['oplogTs']);
  }
  if (oplogTs !== undefined && oplogInc === undefined) {
    throw new Refusal('MISSING_QUERY_PARAMETER', ['oplogInc']);
  }
  const seconds = pointInTimeUtcSeconds ?? oplogTs;
  if (seconds === undefined) return newestFirst(call, 'replicaSet');
  const before = snapshotBefore(call, Number(seconds) * SECOND);
  return before === undefined || before.topology !== 'replicaSet' ? [] : [before];
}

export function snapshotOf(
  call: DeploymentCall,
  missing: 'SNAPSHOT_NOT_FOUND' | 'TENANT_SNAPSHOT_NOT_FOUND',
  topology?: Topology,
): Snapshot {
  const id = call.path.snapshotId ?? '';
  const snapshot = oldestFirst(call).find((one) => one.id === id);
  const fits = topology === undefined || snapshot?.topology === topology;
  if (snapshot === undefined || !fits) throw new Refusal(missing, [id, call.deployment.name]);
  return snapshot;
}

type Incomplete =
  | 'CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT'
  | 'CANNOT_DOWNLOAD_INCOMPLETE_SNAPSHOT';

/** A snapshot of a dedicated cluster or serverless instance that a request's body names: complete, and still there. */
export function restorableSnapshot(
  { world, now, deployment }: DeploymentCall,
  id: string,
  incomplete: Incomplete = 'CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT',
): Snapshot {
  const all = snapshotsOf(world, deployment);
  if (all.some((one) => one.members.some((member) => member.id === id))) {
    throw new Refusal('AUTOMATED_RESTORE_OF_SHARD_NOT_ALLOWED', [id]);
  }
  const snapshot = all.find((one) => one.id === id);
  if (snapshot === undefined || now < snapshot.requestedAt) {
    throw new Refusal('SNAPSHOT_NOT_FOUND', [id, deployment.name]);
  }
  if (!exists(snapshot, now)) throw new Refusal('CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT', [id]);
  if (snapshotAt(snapshot, now).status !== 'completed') throw new Refusal(incomplete, [id]);
  return snapshot;
}
