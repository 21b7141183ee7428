/** Whether a drill may cost what it would. Pure. */
import type { DrillPlan, DrillsConfig } from '../plans/plan.ts';
import type { Finding } from '../record.ts';
import { dollarsText, type Estimate } from './estimate.ts';
import { committedUsd, type MonthSpent } from './month.ts';
import { PER_DRILL_USD, PER_MONTH_USD } from './prices.ts';

type Capped = Pick<DrillsConfig, 'budget' | 'prices'>;
type CappedPlan = Pick<DrillPlan, 'budget'>;

export const perDrillUsd = ({ budget }: CappedPlan): number => budget?.perDrillUsd ?? PER_DRILL_USD;
export const perMonthUsd = ({ budget }: Capped): number => budget?.perMonthUsd ?? PER_MONTH_USD;

/** Whoever has given prices or caps wants them held. Without either, there is nothing to hold. */
const areHeld = ({ budget, prices }: Capped, plan: CappedPlan): boolean =>
  prices !== undefined || budget?.perMonthUsd !== undefined || plan.budget?.perDrillUsd !== undefined;

export const SKIPPED_BUDGET = 'SKIPPED_BUDGET';
const skipped = (detail: string): Finding => ({ code: SKIPPED_BUDGET, detail });
const text = (usd: number): string => `$${dollarsText(usd)}`;

/** By the cap of each drill. Undefined: it may. */
export function overDrillCap(drills: Capped, plan: CappedPlan, estimate: Estimate): Finding | undefined {
  if (!areHeld(drills, plan)) return undefined;
  const { usd, missing } = estimate;
  if (usd === null)
    return skipped(`What it would cost is not known, so no cap can be held. Missing: ${missing.join(', ')}.`);
  const most = perDrillUsd(plan);
  return usd > most ? skipped(`It would cost ${text(usd)}, and a drill may cost ${text(most)}.`) : undefined;
}

/** Of one that the month has no room for. */
export const overMonthCap = (drills: Capped, month: string, spent: MonthSpent, usd: number): Finding =>
  skipped(
    `It would cost ${text(usd)}, ${text(committedUsd(spent))} of ${month} is spent or set aside, and a month may cost ${text(perMonthUsd(drills))}.`,
  );

/** What a preview says where nothing is held. */
export function pricesUnknown(drills: Capped, plan: CappedPlan, { missing }: Estimate): Finding | undefined {
  if (areHeld(drills, plan)) return undefined;
  const detail = `What it would cost is not known, and no cap is held. Missing: ${missing.join(', ')}.`;
  return { code: 'PRICES_UNKNOWN', detail };
}
