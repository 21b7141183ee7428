/** Reviews that are owed, as the API shows them: judged now, by what each drill says. */
import type { CoverageLedger } from '../aws/coverage-ledger.ts';
import type { DrillPlan } from '../drills/plans/plan.ts';
import type { DrillRecord } from '../drills/record.ts';
import { eachOf } from '../each-of.ts';
import { dated } from './findings.ts';
import { type CoverageFinding, type CoverageHead, newReviews } from './record.ts';
import { REVIEWS_AT_ONCE, unreviewedByProject } from './reviews.ts';
import { type DrillReader, reviewFindings, unreviewedNow } from './unreviewed.ts';

interface Context {
  readonly coverageLedger: Pick<CoverageLedger, 'reviews'>;
  readonly drillLedger: DrillReader;
  readonly drills: { readonly plans: readonly Pick<DrillPlan, 'name' | 'reviewWithinDays'>[] };
}

/** Some 300 bytes each, of an answer of 6 MB; and each drill is read while somebody waits. */
const MOST_SHOWN = 2_000;

export async function reviewsOwed(
  context: Context,
  { reviews = [] }: Pick<CoverageHead, 'reviews'>,
  unreviewed: readonly DrillRecord[] = [],
  {
    projectId: only,
    now,
    most = MOST_SHOWN,
  }: { readonly projectId?: string | undefined; readonly now: Date; readonly most?: number },
): Promise<readonly CoverageFinding[]> {
  const fresh = unreviewedByProject(unreviewed);
  const wanted = [...new Set([...reviews, ...fresh.keys()])]
    .filter((id) => only === undefined || id === only)
    .sort();
  const shown: CoverageFinding[] = [];
  let more = 0;
  while (wanted.length > 0) {
    const some = wanted.splice(0, REVIEWS_AT_ONCE);
    const found = new Map<string, readonly CoverageFinding[]>();
    const isFull = shown.length >= most;
    await eachOf(some, REVIEWS_AT_ONCE, async (projectId) => {
      const known = (await context.coverageLedger.reviews(projectId)) ?? newReviews(projectId);
      // As they were judged last is near enough where they are only counted.
      if (isFull) more += known.findings.length;
      else found.set(projectId, await judged(context, known, fresh.get(projectId), now));
    });
    for (const id of some) shown.push(...(found.get(id) ?? []));
  }
  const left = more + Math.max(0, shown.length - most);
  if (left === 0) return shown;
  const detail = `${left} findings of reviews more are not shown here: projectId shows those of a project.`;
  const since = now.toISOString();
  return [...shown.slice(0, most), { code: 'REVIEWS_LEFT_OUT', subject: 'organization', since, detail }];
}

async function judged(
  { drillLedger, drills: { plans } }: Context,
  known: NonNullable<Awaited<ReturnType<CoverageLedger['reviews']>>>,
  fresh: readonly DrillRecord[] | undefined,
  now: Date,
): Promise<readonly CoverageFinding[]> {
  const { drills } = await unreviewedNow(drillLedger, known.drills, fresh);
  return dated(known.findings, reviewFindings(known, drills, plans, now), now.toISOString());
}
