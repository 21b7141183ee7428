/**
 * Makes one Atlas job of one restore, whatever fails in between (docs: create once). The workflow may run this
 * step again at any time, in two places at once too: every entry begins with what the record says.
 */
import type { RestoreContext } from '../context.ts';
import type { DeploymentFacts } from '../families/family.ts';
import { isFlexShaped } from '../lifecycle.ts';
import { reserveTarget } from '../new-record.ts';
import { ownJob } from '../own-job.ts';
import { LONGEST_PAUSE_SECONDS } from '../pause.ts';
import { lost, type PostOptions, postJob, secondsUntil } from '../post-job.ts';
import { LOOKUP_SECONDS, reconcile } from '../reconcile.ts';
import { type Attempt, isActive, type RestoreRecord, timeLimitAt } from '../record.ts';
import { RestoreRefused } from '../refusal.ts';
import { isSafe } from '../safety-snapshot.ts';
import { checkTargetAgain } from '../target-check.ts';
import { lineSeconds } from '../wait-in-line.ts';
import {
  CANCELLED,
  check,
  create,
  end,
  NOT_STARTED,
  OUTCOME_UNKNOWN,
  refused,
  type Step,
  snapshot,
} from './step.ts';

export async function createStep(context: RestoreContext, id: string, post: PostOptions = {}): Promise<Step> {
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
    // Also when the time is up: the quiet period is two minutes, and what became of the POST must be known.
    return lookForJob(context, record, attempt);
  if (attempt?.ambiguous && (outOfTime || attempt.lost >= MOST_LOST_ANSWERS)) return end(id, OUTCOME_UNKNOWN);
  if (record.cancelRequestedAt !== undefined) return end(id, CANCELLED);
  if (outOfTime) return end(id, NOT_STARTED);
  // Whatever brought us here: nothing is wiped before it.
  if (!isSafe(record)) return snapshot(id);
  try {
    const target = await checkTargetAgain(context, record);
    await reserveTarget(context, record);
    if (attempt?.ambiguous && isBusyFlex(record, target)) return lookOnceMore(context, record, attempt);
    // Not handed to Atlas in the hope that it refuses.
    if (record.request.whenTargetBusy === 'wait' && isBusyFlex(record, target))
      return create(id, lineSeconds(1, waitedSeconds(context, record)));
  } catch (error) {
    if (error instanceof RestoreRefused) return refused(id, error.refusals[0].code, error.message);
    throw error;
  }
  return postJob(context, record, post);
}

/** After so many lost answers without a job to be seen, posting once more is a gamble with somebody's data. */
const MOST_LOST_ANSWERS = 3;

/** Flex has no second fence against two restores at once: while its target is busy, that may be our lost job. */
function isBusyFlex({ source }: RestoreRecord, target: DeploymentFacts | undefined): boolean {
  return isFlexShaped(source.family) && target?.state !== undefined && target.state !== 'IDLE';
}

async function lookOnceMore(context: RestoreContext, record: RestoreRecord, attempt: Attempt): Promise<Step> {
  const step = await lookForJob(context, record, { ...attempt, lookups: LOOKUP_SECONDS.length - 1 });
  return step.next === 'CREATE' ? create(record.id, busyPauseSeconds(context, attempt)) : step;
}

const waitedSeconds = ({ clock }: RestoreContext, { createdAt }: RestoreRecord): number =>
  (clock.now().getTime() - Date.parse(createdAt)) / 1_000;

/** A Flex restore takes a minute: half of it. A target that stays busy must not fill the execution's history. */
const BUSY_PAUSE_SECONDS = 30;

function busyPauseSeconds({ clock }: RestoreContext, { deadline }: Attempt): number {
  const sinceSeconds = (clock.now().getTime() - Date.parse(deadline)) / 1000;
  return Math.min(LONGEST_PAUSE_SECONDS, Math.max(BUSY_PAUSE_SECONDS, Math.ceil(sinceSeconds / 10)));
}

async function lookForJob(context: RestoreContext, record: RestoreRecord, attempt: Attempt): Promise<Step> {
  const { intent, id } = record;
  if (intent === undefined) throw new TypeError('An attempt is written together with its intent.');
  const found = await reconcile(context, record, intent, attempt);
  if (found.result === 'adopted') {
    if (found.others.length > 0)
      context.log.warn('more than one job could be ours', {
        restoreId: id,
        adopted: found.job.id,
        others: found.others,
      });
    await ownJob(context, record, found.job, true, found.others);
    return check(id);
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
