/** Reviews that are owed, computed with the rest of coverage: an item a project, so that an organisation may owe any number. */
import type { CoverageLedger } from '../aws/coverage-ledger.ts';
import type { DrillsConfig } from '../drills/plans/plan.ts';
import type { DrillRecord } from '../drills/record.ts';
import { eachOf } from '../each-of.ts';
import type { DrillNews } from './drills-seen.ts';
import { withFindings } from './findings.ts';
import { type CoverageFinding, type CoverageHead, newReviews, type ReviewCoverage } from './record.ts';
import { type DrillReader, MOST_UNREVIEWED, reviewFindings, unreviewedNow } from './unreviewed.ts';

/** Each reads some of its drills at once itself. */
export const REVIEWS_AT_ONCE = 8;

interface Context {
  readonly coverageLedger: CoverageLedger;
  readonly drillLedger: DrillReader;
  readonly drills: DrillsConfig;
}

export interface ReviewsComputed {
  /** Ids of projects that there is something to look after in. */
  readonly projects: readonly string[];
  readonly findings: readonly CoverageFinding[];
  /** There is room again for drills that were left out: only the list of all drills says which those are. */
  readonly readAnew: boolean;
}

export async function computeReviews(
  { coverageLedger, drillLedger, drills: { plans } }: Context,
  head: CoverageHead,
  news: DrillNews,
  now: Date,
): Promise<ReviewsComputed> {
  const fresh = unreviewedByProject(news.unreviewed);
  // A head of an earlier release has told of them itself: they are not told anew.
  const told = head.findings.filter(({ code }) => code === 'REVIEW_OVERDUE');
  const kept: ReviewCoverage[] = [];
  await eachOf(new Set([...(head.reviews ?? []), ...fresh.keys()]), REVIEWS_AT_ONCE, async (projectId) => {
    const stored = await coverageLedger.reviews(projectId);
    const before = stored ?? newReviews(projectId);
    const { drills, left } = await unreviewedNow(drillLedger, before.drills, fresh.get(projectId));
    const moved = told.filter((one) => drills.some(({ id }) => id === one.subject));
    const known = moved.length === 0 ? before : { ...before, findings: [...before.findings, ...moved] };
    const next = withLeftOut({ ...known, drills: drills.map(({ id }) => id) }, left, {
      all: head.drills.from === undefined && news.complete,
    });
    const judged = news.complete
      ? withFindings(next, reviewFindings(next, drills, plans, now), now.toISOString())
      : next;
    const saved = await coverageLedger.saveReviews(stored, judged);
    if (isToBeLookedAfter(saved)) kept.push(saved);
  });
  return {
    projects: kept.map(({ projectId }) => projectId).sort(),
    findings: kept.flatMap(({ findings }) => findings),
    readAnew: kept.some(({ leftOut }) => leftOut === 'READ_ANEW'),
  };
}

/**
 * Those that were left out come back with a reading of all drills, once half of the room is free: not with each review.
 * @param read.all whether the reading that has ended now was one of all drills
 */
function withLeftOut(
  { leftOut, ...reviews }: ReviewCoverage,
  left: number,
  read: { readonly all: boolean },
): ReviewCoverage {
  if (left > 0) return { ...reviews, leftOut: 'YES' };
  if (leftOut === undefined || (leftOut === 'READ_ANEW' && read.all)) return reviews;
  return { ...reviews, leftOut: reviews.drills.length <= MOST_UNREVIEWED / 2 ? 'READ_ANEW' : leftOut };
}

const isToBeLookedAfter = ({ drills, findings, leftOut, pending }: ReviewCoverage): boolean =>
  drills.length > 0 || findings.length > 0 || leftOut !== undefined || pending.length > 0;

export function unreviewedByProject(
  drills: readonly DrillRecord[],
): ReadonlyMap<string, readonly DrillRecord[]> {
  return Map.groupBy(drills, ({ source }) => source.projectId);
}
