/** What the last verified drill of a source saw, and the highest counts of 30 days: what the next one is compared with. Pure. */
import type { Baseline, CollectionSeen } from './checks/observation.ts';

/** A count and its day. */
type High = readonly [day: number, count: number];

export interface StoredBaseline {
  readonly drillId: string;
  readonly at: string;
  readonly collections: readonly CollectionSeen[];
  /** Of each namespace, falling counts, oldest first: the first that is not too old is the highest. */
  readonly highs: Readonly<Record<string, readonly High[]>>;
}

const DAY_MS = 86_400_000;
const WINDOW_DAYS = 30;
/** A slide of more steps than this keeps its highest ones, and the newest. */
const MOST_HIGHS = 8;

const dayOf = (at: string): number => Math.floor(Date.parse(at) / DAY_MS);

export function baselineOf({ collections, highs }: StoredBaseline, now: Date): Baseline {
  const oldest = dayOf(now.toISOString()) - WINDOW_DAYS;
  const highest = Object.entries(highs).flatMap(([namespace, steps]) => {
    const counts = steps.filter(([day]) => day >= oldest).map(([, count]) => count);
    return counts.length === 0 ? [] : [[namespace, Math.max(...counts)] as const];
  });
  return { collections, highest: Object.fromEntries(highest) };
}

/** After a drill that passed. */
export function nextBaseline(
  before: StoredBaseline | undefined,
  drillId: string,
  at: string,
  collections: readonly CollectionSeen[],
): StoredBaseline {
  const highs = Object.fromEntries(
    collections.map(({ namespace, count }) => [
      namespace,
      withCount(before?.highs[namespace] ?? [], at, count),
    ]),
  );
  return { drillId, at, collections, highs };
}

function withCount(steps: readonly High[], at: string, count: number): readonly High[] {
  const day = dayOf(at);
  const higher = steps.filter(([when, had]) => when >= day - WINDOW_DAYS && had > count);
  return [...higher.slice(0, MOST_HIGHS - 1), [day, count]];
}
