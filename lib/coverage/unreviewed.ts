/**
 * Drills that did not pass and that nobody has reviewed. Coverage knows them by id, project by project; whether it is
 * still so their records say, each time anew.
 */
import type { DrillPlan } from '../drills/plans/plan.ts';
import type { DrillRecord } from '../drills/record.ts';
import { REVIEW_WITHIN_DAYS, reviewOverdue } from '../drills/review/overdue.ts';
import { eachOf } from '../each-of.ts';
import type { Found } from './findings.ts';
import type { ReviewCoverage } from './record.ts';

/** Of one project: with a finding each, and its changes, they stay well below the 400 KB of an item. */
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

/** Of one project. @param news as the list of drills brings them */
export async function unreviewedNow(
  ledger: DrillReader,
  known: readonly string[] = [],
  news: readonly DrillRecord[] = [],
): Promise<Unreviewed> {
  const read = new Map<string, DrillRecord>();
  await eachOf(known, AT_ONCE, async (id) => {
    const record = await ledger.getDrill(id);
    if (record !== undefined) read.set(id, record);
  });
  const before = known.flatMap((id) => read.get(id) ?? []).filter(isUnreviewed);
  const fresh = news.filter(({ id }) => !known.includes(id));
  const all = [...before, ...fresh].sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  return { drills: all.slice(0, MOST_UNREVIEWED), left: Math.max(0, all.length - MOST_UNREVIEWED) };
}

export function reviewFindings(
  { projectId, leftOut }: Pick<ReviewCoverage, 'projectId' | 'leftOut'>,
  drills: readonly DrillRecord[],
  plans: readonly Pick<DrillPlan, 'name' | 'reviewWithinDays'>[],
  now: Date,
): readonly Found[] {
  const overdue = drills.flatMap((drill): Found[] => {
    const plan = plans.find(({ name }) => name === drill.plan);
    const found = reviewOverdue(drill, plan?.reviewWithinDays ?? REVIEW_WITHIN_DAYS, now);
    if (found === undefined) return [];
    return [{ code: 'REVIEW_OVERDUE', subject: drill.id, detail: found.detail }];
  });
  if (leftOut === undefined) return overdue;
  const detail = `More than ${MOST_UNREVIEWED} drills of its sources have no review. The newest of them become findings of their own when half of those are reviewed.`;
  return [...overdue, { code: 'REVIEWS_LEFT_OUT', subject: projectId, detail }];
}
