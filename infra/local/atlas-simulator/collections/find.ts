/** Collection restores of the deployment that a call names, and their collections. */
import type { DeploymentCall } from '../call.ts';
import { Refusal } from '../errors.ts';
import type { CollectionJob, CollectionPart } from '../model.ts';
import { collectionJobsOf } from '../world.ts';
import { collectionJobAt, partAt } from './lifecycle.ts';

/** Newest first. A hidden job is there for whoever knows its id. */
export function listedCollectionJobs({ world, deployment, now }: DeploymentCall): CollectionJob[] {
  return collectionJobsOf(world, deployment).filter(
    ({ hiddenUntil }) => hiddenUntil === undefined || now >= hiddenUntil,
  );
}

export function collectionJobOf({ world, deployment, path }: DeploymentCall): CollectionJob {
  const id = path.jobId ?? '';
  const job = collectionJobsOf(world, deployment).find((one) => one.id === id);
  if (job === undefined) throw new Refusal('RESTORE_JOB_NOT_FOUND', [id, deployment.name]);
  return job;
}

/** Documented: none while the job is INITIALIZING. Filters compare whole values. */
export function listedParts({ now, query }: DeploymentCall, job: CollectionJob): CollectionPart[] {
  const { state, sourceNamespace, targetNamespace } = query;
  const fits = (wanted: string | undefined, value: string) => wanted === undefined || wanted === value;
  return partsAt(job, now).filter(
    (part) =>
      fits(state, partAt(job, part, now).state) &&
      fits(sourceNamespace, part.source) &&
      fits(targetNamespace, part.target),
  );
}

export function partOf({ now, path }: DeploymentCall, job: CollectionJob): CollectionPart {
  const source = path.sourceNamespace ?? '';
  const part = partsAt(job, now).find((one) => one.source === source);
  if (part === undefined) throw new Refusal('RESOURCE_NOT_FOUND', [source]);
  return part;
}

function partsAt(job: CollectionJob, now: number): readonly CollectionPart[] {
  return collectionJobAt(job, now).state === 'INITIALIZING' ? [] : job.parts;
}
