/** A drill that did not pass, and that nobody has looked at in time. Found by who reads the drill, and by coverage, so that it comes by itself. Pure. */
import type { DrillPlan } from '../plans/plan.ts';
import type { DrillRecord, Finding } from '../record.ts';
import { type DrillView, toDrillView } from '../view.ts';

const DAY_MS = 86_400_000;
/** Also of drills whose plan is gone. */
export const REVIEW_WITHIN_DAYS = 7;

type Reviewed = Pick<DrillRecord, 'verdict' | 'reviews' | 'cleanupSince' | 'marks' | 'createdAt'>;

export function reviewOverdue(
  { verdict, reviews, cleanupSince, marks, createdAt }: Reviewed,
  withinDays: number,
  now: Date,
): Finding | undefined {
  if (verdict === undefined || verdict === 'PASSED' || (reviews ?? []).length > 0) return undefined;
  // Cleanup begins with the verdict; a drill that ended early has no moment at which its checks were decided.
  const decided = Date.parse(cleanupSince ?? marks.decidedAt ?? createdAt);
  if (now.getTime() < decided + withinDays * DAY_MS) return undefined;
  const days = withinDays === 1 ? 'a day' : `${withinDays} days`;
  return {
    code: 'REVIEW_OVERDUE',
    detail: `The drill ended ${verdict}, and nobody has reviewed it within ${days}.`,
  };
}

/** The drill as it stands now: what time alone has found is behind what the drill found. */
export function toDrillViewNow(record: DrillRecord, plans: readonly DrillPlan[], now: Date): DrillView {
  const view = toDrillView(record);
  const plan = plans.find(({ name }) => name === record.plan);
  const overdue = reviewOverdue(record, plan?.reviewWithinDays ?? REVIEW_WITHIN_DAYS, now);
  return overdue === undefined ? view : { ...view, findings: [...view.findings, overdue] };
}
