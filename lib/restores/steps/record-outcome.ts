/**
 * Last step, for every way a restore can end, a failure of the workflow itself included: writes the end down once,
 * gives the target's lock back when Atlas is done with it, and hands out the record.
 */
import { cancelDownload, wantsCancel } from '../cancel-download.ts';
import type { RestoreContext } from '../context.ts';
import { rememberDuration } from '../duration-history.ts';
import { jobsOf } from '../families.ts';
import { jobHasEnded } from '../lifecycle.ts';
import { logEnded } from '../log-restore.ts';
import { outcomeOfJob } from '../outcome.ts';
import { LONGEST_PAUSE_SECONDS } from '../pause.ts';
import {
  durationsOf,
  enter,
  isActive,
  onOurClock,
  type RestoreRecord,
  type RestoreStatus,
  timeLimitAt,
} from '../record.ts';
import { releaseTargetLock } from '../target-lock.ts';
import { type RestoreView, toView } from '../view.ts';
import { check, OUTCOME_UNKNOWN, type Outcome, type Step } from './step.ts';

export interface OutcomeStepInput {
  readonly id: string;
  /** Output of the step before; with `failure` when a step failed for good. */
  readonly step: Partial<Step> & { readonly failure?: { readonly Error: string; readonly Cause: string } };
}

export interface Ended {
  readonly id: string;
  readonly status: RestoreStatus;
  /** The record as JSON text, for the cause of a failed execution. */
  readonly cause: string;
  readonly record: RestoreView | NotRecorded;
}

/** A request that was refused before anything was written: an execution started directly with a bad input. */
export interface NotRecorded {
  readonly id: string;
  readonly status: RestoreStatus;
  readonly reason: { readonly code: string; readonly detail: string };
}

/** It has not: a look failed for good, which says nothing about Atlas' job, and there is time left. */
export interface GoesOn extends Step {
  readonly status: 'RUNNING';
}

export async function outcomeStep(
  context: RestoreContext,
  { id, step }: OutcomeStepInput,
): Promise<Ended | GoesOn> {
  const record = await context.ledger.getRestore(id);
  if (record === undefined || step.leaveRecord) return handOut(notRecorded(id, step));
  if (step.failure && (await mayGoOn(context, record))) {
    context.log.warn('looking at the job failed, looked at again', {
      restoreId: id,
      error: step.failure.Error,
    });
    return { ...check(id, LONGEST_PAUSE_SECONDS), status: 'RUNNING' };
  }
  const ended = await endRestore(context, record, step);
  return handOut(toView(ended, context.clock.now()));
}

/**
 * Of the record as it was read, however often this is called: what is cut off after the write is made up for.
 * @throws {LedgerConflict} it has been written since, and what was decided of it need not hold
 */
export async function endRestore(
  context: RestoreContext,
  record: RestoreRecord,
  step: OutcomeStepInput['step'],
): Promise<RestoreRecord> {
  const ended = isActive(record.status) ? await write(context, record, step) : record;
  if (ended.jobMayRun !== true) await releaseTargetLock(context, ended);
  await rememberDuration(context, ended);
  return ended;
}

async function mayGoOn(context: RestoreContext, record: RestoreRecord): Promise<boolean> {
  if (record.atlasJobId === undefined || !isActive(record.status)) return false;
  if (context.clock.now() >= timeLimitAt(record)) return false;
  const read = await readOnce(context, record, record.atlasJobId);
  return read === 'running' || read === 'unknown';
}

function handOut(record: RestoreView | NotRecorded): Ended {
  return { id: record.id, status: record.status, cause: JSON.stringify(record), record };
}

async function write(
  context: RestoreContext,
  record: RestoreRecord,
  step: OutcomeStepInput['step'],
): Promise<RestoreRecord> {
  const said =
    step.failure === undefined
      ? (step.outcome ?? NO_OUTCOME)
      : await truthAfterFailure(context, record, step.failure);
  const outcome =
    isPosting(record) && said.jobMayRun !== true
      ? OUTCOME_UNKNOWN
      : await unlessCancelled(context, record, said);
  // Not by `changeRecord`: what was said of the record that was read need not be true of a newer one.
  const ended = await context.ledger.saveRestore(close(record, outcome, context.clock.now()));
  logEnded(context.log, ended);
  return ended;
}

/** Somebody asked for a cancellation after the last look: a link that can be taken back is not handed out. */
async function unlessCancelled(
  context: RestoreContext,
  record: RestoreRecord,
  outcome: Outcome,
): Promise<Outcome> {
  const { atlasJobId } = record;
  if (outcome.status !== 'READY' || atlasJobId === undefined || !wantsCancel(record)) return outcome;
  const { result } = await cancelDownload(context, record, atlasJobId);
  if (result !== 'cancelled') return outcome;
  const detail = `Job ${atlasJobId} was cancelled as requested.`;
  return { status: 'CANCELLED', reason: { code: 'ATLAS_JOB_CANCELLED', detail } };
}

