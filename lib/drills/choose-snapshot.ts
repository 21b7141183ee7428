/** Which snapshot a drill restores, of those that will outlive it; and how far apart they lie. Pure. */

import type { Snapshot } from '../restores/families/family.ts';
import { sha256 } from '../restores/request.ts';
import { SAFETY_SNAPSHOT_PREFIX } from '../restores/snapshot-choice.ts';
import type { SnapshotPlan } from './plans/plan.ts';

const DAY_MS = 86_400_000;

type Dated = Snapshot & { readonly createdAt: string };

/** Completed, not a stopgap of Atlas' and none of our own, and there until the drill is over. Newest first. */
export function eligible(snapshots: readonly Snapshot[], by: Date): readonly Dated[] {
  return completed(snapshots)
    .filter(({ fallback, description = '' }) => !fallback && !description.startsWith(SAFETY_SNAPSHOT_PREFIX))
    .filter(({ expiresAt }) => expiresAt === undefined || Date.parse(expiresAt) > by.getTime());
}

function completed(snapshots: readonly Snapshot[]): readonly Dated[] {
  return snapshots
    .filter((one): one is Dated => one.completed && one.createdAt !== undefined)
    .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

/** @param drillId makes the random one: a drill that is asked again chooses the same. Undefined: there is none. */
export function chooseFor(
  plan: Exclude<SnapshotPlan, { pointInTime: unknown }>,
  newestFirst: readonly Dated[],
  drillId: string,
  now: Date,
): Dated | undefined {
  if (plan === 'latest') return newestFirst[0];
  const days = 'random' in plan ? plan.random.days : plan.oldest.days;
  const within = newestFirst.filter(
    ({ createdAt }) => now.getTime() - Date.parse(createdAt) <= days * DAY_MS,
  );
  if ('oldest' in plan) return within.at(-1);
  const at = Number.parseInt(sha256('random-snapshot', drillId).slice(0, 8), 16) % Math.max(1, within.length);
  return within[at];
}

/** Whole seconds, until now; null where there are none in the window. */
export function worstGapSeconds(
  snapshots: readonly Snapshot[],
  lookBackDays: number,
  now: Date,
): number | null {
  const from = now.getTime() - lookBackDays * DAY_MS;
  const times = completed(snapshots)
    .map(({ createdAt }) => Date.parse(createdAt))
    .filter((time) => time >= from && time <= now.getTime());
  if (times.length === 0) return null;
  const gaps = [now.getTime(), ...times].map((time, at, all) => time - (all[at + 1] ?? time));
  return Math.round(Math.max(...gaps) / 1_000);
}
