/** How long a restore of this source takes, from its own past only (design, decision 19: never invent). */
import type { RestoreRecord } from './record.ts';

/** Enough for a 95th percentile to mean something, few enough for one page of the ledger. */
export const HISTORY_SIZE = 20;

export interface ExpectedDuration {
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  readonly basis: { readonly restores: number; readonly from: string; readonly to: string };
}

/** Null without a restore to go by. `history` is newest first. */
export function expectedDuration(history: readonly RestoreRecord[]): ExpectedDuration | null {
  const known = history.filter(({ durations }) => durations !== undefined);
  const seconds = known.map(({ durations }) => durations?.runningSeconds ?? 0).sort((a, b) => a - b);
  const [newest, oldest] = [known[0], known.at(-1)];
  if (newest === undefined || oldest === undefined) return null;
  return {
    p50Seconds: quantile(seconds, 0.5),
    p95Seconds: quantile(seconds, 0.95),
    basis: { restores: known.length, from: oldest.createdAt, to: newest.createdAt },
  };
}

/** Nearest rank: always a duration that really happened. */
function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;
}
