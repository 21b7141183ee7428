/** What Atlas' own facts decide: the snapshot, and the restore job. */
import type { CheckResult } from '../check-result.ts';
import { fail, inconclusive, pass } from './result.ts';

/** Of the restore, by its own lifecycle. */
export interface RestoreEnd {
  readonly status: string;
  readonly reason?: { readonly code: string; readonly detail: string };
}

export interface SnapshotFacts {
  readonly completed: boolean;
  readonly createdAt?: string;
  readonly expiresAt?: string;
}

/** @param by when the drill has surely ended @param objectiveMinutes how old it may be; null: of a plan that does not choose the newest */
export function snapshotEligible(
  { completed, createdAt, expiresAt }: SnapshotFacts,
  {
    at,
    by,
    objectiveMinutes,
  }: { readonly at: Date; readonly by: Date; readonly objectiveMinutes: number | null },
): CheckResult {
  const id = 'snapshot-eligible';
  if (!completed || createdAt === undefined) return fail(id, 'SNAPSHOT_INCOMPLETE');
  const actual = { createdAt, ...(expiresAt !== undefined && { expiresAt }) };
  if (expiresAt !== undefined && Date.parse(expiresAt) <= by.getTime())
    return fail(id, 'SNAPSHOT_EXPIRES', { actual });
  const ageMinutes = Math.round((at.getTime() - Date.parse(createdAt)) / 60_000);
  if (objectiveMinutes !== null && ageMinutes > objectiveMinutes)
    return fail(id, 'SNAPSHOT_TOO_OLD', { expected: { objectiveMinutes }, actual: { ageMinutes } });
  return pass(id, { actual });
}

/** Atlas' own failure fails the drill; what kept us from restoring says nothing of the backup. */
export function restoreCompleted({ status, reason }: RestoreEnd): CheckResult {
  const id = 'restore-completed';
  const actual = { status, ...(reason && { code: reason.code }) };
  if (status === 'SUCCEEDED') return pass(id, { actual });
  const said = { expected: { status: 'SUCCEEDED' }, actual, ...(reason && { detail: reason.detail }) };
  return reason?.code === 'ATLAS_JOB_FAILED'
    ? fail(id, 'JOB_NOT_SUCCEEDED', said)
    : inconclusive(id, 'RESTORE_NOT_DONE', said);
}
