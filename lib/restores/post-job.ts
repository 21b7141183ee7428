/** One attempt to have Atlas make the job: written down before it is made, and its outcome told apart (create once, steps 2 to 4). */
import type { AtlasAnswer } from '../atlas/client.ts';
import { AtlasError, AtlasOutcomeUnknown, AtlasUnavailable } from '../atlas/errors.ts';
import { LedgerConflict } from '../aws/ledger-conflict.ts';
import { BUSY_AT_ATLAS } from './busy-at-atlas.ts';
import { changeRecord } from './change-record.ts';
import type { RestoreContext } from './context.ts';
import { jobsOf } from './families.ts';
import { observeJobs } from './find-job.ts';
import { recordedOrder } from './order.ts';
import { ownJob } from './own-job.ts';
import { jobKey } from './reconcile.ts';
import type { Attempt, RestoreRecord } from './record.ts';
import { CREATE_CALLS, pauseAfter } from './steps/in-budget.ts';
import { check, create, refused, type Step } from './steps/step.ts';

/** Under the 30 s that API Gateway gives, and well under the task's 120 s, which reads target and jobs before. */
const POST_LIMIT_MS = 25_000;

/** Atlas' way of saying "not now" (Atlas API notes §7); whoever waits for the answer is told at once all the same. */
const NOT_NOW: ReadonlySet<string> = new Set(['TENANT_RESTORE_DESTINATION_UNAVAILABLE', 'OUT_OF_CAPACITY']);
/** The longest recorded Flex restore took 57 minutes: a target that is busy for longer is not busy with one. */
const NOT_NOW_PATIENCE_MS = 3_600_000;

/** For who waits for the answer and hands it on. */
export interface PostOptions {
  /** In ms of the clock; throws when there is no time for a POST any more. @default 25 s */
  readonly limitMs?: () => number;
  readonly onAnswer?: (answer: AtlasAnswer<unknown>) => void;
  readonly onError?: (error: AtlasError) => void;
}

/** Posts, unless somebody else has written the record since it was read. */
export async function postJob(
  context: RestoreContext,
  record: RestoreRecord,
  post: PostOptions = {},
): Promise<Step> {
  const { ledger, clock, atlas } = context;
  const before = record.attempt;
  // After an ambiguous attempt the first intent stays: its job must be recognised even when Atlas lists it late.
  const intent = before?.ambiguous && record.intent ? record.intent : await observeJobs(context, record);
  const limitMs = post.limitMs?.() ?? POST_LIMIT_MS;
  const limit = clock.limit(limitMs);
  // The timer runs before the deadline is written: the POST is surely aborted by then.
  const signal = AbortSignal.timeout(limit.timerMs);
  const attempt: Attempt = {
    number: (before?.number ?? 0) + 1,
    state: 'POSTING',
    ambiguous: before?.ambiguous ?? false,
    lost: before?.lost ?? 0,
    deadline: new Date(clock.now().getTime() + limit.ms).toISOString(),
    lookups: 0,
  };
  const posting = await ledger.saveRestore({ ...record, intent, attempt });
  try {
    const order = recordedOrder(record);
    const { job, answer } = await jobsOf(record).createJob(atlas, record.source, order, {
      signal,
      totalMs: limitMs,
      attemptMs: limitMs,
    });
    post.onAnswer?.(answer);
    await ledger.ownJob(jobKey(record, job.id), record.id);
    await ownJob(context, posting, job, false);
    return check(record.id);
  } catch (error) {
    if (error instanceof AtlasError) post.onError?.(error);
    return afterFailure(context, posting, attempt, error);
  }
}

async function afterFailure(
  context: RestoreContext,
  record: RestoreRecord,
  attempt: Attempt,
  error: unknown,
): Promise<Step> {
  if (!(error instanceof AtlasError)) throw error;
  context.log.warn('create failed', {
    restoreId: record.id,
    attempt: attempt.number,
    error: error.name,
    status: error.status,
    errorCode: error.errorCode,
    detail: error.detail,
  });
  // Once a POST of ours may have been handled, busy means perhaps ours.
  const perhapsOurs = attempt.ambiguous && BUSY_AT_ATLAS.has(error.errorCode);
  if (error instanceof AtlasOutcomeUnknown || perhapsOurs) {
    await saveAttempt(context, record, lost(attempt));
    return create(record.id, secondsUntil(context, attempt.deadline) + 1);
  }
  await saveAttempt(context, record, { ...attempt, state: 'NOT_MADE' });
  const calls = CREATE_CALLS;
  const { number: times } = attempt;
  if (error instanceof AtlasUnavailable || isNotNow(context, record, error))
    return { ...create(record.id), ...(await pauseAfter(context, record, { calls, times, error })) };
  return refused(record.id, error.errorCode, error.detail);
}

/** Nobody knows what became of it; counted once, when its POST is over. */
export function lost(attempt: Attempt): Attempt {
  const more = attempt.state === 'POSTING' ? 1 : 0;
  return { ...attempt, state: 'UNKNOWN', ambiguous: true, lost: attempt.lost + more };
}

/** A cancellation may be written meanwhile; another attempt cannot. */
function saveAttempt(
  context: RestoreContext,
  record: RestoreRecord,
  attempt: Attempt,
): Promise<RestoreRecord> {
  return changeRecord(context.ledger, record, (current) => {
    if (current.attempt?.number !== attempt.number) throw new LedgerConflict(record.id);
    return { ...current, attempt };
  });
}

/** Whose target is protected has looked at it just now: it is not wiped after somebody else's restore. */
function isNotNow(
  { clock }: RestoreContext,
  { createdAt, request }: RestoreRecord,
  { errorCode }: AtlasError,
): boolean {
  if (request.whenTargetBusy === 'wait' && BUSY_AT_ATLAS.has(errorCode)) return true;
  const waitedMs = clock.now().getTime() - Date.parse(createdAt);
  return NOT_NOW.has(errorCode) && waitedMs < NOT_NOW_PATIENCE_MS && request.confirmTarget === undefined;
}

export function secondsUntil({ clock }: RestoreContext, time: string): number {
  return Math.max(0, Math.ceil((Date.parse(time) - clock.now().getTime()) / 1000));
}
