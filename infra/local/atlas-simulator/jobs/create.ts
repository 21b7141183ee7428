/** Makes a job of an accepted request and stores it: after this returns, the job survives the process. */

import type { DeploymentCall } from '../call.ts';
import { emptiesOf, endingFor, hiddenUntil, jobFaultsFor } from '../faults/choose.ts';
import type { Deployment, Job, JobTarget, Snapshot } from '../model.ts';
import { snapshotAt } from '../snapshots/lifecycle.ts';
import { wholeSecond } from '../time.ts';
import { newObjectId } from '../world.ts';
import { planFor } from './durations.ts';

interface Wish {
  readonly delivery: Job['delivery'];
  readonly snapshot: Snapshot;
  readonly target?: Deployment;
  readonly pointInTime?: Job['pointInTime'];
}

export function createJob(call: DeploymentCall, wish: Wish): Job {
  const { world, now, deployment, row, name } = call;
  const { data } = world;
  data.counters.jobs += 1;
  const createdAt = wholeSecond(now);
  const faults = jobFaultsFor(world, name);
  const plan = planFor(row.family, wish.delivery, data.counters.jobs);
  const job: Job = {
    id: newObjectId(world, createdAt),
    number: data.counters.jobs,
    family: row.family,
    projectId: deployment.projectId,
    source: deployment.name,
    delivery: wish.delivery,
    snapshotId: wish.snapshot.id,
    snapshotAt: momentOf(row.family, wish.snapshot, now),
    ...(wish.pointInTime && { pointInTime: wish.pointInTime }),
    ...(wish.target && { target: targetOf(wish.target) }),
    components: wish.snapshot.members.map((member) => member.replicaSetName),
    createdAt,
    plan: { ...plan, ending: endingFor(faults, plan.ending) },
    ...hiddenUntil(faults, createdAt),
    ...emptiesOf(faults),
  };
  data.jobs.push(job);
  world.save();
  return job;
}

/** Dedicated jobs show the moment whose data the snapshot holds, Flex jobs when the snapshot was finished. */
function momentOf(family: Job['family'], snapshot: Snapshot, now: number): number {
  const state = snapshotAt(snapshot, now);
  return family === 'flex' || family === 'tenant' ? state.finishedAt : state.createdAt;
}

function targetOf(target: Deployment): JobTarget {
  return { projectId: target.projectId, name: target.name, itemName: target.replicaSetPrefix };
}
