/** Which snapshot a request means, and which lie around it. */
import type { Snapshot } from './families/family.ts';
import type { Refusal } from './refusal.ts';
import type { RestoreRequest, SnapshotChoice } from './request.ts';

/** Descriptions of our own safety snapshots begin with this; they hold what a restore was about to wipe. */
export const SAFETY_SNAPSHOT_PREFIX = 'atlas-restore safety snapshot';

/** After corruption the latest snapshot may already hold the damage: the plan shows this many on each side. */
const NEIGHBOURS = 2;

export interface Chosen {
  /** Absent for a point in time, where Atlas picks the snapshot, and where there is none. */
  readonly snapshot?: Snapshot;
  /** Newest first, the chosen one among them. */
  readonly candidates: readonly Snapshot[];
  readonly refusals: readonly Refusal[];
}

/** `byId` is the snapshot that was asked for by its id, read by itself: lists leave expired ones out. */
export function chooseSnapshot(
  choice: SnapshotChoice,
  snapshots: readonly Snapshot[],
  now: Date,
  byId?: Snapshot,
): Chosen {
  const newestFirst = snapshots
    .filter((snapshot) => snapshot.completed && snapshot.createdAt !== undefined)
    .sort((a, b) => timeOf(b) - timeOf(a));
  if (typeof choice === 'object' && !('before' in choice))
    return { candidates: around(newestFirst, momentOf(choice)), refusals: [] };
  if (byId !== undefined) {
    // One that is still being taken is newer than all.
    const candidates = around(
      newestFirst,
      byId.createdAt === undefined ? Number.POSITIVE_INFINITY : timeOf(byId),
    );
    return { snapshot: byId, candidates, refusals: usable(byId, now) };
  }
  const before = typeof choice === 'object' ? Date.parse(choice.before) : Number.POSITIVE_INFINITY;
  const snapshot = newestFirst.find((each) => isEligible(each, now) && timeOf(each) < before);
  if (snapshot !== undefined)
    return { snapshot, candidates: around(newestFirst, timeOf(snapshot)), refusals: [] };
  const detail =
    typeof choice === 'object'
      ? `There is no completed snapshot from before ${choice.before}.`
      : 'There is no completed snapshot.';
  return {
    candidates: around(newestFirst, before),
    refusals: [{ code: 'SNAPSHOT_NOT_FOUND', field: 'snapshot', detail, status: 404 }],
  };
}

function isEligible(snapshot: Snapshot, now: Date): boolean {
  return (
    !snapshot.fallback &&
    !(snapshot.description ?? '').startsWith(SAFETY_SNAPSHOT_PREFIX) &&
    !isExpired(snapshot, now)
  );
}

function usable(snapshot: Snapshot, now: Date): Refusal[] {
  const field = 'snapshot';
  if (!snapshot.completed) {
    return [
      {
        code: 'CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT',
        field,
        detail: `Snapshot ${snapshot.id} is not completed.`,
        status: 409,
      },
    ];
  }
  if (!isExpired(snapshot, now)) return [];
  return [
    {
      code: 'CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT',
      field,
      detail: `Snapshot ${snapshot.id} expired at ${snapshot.expiresAt}.`,
      status: 409,
    },
  ];
}

/** Atlas gives no link that would outlive its snapshot, and a link of a dedicated cluster lives an hour. */
const LINK_LIFE_MS = 3_600_000;

export function checkLinkLife(
  { delivery }: Pick<RestoreRequest, 'delivery'>,
  snapshot: Snapshot | undefined,
  now: Date,
): Refusal[] {
  if (delivery !== 'download' || snapshot?.expiresAt === undefined) return [];
  if (Date.parse(snapshot.expiresAt) - now.getTime() >= LINK_LIFE_MS || isExpired(snapshot, now)) return [];
  return [
    {
      code: 'LINK_EXPIRATION_AFTER_SNAPSHOT_DELETION',
      field: 'snapshot',
      detail: `Snapshot ${snapshot.id} expires at ${snapshot.expiresAt}, before a link to it would.`,
      status: 409,
    },
  ];
}

function around(newestFirst: readonly Snapshot[], time: number): Snapshot[] {
  const first = newestFirst.findIndex((snapshot) => timeOf(snapshot) <= time);
  const at = first === -1 ? newestFirst.length : first;
  return newestFirst.slice(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1);
}

const isExpired = ({ expiresAt }: Snapshot, now: Date): boolean =>
  expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();

const timeOf = ({ createdAt }: Snapshot): number =>
  createdAt === undefined ? Number.NaN : Date.parse(createdAt);

/** The moment a point in time or an oplog entry means, in milliseconds. */
export function momentOf(choice: { pointInTime: string } | { oplog: { ts: number; inc: number } }): number {
  return 'pointInTime' in choice ? Date.parse(choice.pointInTime) : choice.oplog.ts * 1000;
}