/** A twin of the step that ended the restore has begun a POST meanwhile. */
const isPosting = ({ atlasJobId, attempt }: RestoreRecord): boolean =>
  atlasJobId === undefined && attempt !== undefined && attempt.state !== 'NOT_MADE';

/** A step that ends a restore says how; one of an older release may not. */
const NO_OUTCOME: Outcome = {
  status: 'FAILED',
  reason: { code: 'INTERNAL_ERROR', detail: 'The workflow ended without saying how.' },
  jobMayRun: true,
};

function close(record: RestoreRecord, outcome: Outcome, now: Date): RestoreRecord {
  const finishedAt = outcome.finishedAt ?? now.toISOString();
  return enter(record, outcome.status, now, {
    finishedAt,
    durations: durationsOf(
      record,
      outcome.finishedAt === undefined ? finishedAt : onOurClock(record, finishedAt),
    ),
    ...(outcome.reason && { reason: outcome.reason }),
    ...(outcome.expiresAt !== undefined && { expiresAt: outcome.expiresAt }),
    ...(outcome.jobMayRun === true && { jobMayRun: true }),
  });
}

/** Our own failure says nothing about Atlas' job: it is read once more, and what cannot be known is said so. */
async function truthAfterFailure(
  context: RestoreContext,
  record: RestoreRecord,
  failure: { readonly Error: string; readonly Cause: string },
): Promise<Outcome> {
  const { atlasJobId, attempt, source, request } = record;
  const said = { code: codeOf(failure.Error), detail: messageOf(failure.Cause) };
  if (atlasJobId !== undefined) {
    const read = await readOnce(context, record, atlasJobId);
    if (typeof read === 'object') return read;
    const code = read === 'running' ? 'ATLAS_JOB_STILL_RUNNING' : 'ATLAS_JOB_NOT_READABLE';
    const after = `After ${request.timeLimitMinutes} minutes`;
    const detail = `${after} following job ${atlasJobId} of ${source.name} failed (${said.detail}). Atlas may still be at it.`;
    return { status: 'TIMED_OUT', reason: { code, detail }, jobMayRun: true };
  }
  if (attempt === undefined || (attempt.state === 'NOT_MADE' && !attempt.ambiguous))
    return { status: 'FAILED', reason: { ...said, detail: `${said.detail} Nothing was started.` } };
  const detail = `Atlas may or may not have taken the restore job (${said.detail}).`;
  return { status: 'FAILED', reason: { code: 'CREATE_OUTCOME_UNKNOWN', detail }, jobMayRun: true };
}

/** How the job ended, and its target with it; else whether Atlas says that it has not. */
export async function readOnce(
  context: RestoreContext,
  record: RestoreRecord,
  jobId: string,
): Promise<Outcome | 'running' | 'unknown'> {
  try {
    const job = await jobsOf(record).job(context.atlas, record.source, jobId, context.clock.now());
    return (jobHasEnded(job.state.status) && (await outcomeOfJob(context, record, job))) || 'running';
  } catch (error) {
    // Whatever keeps us from reading it (a secret that is gone, too) must not keep the end from being written.
    context.log.warn('job not readable', {
      restoreId: record.id,
      error: error instanceof Error ? error.name : '',
    });
    return 'unknown';
  }
}

function notRecorded(id: string, { outcome, failure }: OutcomeStepInput['step']): NotRecorded {
  if (outcome?.reason) return { id, status: outcome.status, reason: outcome.reason };
  const reason = failure
    ? { code: codeOf(failure.Error), detail: `${messageOf(failure.Cause)} Nothing was started.` }
    : { code: 'INTERNAL_ERROR', detail: 'There is no such restore.' };
  return { id, status: 'FAILED', reason };
}

/** Names of thrown errors, as codes of ours. */
function codeOf(error: string): string {
  switch (error) {
    case 'AtlasUnavailable':
      return 'ATLAS_UNAVAILABLE';
    case 'AtlasError':
      return 'ATLAS_REFUSED';
    case 'States.Timeout':
      return 'STEP_TIMED_OUT';
    default:
      return 'INTERNAL_ERROR';
  }
}

/** Lambda puts the message of a thrown error into a JSON text. */
function messageOf(cause: string): string {
  try {
    const parsed = JSON.parse(cause) as { errorMessage?: unknown };
    if (typeof parsed.errorMessage === 'string') return parsed.errorMessage.slice(0, LONGEST_MESSAGE);
  } catch {
    // Not JSON: the local engine gives the message itself.
  }
  return cause.slice(0, LONGEST_MESSAGE);
}

/** A record travels as the cause of a failed execution, and that holds 32 KiB. */
const LONGEST_MESSAGE = 500;
