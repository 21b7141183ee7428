/**
 * A restore that ended for us while Atlas may go on (a time limit, a lost answer, a failure of our own): looks
 * whether Atlas is done with it by now, and writes down how it ended.
 */
import { AtlasError } from '../atlas/errors.ts';
import type { RestoreContext } from './context.ts';
import { findDeployment, jobsOf } from './families.ts';
import { findCandidates } from './find-job.ts';
import { type JobStatus, jobHasEnded } from './lifecycle.ts';
import { recordedOrder } from './order.ts';
import { QUIET_PERIOD_MS } from './reconcile.ts';
import type { RestoreRecord } from './record.ts';

/** True when nothing goes on in Atlas in the name of this restore any more. */
export async function settleJob(context: RestoreContext, record: RestoreRecord): Promise<boolean> {
  const status = await howItEnded(context, record);
  if (status === undefined) return false;
  const { jobMayRun: _over, ...rest } = record;
  const said = SAID[status] ?? `Atlas' job has ended since: ${status}.`;
  const reason = record.reason && { code: record.reason.code, detail: `${record.reason.detail} ${said}` };
  await context.ledger.saveRestore({ ...rest, ...(reason && { reason }) });
  return true;
}

type Ended = JobStatus | 'NOT_MADE' | 'GONE';

const SAID: Partial<Record<Ended, string>> = {
  NOT_MADE: 'Atlas made no job.',
  GONE: 'Atlas knows nothing of its job any more.',
};

/** Undefined while it goes on, or while nobody can know. */
async function howItEnded(context: RestoreContext, record: RestoreRecord): Promise<Ended | undefined> {
  const { source, atlasJobId, intent, attempt } = record;
  const now = context.clock.now();
  if (atlasJobId !== undefined) {
    try {
      const { state } = await jobsOf(record).job(context.atlas, source, atlasJobId, now);
      return jobHasEnded(state.status) ? state.status : undefined;
    } catch (error) {
      if (!(error instanceof AtlasError) || error.status !== 404) throw error;
      // Its cluster was deleted, or it was forgotten: the lock must not outlive it for ever, only what it still does.
      return (await isQuiet(context, record)) ? 'GONE' : undefined;
    }
  }
  if (intent === undefined || attempt === undefined) return 'NOT_MADE';
  const candidates = await findCandidates(context, record, recordedOrder(record), intent, attempt);
  if (candidates.some(({ state }) => !jobHasEnded(state.status))) return undefined;
  const [first] = candidates;
  if (first !== undefined) return first.state.status;
  return now.getTime() > Date.parse(attempt.deadline) + QUIET_PERIOD_MS ? 'NOT_MADE' : undefined;
}

/** Nothing is done to the target at this moment, or it is gone. */
export async function isQuiet(
  { atlas }: Pick<RestoreContext, 'atlas'>,
  { target }: Pick<RestoreRecord, 'target'>,
): Promise<boolean> {
  if (target === undefined) return true;
  try {
    const { state } = await findDeployment(atlas, target, target.family);
    return state === undefined || state === 'IDLE';
  } catch (error) {
    if (error instanceof AtlasError && error.status === 404) return true;
    throw error;
  }
}
