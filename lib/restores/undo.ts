/** How what a restore wiped can be had back. */
import type { DeploymentFacts } from './families/family.ts';
import type { RestoreRecord } from './record.ts';
import type { SnapshotChoice } from './request.ts';

export const UNDOS = ['snapshot', 'pointInTime', 'none'] as const;
export type Undo = (typeof UNDOS)[number];

/** As far as it is known before anything is done. */
export function undoOf(plan: { readonly safetySnapshot: boolean; readonly target?: DeploymentFacts }): Undo {
  const { safetySnapshot, target } = plan;
  if (target === undefined) return 'none';
  if (safetySnapshot) return 'snapshot';
  return target.pointInTime ? 'pointInTime' : 'none';
}

/** What to restore onto the target; undefined where nothing was touched, or there is nothing to go back to. */
export function wayBack(record: RestoreRecord): SnapshotChoice | undefined {
  const { target, atlasJobId, safetySnapshot, undo, intent, collections } = record;
  // A restore of collections wipes no cluster, and going back would.
  if (target === undefined || atlasJobId === undefined || collections !== undefined) return undefined;
  if (safetySnapshot?.takenAt !== undefined) return safetySnapshot.id;
  if (undo !== 'pointInTime' || intent === undefined) return undefined;
  // The last second before anything was posted, by Atlas' own clock: once the job runs there is no history.
  const seconds = Math.floor(Date.parse(intent.sentAt) / 1000) - 1;
  return { pointInTime: new Date(seconds * 1000).toISOString().replace('.000Z', 'Z') };
}
