/**
 * A look that told nothing about the job. Whatever the error (a throttle, a failure or maintenance at Atlas, a gateway's
 * HTML, a secret that was rotated or taken away) it is waited out until the time limit. Only the answer that there is no
 * such job is one: given for ten minutes in a row, while nothing happens at the target.
 */
import { AtlasError } from '../../atlas/errors.ts';
import { UNREADABLE_ANSWER } from '../../atlas/retry.ts';
import type { RestoreContext } from '../context.ts';
import { type RestoreRecord, timeLimitAt } from '../record.ts';
import { isQuiet } from '../settle-job.ts';
import { LOOK_CALLS, pauseAfter } from './in-budget.ts';
import { check, end, type Step, type Trouble } from './step.ts';

/** A job that was just made may not be readable everywhere yet, and one of Atlas' servers may be behind the others. */
const MISSING_PATIENCE_MS = 10 * 60_000;

export interface Unreadable {
  readonly jobId: string;
  readonly error: AtlasError;
  readonly before: Trouble | undefined;
}

export async function afterTrouble(
  context: RestoreContext,
  record: RestoreRecord,
  { jobId, error, before }: Unreadable,
): Promise<Step> {
  const now = context.clock.now();
  const { id } = record;
  const times = (before?.times ?? 0) + 1;
  const missingSince = isMissing(error) ? (before?.missingSince ?? now.toISOString()) : undefined;
  const { status, errorCode } = error;
  const leftSeconds = Math.ceil((timeLimitAt(record).getTime() - now.getTime()) / 1000);
  if (leftSeconds <= 0) return end(id, unknownInTime(record, jobId, error));
  if (missingSince !== undefined && (await isGone(context, record, missingSince)))
    return end(id, gone(jobId));
  const pause = await pauseAfter(context, record, { calls: LOOK_CALLS, times, error });
  const waitSeconds = Math.max(1, Math.min(pause.waitSeconds, leftSeconds));
  context.log.warn('job not readable, looked at again', {
    restoreId: id,
    atlasJobId: jobId,
    status,
    errorCode,
    times,
    waitSeconds,
  });
  const trouble = { times, ...(missingSince !== undefined && { missingSince }) };
  return { ...check(id), ...pause, waitSeconds, trouble };
}

/** Atlas' own 404; a gateway's, or that of a path that Atlas does not know, says nothing about the job. */
function isMissing({ status, errorCode }: AtlasError): boolean {
  return status === 404 && errorCode !== UNREADABLE_ANSWER && errorCode !== 'RESOURCE_NOT_FOUND';
}

async function isGone(context: RestoreContext, record: RestoreRecord, since: string): Promise<boolean> {
  if (context.clock.now().getTime() - Date.parse(since) < MISSING_PATIENCE_MS) return false;
  try {
    return await isQuiet(context, record);
  } catch (error) {
    if (error instanceof AtlasError) return false;
    throw error;
  }
}

function gone(jobId: string) {
  const detail = `Atlas has no job ${jobId} any more: how it ended is not known.`;
  return { status: 'FAILED', reason: { code: 'ATLAS_JOB_NOT_FOUND', detail }, jobMayRun: true } as const;
}

/** Not "still running": nobody knows. */
export function unknownInTime(
  { request }: Pick<RestoreRecord, 'request'>,
  jobId: string,
  { status, errorCode }: Pick<AtlasError, 'status' | 'errorCode'>,
) {
  const said = status === 0 ? 'did not answer' : `answered ${status} ${errorCode}`;
  const detail = `After ${request.timeLimitMinutes} minutes it is not known how Atlas' job ${jobId} stands: Atlas ${said} when it was looked at last.`;
  return {
    status: 'TIMED_OUT',
    reason: { code: 'ATLAS_JOB_NOT_READABLE', detail },
    jobMayRun: true,
  } as const;
}
