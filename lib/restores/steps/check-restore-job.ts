/** Looks at Atlas' job: writes down what is new, and decides whether it has ended or when to look again. */
import { AtlasError } from '../../atlas/errors.ts';
import { cancelDownload, wantsCancel } from '../cancel-download.ts';
import { changeRecord } from '../change-record.ts';
import type { RestoreContext } from '../context.ts';
import { expectedDuration, HISTORY_SIZE } from '../expected-duration.ts';
import type { Job } from '../families/family.ts';
import { jobsOf } from '../families.ts';
import { jobHasEnded } from '../lifecycle.ts';
import { reserveTarget } from '../new-record.ts';
import { outcomeOfJob } from '../outcome.ts';
import { nextPollSeconds } from '../poll-plan.ts';
import { enter, isActive, type RestoreRecord, timeLimitAt } from '../record.ts';
import { RestoreRefused } from '../refusal.ts';
import { check, create, end, type Outcome, type Step } from './step.ts';

/** A job that was just made may not be readable everywhere yet; after this it is gone. */
const MISSING_JOB_PATIENCE_MS = 10 * 60_000;
/** Between two tries to cancel a download that is ready: a few of them within a minute of trouble at Atlas. */
const CANCEL_AGAIN_SECONDS = 15;

export async function checkStep(context: RestoreContext, id: string): Promise<Step> {
  const record = await context.ledger.getRestore(id);
  if (record === undefined || !isActive(record.status)) return end(id);
  const { atlasJobId } = record;
  if (atlasJobId === undefined) return create(id);
  await renewLock(context, record);
  const job = await readJob(context, record, atlasJobId);
  if (job?.state.status === 'READY' && wantsCancel(record)) {
    const { result } = await cancelDownload(context, record, atlasJobId);
    if (result === 'cancelled') return check(id);
    // The link lives for an hour: as long as it does, and the time limit allows, Atlas is asked again.
    if (result === 'unknown' && context.clock.now() < timeLimitAt(record))
      return check(id, CANCEL_AGAIN_SECONDS);
  }
  if (job !== undefined && jobHasEnded(job.state.status)) {
    const outcome = await outcomeOfJob(context, record, job);
    if (outcome !== undefined) return end(id, outcome);
  }
  if (context.clock.now() >= timeLimitAt(record)) return end(id, outOfTime(record, atlasJobId, job));
  if (job === undefined) return missing(context, record, atlasJobId);
  const followed = await writeStatus(context, record, job);
  if (wantsCancel(followed)) await cancelDownload(context, followed, atlasJobId);
  return check(id, await waitSeconds(context, followed));
}

/** Losing the lock cannot happen while the restore is active; if it did, saying so matters more than going on quietly. */
async function renewLock(context: RestoreContext, record: RestoreRecord): Promise<void> {
  try {
    await reserveTarget(context, record);
  } catch (error) {
    if (!(error instanceof RestoreRefused)) throw error;
    context.log.error('the lock of the target is held by another restore', {
      id: record.id,
      detail: error.message,
    });
  }
}

async function readJob(
  context: RestoreContext,
  record: RestoreRecord,
  jobId: string,
): Promise<Job | undefined> {
  try {
    return await jobsOf(record).job(context.atlas, record.source, jobId, context.clock.now());
  } catch (error) {
    if (error instanceof AtlasError && error.status === 404) return undefined;
    throw error;
  }
}

function missing(context: RestoreContext, record: RestoreRecord, jobId: string): Step {
  const since = Date.parse(record.startedAt ?? record.createdAt);
  if (context.clock.now().getTime() - since < MISSING_JOB_PATIENCE_MS) return check(record.id, 15);
  const detail = `Atlas has no job ${jobId} any more: how it ended is not known.`;
  return end(record.id, {
    status: 'FAILED',
    reason: { code: 'ATLAS_JOB_NOT_FOUND', detail },
    jobMayRun: true,
  });
}

function outOfTime(record: RestoreRecord, jobId: string, job: Job | undefined): Outcome {
  const { target, request } = record;
  const after = `After ${request.timeLimitMinutes} minutes`;
  if (job !== undefined && jobHasEnded(job.state.status)) {
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

async function waitSeconds(context: RestoreContext, record: RestoreRecord): Promise<number> {
  const { ledger, clock } = context;
  const now = clock.now().getTime();
  const [history, activeJobs] = await Promise.all([
    ledger.restoreHistory(record.source, HISTORY_SIZE),
    ledger.countRunning(record.source.projectId),
  ]);
  const wait = nextPollSeconds({
    family: record.source.family,
    delivery: record.request.delivery,
    elapsedSeconds: Math.max(0, (now - Date.parse(record.startedAt ?? record.createdAt)) / 1000),
    expectedSeconds: expectedDuration(history)?.p50Seconds ?? null,
    activeJobs: Math.max(1, activeJobs),
  });
  const left = Math.ceil((timeLimitAt(record).getTime() - now) / 1000);
  return Math.max(1, Math.min(wait, left));
}
