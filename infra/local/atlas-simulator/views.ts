/** The simulated Atlas as its operator sees it, which a caller of the API cannot. */
import type { Family } from '../../../lib/atlas/operations.ts';
import { type CollectionJobState, collectionJobAt } from './collections/lifecycle.ts';
import { familyNow, type RestoredFrom, restoredFrom, stateNameOf, wipesOf } from './deployments/state.ts';
import { hasWiped, jobAt, type Phase } from './jobs/lifecycle.ts';
import type { CollectionJob, Deployment, Job } from './model.ts';
import { wireTime } from './time.ts';
import { collectionJobsOf, jobsOf, nowOf, type World } from './world.ts';

export interface SimulatedJobView {
  readonly id: string;
  readonly family: Family;
  readonly sourceProject: string;
  readonly source: string;
  readonly delivery: Job['delivery'];
  /** Absent for a download. */
  readonly target?: { readonly projectId: string; readonly name: string };
  readonly snapshotId?: string;
  readonly createdAt: string;
  readonly status: Phase;
  readonly endedAt?: string;
  /** The target's data is gone because of this job, whatever became of the job. */
  readonly wiped: boolean;
}

export function jobView(world: World, job: Job): SimulatedJobView {
  const now = nowOf(world);
  const { phase, endedAt } = jobAt(job, now);
  return {
    id: job.id,
    family: job.family,
    sourceProject: job.projectId,
    source: job.source,
    delivery: job.delivery,
    ...(job.target && { target: { projectId: job.target.projectId, name: job.target.name } }),
    ...(job.snapshotId !== undefined && { snapshotId: job.snapshotId }),
    createdAt: wireTime(job.createdAt),
    status: phase,
    ...(endedAt !== undefined && { endedAt: wireTime(endedAt) }),
    wiped: hasWiped(job, now),
  };
}

export interface SimulatedCollectionJobView {
  readonly id: string;
  readonly target: { readonly projectId: string; readonly name: string };
  readonly createdAt: string;
  readonly state: CollectionJobState;
  readonly endedAt?: string;
  /** Collections of the target that were replaced: with OVERWRITE_EXISTING only, and when the job has succeeded. */
  readonly overwrote: readonly string[];
}

function collectionJobView(world: World, job: CollectionJob): SimulatedCollectionJobView {
  const { state, endedAt } = collectionJobAt(job, nowOf(world));
  const replaced = job.parts.filter(({ overwrites }) => overwrites && state === 'SUCCESSFUL');
  return {
    id: job.id,
    target: job.target,
    createdAt: wireTime(job.createdAt),
    state,
    ...(endedAt !== undefined && { endedAt: wireTime(endedAt) }),
    overwrote: replaced.map(({ effective }) => effective),
  };
}

export interface SimulatedDeploymentView {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly family: Family;
  readonly stateName: string;
  /** How many restores threw its data away. */
  readonly wipes: number;
  readonly restoredFrom?: RestoredFrom;
  readonly jobs: readonly SimulatedJobView[];
  /** Restores of single collections that it is the source of; they count as no wipe. */
  readonly collectionJobs: readonly SimulatedCollectionJobView[];
}

export function deploymentView(world: World, deployment: Deployment): SimulatedDeploymentView {
  const from = restoredFrom(world, deployment);
  const isMadeHere = (job: Job) => job.number > 0;
  return {
    id: deployment.id,
    projectId: deployment.projectId,
    name: deployment.name,
    family: familyNow(world, deployment),
    stateName: stateNameOf(world, deployment),
    wipes: wipesOf(world, deployment),
    ...(from && { restoredFrom: from }),
    jobs: jobsOf(world, deployment)
      .filter(isMadeHere)
      .map((job) => jobView(world, job)),
    collectionJobs: collectionJobsOf(world, deployment).map((job) => collectionJobView(world, job)),
  };
}
