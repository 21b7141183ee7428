/** The simulated Atlas as its operator sees it, which a caller of the API cannot. */
import type { Family } from '../../../lib/atlas/operations.ts';
import { familyNow, type RestoredFrom, restoredFrom, stateNameOf, wipesOf } from './deployments/state.ts';
import { hasWiped, jobAt, type Phase } from './jobs/lifecycle.ts';
import type { Deployment, Job } from './model.ts';
import { wireTime } from './time.ts';
import { jobsOf, nowOf, type World } from './world.ts';

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
  };
}
