/**
 * Looks at Atlas' job: writes down what is new, and decides whether it has ended or when to look again. That Atlas does
 * not tell never ends a restore: only Atlas' own word, a cancellation or the time limit does (docs/reliability.md).
 */
import { AtlasError } from '../../atlas/errors.ts';
import { cancelDownload, wantsCancel } from '../cancel-download.ts';
import { changeRecord } from '../change-record.ts';
import type { RestoreContext } from '../context.ts';
import type { Job } from '../families/family.ts';
import { jobsOf } from '../families.ts';
import { type Fleet, nextLookSeconds } from '../following.ts';
import { jobHasEnded } from '../lifecycle.ts';
import { reserveTarget } from '../new-record.ts';
import { outcomeOfJob } from '../outcome.ts';
import { enter, isActive, type RestoreRecord, timeLimitAt } from '../record.ts';
import { RestoreRefused } from '../refusal.ts';
import { type Before, inBudget, LOOK_CALLS } from './in-budget.ts';
import { check, create, end, type Outcome, type Step } from './step.ts';
import { afterTrouble } from './unreadable-job.ts';

/** Between two tries to cancel a download that is ready: a few of them within a minute of trouble at Atlas. */
const CANCEL_AGAIN_SECONDS = 15;

/** @param before `trouble`: what the look before came to, where it told nothing */
export async function checkStep(context: RestoreContext, id: string, before: Before = {}): Promise<Step> {
  const record = await context.ledger.getRestore(id);
  if (record === undefined || !isActive(record.status)) return end(id);
  const { atlasJobId } = record;
  if (atlasJobId === undefined) return create(id);
  await renewLock(context, record);
  return inBudget(context, record, { calls: LOOK_CALLS, before, again: check(id) }, async (fleet) => {
    try {
      return await look(context, record, atlasJobId, fleet);
    } catch (error) {
      if (!(error instanceof AtlasError)) throw error;
      return afterTrouble(context, record, { jobId: atlasJobId, error, before: before.trouble });
    }
  });
}

/** @throws {AtlasError} Atlas does not tell */
async function look(
  context: RestoreContext,
  record: RestoreRecord,
  jobId: string,
  fleet: Fleet,
): Promise<Step> {
  const { id, source } = record;
  const job = await jobsOf(record).job(context.atlas, source, jobId, context.clock.now());
  if (job.state.status === 'READY' && wantsCancel(record)) {
    const { result } = await cancelDownload(context, record, jobId);
    if (result === 'cancelled') return check(id);
    // The link lives for an hour: as long as it does, and the time limit allows, Atlas is asked again.
    if (result === 'unknown' && context.clock.now() < timeLimitAt(record))
      return check(id, CANCEL_AGAIN_SECONDS);
  }
  if (jobHasEnded(job.state.status)) {
    const outcome = await outcomeOfJob(context, record, job);
    if (outcome !== undefined) return end(id, outcome);
  }
  if (context.clock.now() >= timeLimitAt(record)) return end(id, outOfTime(record, jobId, job));
  const followed = await writeStatus(context, record, job);
  if (wantsCancel(followed)) await cancelDownload(context, followed, jobId);
  return check(id, await nextLookSeconds(context, followed, fleet));
}

/** Losing the lock cannot happen while the restore is active; if it did, saying so matters more than going on quietly. */
async function renewLock(context: RestoreContext, record: RestoreRecord): Promise<void> {
  try {
    await reserveTarget(context, record);
  } catch (error) {
    // Whether another's restore is over is that one's matter, and not known now.
    if (error instanceof AtlasError) return;
    if (!(error instanceof RestoreRefused)) throw error;
    context.log.error('the lock of the target is held by another restore', {
      restoreId: record.id,
      detail: error.message,
    });
  }
}

function outOfTime({ target, request }: RestoreRecord, jobId: string, job: Job): Outcome {
  const after = `After ${request.timeLimitMinutes} minutes`;
  if (jobHasEnded(job.state.status)) {
    const detail = `${after} Atlas' job ${jobId} has finished, but ${target?.name} is not idle again.`;
    return { status: 'TIMED_OUT', reason: { code: 'TARGET_NOT_IDLE', detail } };
  }
  const what = target ? ` and goes on overwriting ${target.name}` : '';
  const detail = `${after} Atlas' job ${jobId} had not ended${what}.`;
  return { status: 'TIMED_OUT', reason: { code: 'ATLAS_JOB_STILL_RUNNING', detail }, jobMayRun: true };
}

async function writeStatus(context: RestoreContext, record: RestoreRecord, job: Job): Promise<RestoreRecord> {
  // An ended job whose target is not back yet still counts as running.
  const status = job.state.status === 'QUEUED' ? 'QUEUED' : 'RUNNING';
  return changeRecord(context.ledger, record, (current) =>
    current.status === status || !isActive(current.status)
      ? undefined
      : enter(current, status, context.clock.now()),
  );
}
