/**
 * What a project's restores may still ask of Atlas' backup endpoints: pure. Atlas fills a bucket up once a minute and
 * turns away whoever finds it empty, so a fleet takes places before it asks: whose place lies beyond what is left comes
 * when it has been filled up again, and is not turned away then (Atlas API notes §4.4).
 */
import type { RateSeen } from '../atlas/rates-seen.ts';

/** Of every backup bucket that restores drink from, dedicated and Flex: recorded, and what Atlas documents. */
const CAPACITY = 1_200;
const REFILL = 500;
const PERIOD_MS = 60_000;
/** Clocks differ, and not all shall come in one second. */
const SPREAD_SECONDS = 4;
/** Calls under way are taken and not yet counted by Atlas: below this a difference says nothing. */
const SLACK = 50;

export interface RateBudget {
  /** Calls; below zero: places that were given out of the next minutes. */
  readonly left: number;
  /** ms of the clock: when it is filled up next. */
  readonly refillAt: number;
}

/** The budget at a moment: full at the beginning, and filled up as often as its time has come. */
export function budgetAt(budget: RateBudget | undefined, now: number): RateBudget {
  if (budget === undefined) return { left: CAPACITY, refillAt: now + PERIOD_MS };
  if (now < budget.refillAt) return budget;
  const periods = Math.floor((now - budget.refillAt) / PERIOD_MS) + 1;
  return {
    left: Math.min(CAPACITY, budget.left + periods * REFILL),
    refillAt: budget.refillAt + periods * PERIOD_MS,
  };
}

/**
 * Corrected by what Atlas says: others use the project too, and its minute is not ours. Places that were given out stay
 * so. Never more than was counted.
 */
export function correctedBudget(
  budget: RateBudget,
  { remaining, retryAt }: RateSeen,
  now: number,
): RateBudget {
  if (retryAt !== undefined && retryAt > now) return { left: Math.min(budget.left, 0), refillAt: retryAt };
  return remaining + SLACK < budget.left ? { ...budget, left: remaining } : budget;
}

/** Seconds until the place that was taken last may be used; 0: now. @param random 0 ≤ random < 1 */
export function placeSeconds({ left, refillAt }: RateBudget, now: number, random: number): number {
  if (left >= 0) return 0;
  const periods = Math.floor((-left - 1) / REFILL);
  return Math.max(0, (refillAt - now + periods * PERIOD_MS) / 1_000) + random * SPREAD_SECONDS;
}
