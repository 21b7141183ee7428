/** The trends of one source, from what the ledger says of its drills. */
import type { DrillLedger } from '../../aws/drill-ledger.ts';
import type { Place } from '../../restores/families/family.ts';
import type { DrillRecord } from '../record.ts';
import { type TrendClass, trendsOf } from './trend.ts';

export interface TrendsView {
  readonly source: Place;
  /** Drills that were accepted before are not looked at. */
  readonly since: string;
  /** False: there are drills since then that were not looked at either, since there are too many. */
  readonly complete: boolean;
  readonly classes: readonly TrendClass[];
}

const DAY_MS = 86_400_000;
/** A year, and a day for the drill of the same date. */
export const LOOK_BACK_DAYS = 366;
const PAGE = 100;
/** Of one source, newest first: a drill every nine hours for a year. Some 10 MB, and a caller waits half a minute. */
const MOST_PAGES = 10;

export async function readTrends(
  ledger: Pick<DrillLedger, 'listDrills'>,
  source: Place,
  now: Date,
): Promise<TrendsView> {
  const since = new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS).toISOString();
  const found: DrillRecord[] = [];
  let cursor: string | undefined;
  let complete = false;
  for (let pages = 0; pages < MOST_PAGES && !complete; pages += 1) {
    const page = await ledger.listDrills({ source, limit: PAGE, ...(cursor !== undefined && { cursor }) });
    const recent = page.drills.filter(({ createdAt }) => createdAt >= since);
    found.push(...recent);
    cursor = page.next;
    complete = cursor === undefined || recent.length < page.drills.length;
  }
  return { source, since, complete, classes: trendsOf(found, now) };
}
