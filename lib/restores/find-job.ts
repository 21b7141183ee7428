/** Recognising our own job in Atlas' list after an answer was lost (create-once, steps 2 and 5). */

import type { RestoreContext } from './context.ts';
import type { Job, JobOrder } from './families/family.ts';
import { jobsOf } from './families.ts';
import { creationTime } from './lifecycle.ts';
import type { Attempt, Intent, RestoreRecord } from './record.ts';

/** Older jobs cannot be ours: no request waits that long between intent and POST. */
const KNOWN_JOB_AGE_MS = 10 * 60_000;
/** Atlas' own clocks may differ by this much from each other. */
const CLOCK_SLACK_MS = 60_000;

/** Written before the first POST: which jobs are there already, and what time it is at Atlas. */
export async function observeJobs(
  context: Pick<RestoreContext, 'atlas' | 'clock'>,
  record: Pick<RestoreRecord, 'source' | 'collections'>,
): Promise<Intent> {
  const askedAt = context.clock.now();
  const known: string[] = [];
  let date: Date | undefined;
  for await (const page of jobsOf(record).jobPages(context.atlas, record.source)) {
    date ??= page.date;
    const oldest = date.getTime() - KNOWN_JOB_AGE_MS;
    known.push(...page.jobs.map(({ id }) => id).filter((id) => creationTime(id).getTime() >= oldest));
    // Thousands of old jobs are normal. Where the list is newest first, the first old one ends the search.
    if (isNewestFirst(page.jobs) && hasOlder(page.jobs, oldest)) break;
  }
  const sentAt = date ?? askedAt;
  return {
    sentAt: sentAt.toISOString(),
    atlasAheadMs: sentAt.getTime() - askedAt.getTime(),
    knownJobIds: known,
  };
}

/** Jobs that may be the attempt's: new since the intent, made in its time, and equal in all that Atlas echoes. Oldest first. */
export async function findCandidates(
  context: Pick<RestoreContext, 'atlas'>,
  record: Pick<RestoreRecord, 'source' | 'collections'>,
  order: JobOrder,
  intent: Intent,
  attempt: Attempt,
): Promise<Job[]> {
  const from = Date.parse(intent.sentAt) - CLOCK_SLACK_MS;
  const to = Date.parse(attempt.deadline) + intent.atlasAheadMs + CLOCK_SLACK_MS;
  const known = new Set(intent.knownJobIds);
  const found: Job[] = [];
  for await (const page of jobsOf(record).jobPages(context.atlas, record.source)) {
    found.push(
      ...page.jobs.filter((job) => {
        const created = creationTime(job.id).getTime();
        return !known.has(job.id) && created >= from && created <= to && job.matches(order);
      }),
    );
    if (isNewestFirst(page.jobs) && hasOlder(page.jobs, from)) break;
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** One job says nothing about the order. */
function isNewestFirst(jobs: readonly Job[]): boolean {
  const seconds = jobs.map(({ id }) => creationTime(id).getTime());
  return (
    seconds.length > 1 && seconds.every((second, at) => at === 0 || second <= (seconds[at - 1] ?? second))
  );
}

const hasOlder = (jobs: readonly Job[], than: number): boolean =>
  jobs.some(({ id }) => creationTime(id).getTime() < than);
