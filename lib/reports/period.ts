import { LOOK_BACK_DAYS } from '../drills/trends/read-trends.ts';

/** A month or a quarter, as `2026-11` or `2026-Q4`: calendar of UTC. */
export interface Period {
  readonly name: string;
  /** RFC 3339, the first moment. */
  readonly from: string;
  /** RFC 3339, the first moment after it. */
  readonly to: string;
}

const MONTH = /^(2\d{3})-(0[1-9]|1[0-2])$/;
const QUARTER = /^(2\d{3})-Q([1-4])$/;
const MONTHS_OF_QUARTER = 3;

/** Undefined: it is none. */
export function periodOf(name: string): Period | undefined {
  const month = MONTH.exec(name);
  if (month) return spanning(name, Number(month[1]), Number(month[2]) - 1, 1);
  const quarter = QUARTER.exec(name);
  if (quarter)
    return spanning(
      name,
      Number(quarter[1]),
      (Number(quarter[2]) - 1) * MONTHS_OF_QUARTER,
      MONTHS_OF_QUARTER,
    );
  return undefined;
}

function spanning(name: string, year: number, month: number, months: number): Period {
  const first = (at: number): string => new Date(Date.UTC(year, at)).toISOString();
  return { name, from: first(month), to: first(month + months) };
}

const DAY_MS = 86_400_000;

export const isOver = ({ to }: Period, now: Date): boolean => now.getTime() >= Date.parse(to);

/**
 * When all that was accepted in it has ended, but for what a person keeps running: a drill takes a day and the time that it
 * waits for its place, a restore as long as Atlas needs.
 */
export const allEndedBy = ({ to }: Period): Date => new Date(Date.parse(to) + 3 * DAY_MS);

/** The end of what a report can know: the period's, or this moment. */
export const knownUntil = (period: Period, now: Date): Date =>
  isOver(period, now) ? new Date(period.to) : now;

/** From when on drills are in its trends: as far back from its end as `GET /v1/trends` looks from now. */
export const trendsSince = (period: Period, now: Date): string =>
  new Date(knownUntil(period, now).getTime() - LOOK_BACK_DAYS * DAY_MS).toISOString();
