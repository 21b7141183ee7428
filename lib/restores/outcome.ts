/** From Atlas' ended job to how the restore ended, in words for a person in a hurry. */
import { AtlasError } from '../atlas/errors.ts';
import type { RestoreContext } from './context.ts';
import type { Job } from './families/family.ts';
import { findDeployment } from './families.ts';
import type { Reason, RestoreRecord } from './record.ts';
import type { Outcome } from './steps/step.ts';

/** Undefined when the job has ended but the target is not back in service yet. */
export async function outcomeOfJob(
  context: Pick<RestoreContext, 'atlas'>,
  record: RestoreRecord,
  job: Job,
): Promise<Outcome | undefined> {
  const { status, finishedAt, expiresAt } = job.state;
  const times = {
    ...(finishedAt !== undefined && { finishedAt }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
  switch (status) {
    case 'QUEUED':
    case 'RUNNING':
      return undefined;
    case 'READY':
      return { status, ...times };
    case 'SUCCEEDED':
      return succeeded(context, record, times);
    default:
      return { status, reason: reasonFor(status, record, job.id), ...times };
  }
}

async function succeeded(
  { atlas }: Pick<RestoreContext, 'atlas'>,
  { target }: RestoreRecord,
  times: Pick<Outcome, 'finishedAt' | 'expiresAt'>,
): Promise<Outcome | undefined> {
  if (target === undefined) return { status: 'SUCCEEDED', ...times };
  try {
    const { state } = await findDeployment(atlas, target, target.family);
    return state === undefined || state === 'IDLE' ? { status: 'SUCCEEDED', ...times } : undefined;
  } catch (error) {
    if (!(error instanceof AtlasError) || error.status !== 404) throw error;
    const detail = `Atlas finished the job, but ${target.name} does not exist any more.`;
    return { status: 'FAILED', reason: { code: 'TARGET_GONE', detail }, ...times };
  }
}

function reasonFor(status: 'FAILED' | 'CANCELLED' | 'EXPIRED', record: RestoreRecord, jobId: string): Reason {
  const target = record.target && `${record.target.projectId}/${record.target.name}`;
  // Documented of Atlas: collections are restored all or not at all, a whole restore wipes first.
  const left = record.collections ? 'is left as it was.' : 'is unusable until it is restored again.';
  switch (status) {
    case 'FAILED':
      return {
        code: 'ATLAS_JOB_FAILED',
        detail: `Atlas failed job ${jobId}.${target ? ` ${target} ${left}` : ''}`,
      };
    case 'CANCELLED': {
      const by = record.cancelRequestedAt === undefined ? 'in Atlas' : 'as requested';
      return { code: 'ATLAS_JOB_CANCELLED', detail: `Job ${jobId} was cancelled ${by}.` };
    }
    case 'EXPIRED':
      return { code: 'DOWNLOAD_LINK_EXPIRED', detail: `The link of job ${jobId} does not work any more.` };
  }
}
