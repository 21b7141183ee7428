/**
 * Makes one Atlas job of one restore, whatever fails in between (docs: create once). The workflow may run this
 * step again at any time, in two places at once too: every entry begins with what the record says.
 */
import { AtlasError, AtlasOutcomeUnknown, AtlasUnavailable } from '../../atlas/errors.ts';
import { LedgerConflict } from '../../aws/ledger.ts';
import { changeRecord } from '../change-record.ts';
import type { RestoreContext } from '../context.ts';
import type { DeploymentFacts, Job } from '../families/family.ts';
import { families } from '../families.ts';
import { observeJobs } from '../find-job.ts';
import { isFlexShaped } from '../lifecycle.ts';
import { reserveTarget } from '../new-record.ts';
import { orderOf } from '../plan.ts';
import { jobKey, LOOKUP_SECONDS, reconcile } from '../reconcile.ts';
import { type Attempt, enter, isActive, type RestoreRecord, timeLimitAt } from '../record.ts';
import { RestoreRefused } from '../refusal.ts';
import { checkTargetAgain } from '../target-check.ts';
import { check, create, end, OUTCOME_UNKNOWN, type Outcome, refused, type Step } from './step.ts';

/** Half a minute is what Atlas' slowest recorded create leaves room for; the function's own time-out is longer. */
const POST_LIMIT_MS = 25_000;
/** Between attempts that surely made nothing (throttled, refused, upgrading): doubled each time up to the cap. */
const FIRST_PAUSE_SECONDS = 10;
const LONGEST_PAUSE_SECONDS = 300;
/** Codes that, once a POST of ours may have been handled, mean "perhaps ours" and never "busy". */
const PERHAPS_OURS: ReadonlySet<string> = new Set([
  'ATLAS_CLUSTER_RESTORE_IN_PROGRESS',
  'CANNOT_DOWNLOAD_SNAPSHOT_CONCURRENTLY',
  'TENANT_RESTORE_DESTINATION_UNAVAILABLE',
]);

export async function createStep(context: RestoreContext, id: string): Promise<Step> {
  const record = await context.ledger.getRestore(id);
  if (record === undefined || !isActive(record.status)) return end(id);
  if (record.atlasJobId !== undefined) return check(id);
  const { attempt } = record;
  const outOfTime = context.clock.now() >= timeLimitAt(record);
  if (attempt?.state === 'POSTING') {
    // Somebody posts at this moment, or was cut off while doing so: either way nobody else may.
    const leftSeconds = secondsUntil(context, attempt.deadline);
    if (leftSeconds > 0) return create(id, leftSeconds);
  }
  if (attempt !== undefined && attempt.state !== 'NOT_MADE')
    return outOfTime ? end(id, OUTCOME_UNKNOWN) : lookForJob(context, record, attempt);
  if (attempt?.ambiguous && (outOfTime || attempt.lost >= MOST_LOST_ANSWERS)) return end(id, OUTCOME_UNKNOWN);
  if (record.cancelRequestedAt !== undefined) return end(id, CANCELLED);
  if (outOfTime) return end(id, NOT_STARTED);
  try {
    const target = await checkTargetAgain(context, record);
    await reserveTarget(context, record);
    if (attempt?.ambiguous && mayBeOurs(record, target)) return lookOnceMore(context, record, attempt);
  } catch (error) {
    if (error instanceof RestoreRefused) return refused(id, error.refusals[0].code, error.message);
    throw error;
  }
  return post(context, record);
}

/** After so many lost answers without a job to be seen, posting once more is a gamble with somebody's data. */
const MOST_LOST_ANSWERS = 3;

const CANCELLED: Outcome = {
  status: 'CANCELLED',
  reason: { code: 'CANCELLED_BEFORE_START', detail: 'Nothing was started.' },
};
const NOT_STARTED: Outcome = {
  status: 'TIMED_OUT',
  reason: {
    code: 'NOT_STARTED_IN_TIME',
    detail: 'Atlas took no restore job within the time limit. Nothing was started.',
  },
};

/** Flex has no second fence against two restores at once: while its target is busy, that may be our lost job. */
function mayBeOurs({ source }: RestoreRecord, target: DeploymentFacts | undefined): boolean {
  return isFlexShaped(source.family) && target?.state !== undefined && target.state !== 'IDLE';
}

async function lookOnceMore(context: RestoreContext, record: RestoreRecord, attempt: Attempt): Promise<Step> {
  const step = await lookForJob(context, record, { ...attempt, lookups: LOOKUP_SECONDS.length - 1 });
  return step.next === 'CREATE' ? create(record.id, busyPauseSeconds(context, attempt)) : step;
}

