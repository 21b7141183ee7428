/** How long a restore of this source takes, from its own past only (design, decision 19: never invent). */
import type { UsualEnd } from './poll-plan.ts';

/** One restore that went well. */
export interface PastRestore {
  readonly id: string;
  /** When it was asked for. */
  readonly at: string;
  /** From Atlas' job to its end. */
  readonly seconds: number;
  /** Of its snapshot, where Atlas said so. */
  readonly sizeBytes?: number;
}

export interface ExpectedDuration {
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  readonly basis: {
    readonly restores: number;
    readonly from: string;
    readonly to: string;
    /** Of the newest one's snapshot, where it is known. */
    readonly sizeBytes?: number;
  };
}

/** Null without a restore to go by. `past` is newest first. */
export function expectedDuration(past: readonly PastRestore[]): ExpectedDuration | null {
  const [newest, oldest] = [past[0], past.at(-1)];
  if (newest === undefined || oldest === undefined) return null;
  const ascending = ascendingSeconds(past);
  return {
    p50Seconds: quantile(ascending, 0.5),
    p95Seconds: quantile(ascending, 0.95),
    basis: {
      restores: past.length,
      from: oldest.at,
      to: newest.at,
      ...(newest.sizeBytes !== undefined && { sizeBytes: newest.sizeBytes }),
    },
  };
}

/** For the poll plan. Null without a restore to go by. */
export function usualEnd(past: readonly Pick<PastRestore, 'seconds'>[]): UsualEnd | null {
  if (past.length === 0) return null;
  const ascending = ascendingSeconds(past);
  return { fromSeconds: quantile(ascending, 0.1), toSeconds: quantile(ascending, 0.95) };
}

function ascendingSeconds(past: readonly Pick<PastRestore, 'seconds'>[]): number[] {
  return past.map(({ seconds }) => seconds).sort((a, b) => a - b);
}

/** Nearest rank: always a duration that really happened. */
function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;
}
