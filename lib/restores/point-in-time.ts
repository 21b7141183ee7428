/** The window in which a deployment can be restored to any second, and whether a wish lies in it. */
import type { AtlasClient } from '../atlas/client.ts';
import type { DeploymentFacts, Place, Snapshot } from './families/family.ts';
import type { Refusal } from './refusal.ts';
import type { SnapshotChoice } from './request.ts';
import { momentOf } from './snapshot-choice.ts';

export interface PointInTimeWindow {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 24 * 3_600_000;

/** Null where there is none: other families than dedicated, or continuous backup is off. */
export async function pointInTimeWindow(
  atlas: AtlasClient,
  place: Place,
  source: DeploymentFacts,
  now: Date,
): Promise<PointInTimeWindow | null> {
  if (source.family !== 'cluster' || !source.pointInTime) return null;
  const path = { groupId: place.projectId, clusterName: place.name };
  const { data } = await atlas.call('getClusterBackupSchedule', { path });
  if (data.restoreWindowDays === undefined) return null;
  const from = new Date(now.getTime() - data.restoreWindowDays * DAY_MS);
  return { from: from.toISOString(), to: now.toISOString() };
}

export function checkPointInTime(
  choice: SnapshotChoice,
  source: DeploymentFacts,
  snapshots: readonly Snapshot[],
  window: PointInTimeWindow | null,
): Refusal[] {
  if (typeof choice !== 'object' || 'before' in choice) return [];
  const refusal = (code: string, detail: string, status = 400): Refusal[] => [
    { code, field: 'snapshot', detail, status },
  ];
  if (source.family !== 'cluster')
    return refusal(
      'UNSUPPORTED_DELIVERY_METHOD',
      `A ${source.family} deployment has no point in time restore.`,
    );
  if (!source.pointInTime)
    return refusal('INVALID_PIT_RESTORE_TIME', 'Continuous backup is off at the source.');
  const moment = momentOf(choice);
  if (window !== null && moment < Date.parse(window.from))
    return refusal('INVALID_PIT_RESTORE_TIME', `The restore window begins at ${window.from}.`);
  const hasBase = snapshots.some(
    ({ completed, createdAt }) => completed && createdAt !== undefined && Date.parse(createdAt) <= moment,
  );
  if (hasBase) return [];
  // Atlas' own spelling, with a zero.
  const code = 'UNABLE_T0_FIND_SNAPSHOT_PRIOR_TO_PIT_RESTORE_OPTIME';
  return refusal(code, 'There is no completed snapshot from before that time.', 404);
}
