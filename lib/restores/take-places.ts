/**
 * Takes places in a project's rate budget, for a restore of a fleet (docs/reliability.md). A few restores cannot use the
 * budget up, and take none. It is advice: where the ledger does not give it, Atlas' own word has to do.
 */
import { LedgerConflict } from '../aws/ledger-conflict.ts';
import type { RestoreContext } from './context.ts';
import { budgetAt, correctedBudget, placeSeconds, type RateBudget } from './rate-budget.ts';
import type { RestoreRecord } from './record.ts';

/** At the shortest interval of looks, five seconds, so many make 240 requests a minute: half of what comes back. */
export const FLEET = 20;
/** Of those who fill it up in the same moment one writes; the others take from what that one wrote. */
const TRIES = 5;
/** What Atlas said before is not how it stands now. */
const SEEN_MS = 5_000;

export interface Places {
  /** Until they may be used. */
  readonly waitSeconds: number;
}

/** @param activeJobs of the project. @returns undefined where there is no budget to be kept, or none to be known */
export async function takePlaces(
  context: RestoreContext,
  record: Pick<RestoreRecord, 'id' | 'source'>,
  calls: number,
  activeJobs: number,
): Promise<Places | undefined> {
  if (activeJobs < FLEET) return undefined;
  try {
    const key = `${record.source.family}#${record.source.projectId}`;
    const budget = await corrected(context, record, key, await take(context, key, calls));
    return { waitSeconds: placeSeconds(budget, context.clock.now().getTime(), Math.random()) };
  } catch (error) {
    context.log.warn('no rate budget', {
      restoreId: record.id,
      error: error instanceof Error ? error.name : '',
    });
    return undefined;
  }
}

async function take({ ledger, clock }: RestoreContext, key: string, calls: number): Promise<RateBudget> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const now = clock.now().getTime();
    const taken = await ledger.takePlaces(key, calls, now);
    if (taken !== undefined) return taken;
    const seen = await ledger.rateBudget(key);
    const filled = budgetAt(seen, now);
    const mine = { ...filled, left: filled.left - calls };
    if (await ledger.saveBudget(key, seen, mine)) return mine;
  }
  throw new LedgerConflict(key);
}

/** What one container has heard from Atlas becomes what all go by. */
async function corrected(
  { atlas, ledger, clock }: RestoreContext,
  record: Pick<RestoreRecord, 'source'>,
  key: string,
  budget: RateBudget,
): Promise<RateBudget> {
  const now = clock.now().getTime();
  const seen = atlas.rateSeen(record.source.family, record.source.projectId);
  if (seen === undefined || now - seen.at > SEEN_MS) return budget;
  const next = correctedBudget(budget, seen, now);
  // Somebody has taken places meanwhile: they will hear it too.
  return (await ledger.saveBudget(key, budget, next)) ? next : budget;
}
