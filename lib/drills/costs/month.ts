/** What drills of a month have cost, and what is set aside for those that run: no more of both than may be. Pure. */
import { dollars } from './estimate.ts';

export interface Reservation {
  /** The drill's. */
  readonly id: string;
  readonly plan: string;
  readonly usd: number;
}

/** Of drills that are over: sums, since a month may have thousands and an item of the ledger holds 400 KB. */
export interface PlanSpent {
  readonly plan: string;
  readonly usd: number;
  readonly drills: number;
}

export interface MonthSpent {
  readonly plans: readonly PlanSpent[];
  readonly reserved: readonly Reservation[];
}

/** UTC. A drill belongs to the month in which it started, however long it takes. */
export const monthOf = (at: Date | string): string => new Date(at).toISOString().slice(0, 7);

export const committedUsd = ({ plans, reserved }: MonthSpent): number =>
  dollars([...plans, ...reserved].reduce((all, { usd }) => all + usd, 0));

/** With the drill's among them, once however often it asks; undefined: it would be more than may be. */
export function withReservation(
  month: MonthSpent,
  wanted: Reservation,
  perMonthUsd: number,
): MonthSpent | undefined {
  const others = month.reserved.filter(({ id }) => id !== wanted.id);
  const next = { ...month, reserved: [...others, wanted] };
  return committedUsd(next) > perMonthUsd ? undefined : next;
}

/** With more set aside for it, however much the others have left; undefined: so much is. */
export function raised(month: MonthSpent, id: string, usd: number): MonthSpent | undefined {
  const own = month.reserved.find((one) => one.id === id);
  if (own === undefined || own.usd >= usd) return undefined;
  return { ...month, reserved: month.reserved.map((one) => (one === own ? { ...own, usd } : one)) };
}

/** With what it has cost in the place of what was set aside; undefined: nothing is. */
export function settled(month: MonthSpent, id: string, usd: number): MonthSpent | undefined {
  const own = month.reserved.find((one) => one.id === id);
  if (own === undefined) return undefined;
  const reserved = month.reserved.filter((one) => one !== own);
  const before = month.plans.find(({ plan }) => plan === own.plan);
  const plan = {
    plan: own.plan,
    usd: dollars((before?.usd ?? 0) + usd),
    drills: (before?.drills ?? 0) + 1,
  };
  return { reserved, plans: [...month.plans.filter((one) => one !== before), plan] };
}

/** Without what was set aside for it; undefined: nothing is. */
export const released = (month: MonthSpent, id: string): MonthSpent | undefined =>
  month.reserved.some((one) => one.id === id)
    ? { ...month, reserved: month.reserved.filter((one) => one.id !== id) }
    : undefined;

/** What a plan has cost. */
export interface ThisMonth {
  /** Of drills that are over. */
  readonly usd: number;
  /** Those that are over, and those that money is set aside for. */
  readonly drills: number;
  readonly reservedUsd: number;
}

export function thisMonthOf({ plans, reserved }: MonthSpent, name: string): ThisMonth {
  const spent = plans.find(({ plan }) => plan === name);
  const own = reserved.filter(({ plan }) => plan === name);
  return {
    usd: spent?.usd ?? 0,
    drills: (spent?.drills ?? 0) + own.length,
    reservedUsd: dollars(own.reduce((all, { usd }) => all + usd, 0)),
  };
}
