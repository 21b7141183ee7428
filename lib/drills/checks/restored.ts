/** What Atlas' own facts decide: the snapshot, and the restore job. */
import type { CheckResult } from '../check-result.ts';
import { fail, pass } from './result.ts';

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

/** @param status of the restore, by its own lifecycle */
export function restoreCompleted(status: string): CheckResult {
  return status === 'SUCCEEDED'
    ? pass('restore-completed', { actual: { status } })
    : fail('restore-completed', 'JOB_NOT_SUCCEEDED', {
        expected: { status: 'SUCCEEDED' },
        actual: { status },
      });
}