/** A Flex restore takes a minute: half of it. A target that stays busy must not fill the execution's history. */
const BUSY_PAUSE_SECONDS = 30;

function busyPauseSeconds({ clock }: RestoreContext, { deadline }: Attempt): number {
  const sinceSeconds = (clock.now().getTime() - Date.parse(deadline)) / 1000;
  return Math.min(LONGEST_PAUSE_SECONDS, Math.max(BUSY_PAUSE_SECONDS, Math.ceil(sinceSeconds / 10)));
}

async function post(context: RestoreContext, record: RestoreRecord): Promise<Step> {
  const { ledger, clock, atlas } = context;
  const before = record.attempt;
  // After an ambiguous attempt the first intent stays: its job must be recognised even when Atlas lists it late.
  const intent =
    before?.ambiguous && record.intent ? record.intent : await observeJobs(context, record.source);
  const limit = clock.limit(POST_LIMIT_MS);
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
    const order = orderOf(record.request, record.snapshot);
    const job = await families[record.source.family].createJob(atlas, record.source, order, {
      signal,
      totalMs: POST_LIMIT_MS,
      attemptMs: POST_LIMIT_MS,
    });
    await ledger.ownJob(jobKey(record, job.id), record.id);
    return await own(context, posting, job, false);
  } catch (error) {
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
  context.log.warn('create failed', { id: record.id, attempt: attempt.number, errorCode: error.errorCode });
  const perhapsOurs = attempt.ambiguous && PERHAPS_OURS.has(error.errorCode);
  if (error instanceof AtlasOutcomeUnknown || perhapsOurs) {
    await saveAttempt(context, record, lost(attempt));
    return create(record.id, secondsUntil(context, attempt.deadline) + 1);
  }
  await saveAttempt(context, record, { ...attempt, state: 'NOT_MADE' });
  if (error instanceof AtlasUnavailable) return create(record.id, pauseSeconds(attempt.number, error));
  return refused(record.id, error.errorCode, error.detail);
}

/** Nobody knows what became of it; counted once, when its POST is over. */
function lost(attempt: Attempt): Attempt {
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

async function lookForJob(context: RestoreContext, record: RestoreRecord, attempt: Attempt): Promise<Step> {
  const { intent, id } = record;
  if (intent === undefined) throw new TypeError('An attempt is written together with its intent.');
  const found = await reconcile(context, record, intent, attempt);
  if (found.result === 'adopted') {
    if (found.others.length > 0)
      context.log.warn('more than one job could be ours', {
        id,
        adopted: found.job.id,
        others: found.others,
      });
    return own(context, record, found.job, true, found.others);
  }
  if (found.result === 'wait') {
    if (attempt.lookups !== found.lookups || attempt.state !== 'UNKNOWN') {
      const looked: Attempt = { ...lost(attempt), lookups: found.lookups };
      await context.ledger.saveRestore({ ...record, attempt: looked });
    }
    return create(id, found.seconds);
  }
  const none: Attempt = { ...lost(attempt), state: 'NOT_MADE' };
  await context.ledger.saveRestore({ ...record, attempt: none });
  return create(id);
}

async function own(
  context: RestoreContext,
  record: RestoreRecord,
  job: Job,
  adopted: boolean,
  others: readonly string[] = [],
): Promise<Step> {
  const { createdAt } = job.state;
  const status = job.state.status === 'QUEUED' ? 'QUEUED' : 'RUNNING';
  const change = {
    atlasJobId: job.id,
    adopted,
    startedAt: createdAt,
    ...(others.length > 0 && { otherJobIds: others }),
  };
  await changeRecord(context.ledger, record, (current) => {
    if (current.atlasJobId === job.id) return undefined;
    if (current.atlasJobId !== undefined) throw new LedgerConflict(record.id);
    // It was ended while the answer was under way: an end stays, but whose job it is must be known.
    if (!isActive(current.status)) return { ...current, ...change, jobMayRun: true };
    return enter(current, status, context.clock.now(), change);
  });
  return check(record.id);
}

function pauseSeconds(attempts: number, { retryAfterSeconds }: AtlasError): number {
  const own = Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (attempts - 1));
  // Atlas' own wish counts, within reason: its longest refill is a minute.
  return Math.min(LONGEST_PAUSE_SECONDS, Math.max(own, retryAfterSeconds ?? 0));
}

function secondsUntil({ clock }: RestoreContext, time: string): number {
  return Math.max(0, Math.ceil((Date.parse(time) - clock.now().getTime()) / 1000));
}
