/** What a deployment is and does at this moment. */
import type { Family } from '../../../../lib/atlas/operations.ts';
import { collectionJobAt } from '../collections/lifecycle.ts';
import { hasWiped, holdsTarget, jobAt } from '../jobs/lifecycle.ts';
import type { Deployment, Job } from '../model.ts';
import { SECOND, wireTime } from '../time.ts';
import { collectionJobsOnto, jobsOnto, nowOf, type World } from '../world.ts';

/** Atlas turned its serverless instances and shared clusters into Flex clusters of the same name. */
export function familyNow(world: World, deployment: Deployment): Family {
  const isLegacy = deployment.family === 'serverless' || deployment.family === 'tenant';
  return isLegacy && world.data.legacySwitchedOff ? 'flex' : deployment.family;
}

/** The restore that overwrites it now. */
export function runningRestore(world: World, deployment: Deployment): Job | undefined {
  const now = nowOf(world);
  return jobsOnto(world, deployment).find((job) => holdsTarget(job, now));
}

/** It stays online and IDLE meanwhile. */
export function isRestoringCollections(world: World, deployment: Deployment): boolean {
  const now = nowOf(world);
  return collectionJobsOnto(world, deployment).some((job) => collectionJobAt(job, now).endedAt === undefined);
}

/** Recorded: `CLUSTER_UPDATE_STARTED` follows a Flex POST by about a second. */
const FLEX_UPDATE_DELAY_MS = SECOND;

export const isCreating = (world: World, { readyAt = 0 }: Deployment): boolean => nowOf(world) < readyAt;

export function stateNameOf(world: World, deployment: Deployment): string {
  if (deployment.stateName !== undefined) return deployment.stateName;
  if (deployment.deleteRequestedAt !== undefined) return 'DELETING';
  if (isCreating(world, deployment)) return 'CREATING';
  const job = runningRestore(world, deployment);
  if (job === undefined) return 'IDLE';
  const isFlexJob = job.family === 'flex' || job.family === 'tenant';
  return isFlexJob && nowOf(world) - job.createdAt < FLEX_UPDATE_DELAY_MS ? 'IDLE' : 'UPDATING';
}

export interface RestoredFrom {
  readonly jobId: string;
  readonly snapshotId?: string;
  readonly at: string;
}

/** What its data is a copy of, by the newest restore that went well. */
export function restoredFrom(world: World, deployment: Deployment): RestoredFrom | undefined {
  const now = nowOf(world);
  return jobsOnto(world, deployment)
    .flatMap((job): (RestoredFrom & { endedAt: number })[] => {
      const { phase, endedAt } = jobAt(job, now);
      if (phase !== 'succeeded' || endedAt === undefined) return [];
      const { id: jobId, snapshotId } = job;
      return [{ jobId, ...(snapshotId !== undefined && { snapshotId }), at: wireTime(endedAt), endedAt }];
    })
    .sort((a, b) => a.endedAt - b.endedAt)
    .map(({ endedAt: _, ...rest }) => rest)
    .at(-1);
}

/** How many times its data was thrown away for a restore. */
export function wipesOf(world: World, deployment: Deployment): number {
  const now = nowOf(world);
  return jobsOnto(world, deployment).filter((job) => hasWiped(job, now)).length;
}
