/** Restore jobs of the deployment that a call names. */
import type { DeploymentCall } from '../call.ts';
import { Refusal } from '../errors.ts';
import type { Job } from '../model.ts';
import { jobsOf } from '../world.ts';

/** A hidden job is there for whoever knows its id, and missing from lists. */
export function listedJobs({ world, deployment, now }: DeploymentCall): Job[] {
  return jobsOf(world, deployment).filter((job) => job.hiddenUntil === undefined || now >= job.hiddenUntil);
}

export function jobOf(
  { world, deployment }: DeploymentCall,
  id: string,
  missing: 'RESTORE_JOB_NOT_FOUND' | 'TENANT_RESTORE_NOT_FOUND',
): Job {
  const job = jobsOf(world, deployment).find((one) => one.id === id);
  if (job === undefined) throw new Refusal(missing, [id, deployment.name]);
  return job;
}
