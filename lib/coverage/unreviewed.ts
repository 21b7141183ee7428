/**
 * Drills that did not pass and that nobody has reviewed. The head of coverage knows them by id; whether it is still so
 * their records say, each time anew.
 */
import type { DrillPlan } from '../drills/plans/plan.ts';
import type { DrillRecord } from '../drills/record.ts';
import { REVIEW_WITHIN_DAYS, reviewOverdue } from '../drills/review/overdue.ts';
import type { Found } from './findings.ts';

/** With a finding each, and its changes, they stay well below the 400 KB of an item. */
export const MOST_UNREVIEWED = 200;
/** Of items of the ledger. */
const AT_ONCE = 25;

export interface DrillReader {
  getDrill(id: string): Promise<DrillRecord | undefined>;
}

export const isUnreviewed = ({ verdict, reviews = [] }: DrillRecord): boolean =>
  verdict !== undefined && verdict !== 'PASSED' && reviews.length === 0;

export interface Unreviewed {
  readonly drills: readonly DrillRecord[];
  /** How many there was no room for: the newest. */
  readonly left: number;
}

/** @param news as the list of drills brings them */
export async function unreviewedNow(
  ledger: DrillReader,
  known: readonly string[] = [],
  news: readonly DrillRecord[] = [],
): Promise<Unreviewed> {
  const read = new Map<string, DrillRecord>();
  const ids = [...known];
  const readers = Array.from({ length: AT_ONCE }, async () => {
    for (let id = ids.shift(); id !== undefined; id = ids.shift()) {
      const record = await ledger.getDrill(id);
      if (record !== undefined) read.set(id, record);
    }
  });
  await Promise.all(readers);
  const before = known.flatMap((id) => read.get(id) ?? []).filter(isUnreviewed);
  const fresh = news.filter(({ id }) => !known.includes(id));
  const all = [...before, ...fresh].sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  return { drills: all.slice(0, MOST_UNREVIEWED), left: Math.max(0, all.length - MOST_UNREVIEWED) };
}

export function reviewFindings(
  drills: readonly DrillRecord[],
  plans: readonly Pick<DrillPlan, 'name' | 'reviewWithinDays'>[],
  now: Date,
): readonly Found[] {
  return drills.flatMap((drill): Found[] => {
    const plan = plans.find(({ name }) => name === drill.plan);
    const overdue = reviewOverdue(drill, plan?.reviewWithinDays ?? REVIEW_WITHIN_DAYS, now);
    if (overdue === undefined) return [];
    return [{ code: 'REVIEW_OVERDUE', subject: drill.id, detail: overdue.detail }];
  });
}
