/** `POST …/collectionRestoreJobs`: checks in Atlas' order, then a job with all that will become of it. */
import type { BodyOf } from '../../../../lib/atlas/operations.ts';
import type { DeploymentCall } from '../call.ts';
import { runningRestore } from '../deployments/state.ts';
import { Refusal } from '../errors.ts';
import { endingFor, hiddenUntil, jobFaultsFor } from '../faults/choose.ts';
import { baseSnapshot, momentOf } from '../jobs/point-in-time.ts';
import { checkKindOfTarget, existingTarget, runsOlderVersion } from '../jobs/target.ts';
import type { CollectionJob, Deployment, Snapshot } from '../model.ts';
import { restorableSnapshot } from '../snapshots/find.ts';
import { snapshotAt } from '../snapshots/lifecycle.ts';
import { SECOND, wholeSecond } from '../time.ts';
import { collectionJobsOf, collectionJobsOnto, newObjectId } from '../world.ts';
import { contentOf } from './content.ts';
import { collectionJobDocument } from './documents.ts';
import { COLLECTION_PLAN, collectionJobAt } from './lifecycle.ts';
import { checkNamespaces, partsOf, wantedTarget } from './parts.ts';

type Body = BodyOf<'createCollectionRestoreJob'>;

export function createCollectionJob(call: DeploymentCall<Body>): object {
  const { world, now, body, deployment } = call;
  if (!deployment.backupEnabled) throw new Refusal('BACKUP_JOB_NOT_FOUND', [deployment.name]);
  checkNamespaces(body);
  const origin = originOf(call);
  const target = existingTarget(world, body.targetGroupId, body.targetClusterName);
  checkTarget(call, target, origin.snapshot);
  const parts = partsOf(body, contentOf(world, deployment, origin.at), contentOf(world, target, now));
  const createdAt = wholeSecond(now);
  const faults = jobFaultsFor(world, call.name);
  const isHopeless = !parts.some(({ fate }) => fate === 'restored');
  const ending = isHopeless ? 'fails' : endingFor(faults, COLLECTION_PLAN.ending);
  const job: CollectionJob = {
    id: newObjectId(world, createdAt),
    projectId: deployment.projectId,
    source: deployment.name,
    ...origin.asked,
    target: { projectId: target.projectId, name: target.name },
    writeStrategy: body.writeStrategy,
    indexStrategy: body.indexStrategy,
    collections: echo(body.collections),
    databases: echo(body.databases),
    collectionSuffix: body.collectionSuffix ?? '',
    databaseSuffix: body.databaseSuffix ?? '',
    parts,
    createdAt,
    plan: { ...COLLECTION_PLAN, ending },
    ...hiddenUntil(faults, createdAt),
  };
  world.data.collectionJobs.push(job);
  world.save();
  return collectionJobDocument(call, job);
}

const echo = (wishes: Body['collections'] = []) =>
  wishes.map((wish) => ({ sourceNamespace: wish.sourceNamespace, targetNamespace: wantedTarget(wish) }));

interface Origin {
  readonly snapshot: Snapshot;
  /** The moment whose data is restored. */
  readonly at: number;
  /** What the job shows of it. */
  readonly asked: Pick<CollectionJob, 'snapshotId' | 'pointInTime'>;
}

/** Exactly one of a snapshot and a point in time. Null is as good as absent. */
function originOf(call: DeploymentCall<Body>): Origin {
  const { body, now } = call;
  const seconds = body.pointInTimeUtcSeconds ?? undefined;
  const oplogTs = body.oplogTs ?? undefined;
  const oplogInc = body.oplogInc ?? undefined;
  const hasMoment = [seconds, oplogTs, oplogInc].some((one) => one !== undefined);
  if (body.snapshotId !== undefined) {
    if (hasMoment) throw new Refusal('INVALID_ATTRIBUTE', ['snapshotId']);
    const snapshot = restorableSnapshot(call, body.snapshotId);
    // Documented, not by which code.
    if (snapshot.snapshotType === 'fallback') {
      throw new Refusal('RESTORE_INITIATION_FAILED', [
        'collections of a fallback snapshot cannot be restored',
      ]);
    }
    return { snapshot, at: snapshotAt(snapshot, now).createdAt, asked: { snapshotId: body.snapshotId } };
  }
  if (!hasMoment) throw new Refusal('MISSING_ONE_OF_ATTRIBUTES', ['snapshotId', 'pointInTimeUtcSeconds']);
  if (oplogInc !== undefined && oplogInc < 1) {
    throw new Refusal('INVALID_PIT_RESTORE_TIME', ['oplogInc is at least 1']);
  }
  const moment = momentOf({ pointInTimeUTCSeconds: seconds, oplogTs, oplogInc }, true);
  const snapshot = baseSnapshot(call, moment);
  const { pointInTimeUTCSeconds, ...oplog } = moment;
  const asked =
    pointInTimeUTCSeconds === undefined ? oplog : { pointInTimeUtcSeconds: pointInTimeUTCSeconds };
  return {
    snapshot,
    at: (pointInTimeUTCSeconds ?? moment.oplogTs ?? 0) * SECOND,
    asked: { pointInTime: asked },
  };
}

/** Shapes and disks need not be alike: only some collections move, and the target stays what it is. */
function checkTarget(call: DeploymentCall<Body>, target: Deployment, snapshot: Snapshot): void {
  const { world, now, deployment } = call;
  checkKindOfTarget(world, target, 'cluster');
  if (runsOlderVersion(target, snapshot)) {
    throw new Refusal('RESTORE_INITIATION_FAILED', [
      'the target runs an older MongoDB version than the snapshot',
    ]);
  }
  // Documented: one at a time for a cluster. Not documented whether as its source or its target: taken as either.
  const isActive = (job: CollectionJob) => collectionJobAt(job, now).endedAt === undefined;
  for (const one of [deployment, target]) {
    const all = [...collectionJobsOf(world, one), ...collectionJobsOnto(world, one)];
    if (all.some(isActive)) throw inProgress(one);
  }
  if (runningRestore(world, target)) throw inProgress(target);
}

const inProgress = ({ name, projectId }: Deployment) =>
  new Refusal('ATLAS_CLUSTER_RESTORE_IN_PROGRESS', [name, projectId]);
