/** A snapshot's state as a function of the clock, along the recorded progress of an on-demand snapshot. */
import type { Snapshot } from '../model.ts';
import { SECOND } from '../time.ts';

export type SnapshotStatus = 'queued' | 'inProgress' | 'completed' | 'failed';

export interface SnapshotState {
  readonly status: SnapshotStatus;
  readonly startedAt: number;
  /** The moment whose data it holds; known once it is complete. */
  readonly createdAt: number;
  readonly finishedAt: number;
  readonly expiresAt: number;
  readonly knowsVersion: boolean;
  readonly knowsProvider: boolean;
}

/** Recorded seconds after the request: in progress at 7, version at 29, provider and data's moment at 95. */
const STARTS_MS = 7 * SECOND;
const VERSION_MS = 29 * SECOND;
const PROVIDER_MS = 95 * SECOND;

export function snapshotAt(snapshot: Snapshot, now: number): SnapshotState {
  const { requestedAt, takesMs } = snapshot;
  const age = now - requestedAt;
  const isOver = age >= takesMs;
  const status = isOver
    ? snapshot.outcome === 'fails'
      ? 'failed'
      : 'completed'
    : age < STARTS_MS
      ? 'queued'
      : 'inProgress';
  const finishedAt = requestedAt + takesMs;
  return {
    status,
    startedAt: requestedAt + Math.min(STARTS_MS, takesMs),
    createdAt: requestedAt + Math.min(PROVIDER_MS, takesMs),
    finishedAt,
    // Recorded: an on-demand one first counts from its request, then from its completion; Flex from its schedule.
    expiresAt:
      (isOver && snapshot.snapshotType === 'onDemand' ? finishedAt : requestedAt) + snapshot.retentionMs,
    knowsVersion: isOver || age >= VERSION_MS,
    knowsProvider: isOver || age >= PROVIDER_MS,
  };
}

/** Whether it is there to be read: not before its request, and gone at the end of its retention. */
export function exists(snapshot: Snapshot, now: number): boolean {
  return now >= snapshot.requestedAt && now < snapshotAt(snapshot, now).expiresAt;
}
