/**
 * After an ambiguous POST: looks for the job in Atlas' list, several times over the quiet period, and adopts it
 * (create-once, steps 5 and 7). Nothing is posted here.
 */
import type { RestoreContext } from './context.ts';
import type { Job } from './families/family.ts';
import { findCandidates } from './find-job.ts';
import { recordedOrder } from './order.ts';
import type { Attempt, Intent, RestoreRecord } from './record.ts';

/** When the list is read, in seconds after the attempt's deadline: a job that exists shows up within these. */
export const LOOKUP_SECONDS = [5, 15, 30, 60, 120] as const;
/** After it a job that is not listed was not made. */
export const QUIET_PERIOD_MS = LOOKUP_SECONDS[4] * 1000;

export type Reconciled =
  | { readonly result: 'adopted'; readonly job: Job; readonly others: readonly string[] }
  /** Look again after so many seconds. */
  | { readonly result: 'wait'; readonly seconds: number; readonly lookups: number }
  /** The quiet period has passed: there is no job. */
  | { readonly result: 'none' };

export async function reconcile(
  context: RestoreContext,
  record: RestoreRecord,
  intent: Intent,
  attempt: Attempt,
): Promise<Reconciled> {
  const due = dueIn(context, attempt, attempt.lookups);
  if (due > 0) return { result: 'wait', seconds: due, lookups: attempt.lookups };
  const order = recordedOrder(record);
  const candidates = await findCandidates(context, record, order, intent, attempt);
  for (const job of candidates) {
    const owner = await context.ledger.ownJob(jobKey(record, job.id), record.id);
    if (owner !== record.id) continue;
    const others = candidates.filter(({ id }) => id !== job.id).map(({ id }) => id);
    return { result: 'adopted', job, others };
  }
  const lookups = attempt.lookups + 1;
  if (lookups >= LOOKUP_SECONDS.length) return { result: 'none' };
  return { result: 'wait', seconds: Math.max(1, dueIn(context, attempt, lookups)), lookups };
}

export const jobKey = ({ source }: Pick<RestoreRecord, 'source'>, jobId: string): string =>
  `${source.family}#${source.projectId}#${source.name}#${jobId}`;

/** Whole seconds until the lookup of that number. */
function dueIn({ clock }: RestoreContext, attempt: Attempt, lookup: number): number {
  const at = Date.parse(attempt.deadline) + (LOOKUP_SECONDS[lookup] ?? 0) * 1000;
  return Math.ceil((at - clock.now().getTime()) / 1000);
}
