/** What a restore does that people do not expect. Codes; the API documentation says each in words. */
import type { DeploymentFacts, Snapshot } from './families/family.ts';

export const WARNINGS = [
  'WRITERS_NOT_STOPPED',
  'SEARCH_INDEXES_REBUILD',
  'TTL_WILL_DELETE',
  'USERS_NOT_RESTORED',
  'PIT_GAP_UNTIL_NEXT_SNAPSHOT',
  'TERMINATION_PROTECTION_DOES_NOT_HELP',
  'SNAPSHOT_EXPIRES_SOON',
  'TARGET_BUSY',
  'UNDO_LOSES_LATER_WRITES',
] as const;
export type Warning = (typeof WARNINGS)[number];

/** A restore of hours must not lose its snapshot on the way: a day is the default time limit. */
const SOON_MS = 24 * 3_600_000;

export function warningsFor(
  target: DeploymentFacts | undefined,
  snapshot: Snapshot | undefined,
  now: Date,
): Warning[] {
  const warnings: Warning[] = [];
  if (target !== undefined) {
    // Nobody but the caller can know these four, so they are always said.
    warnings.push('WRITERS_NOT_STOPPED', 'SEARCH_INDEXES_REBUILD', 'TTL_WILL_DELETE', 'USERS_NOT_RESTORED');
    if (target.pointInTime) warnings.push('PIT_GAP_UNTIL_NEXT_SNAPSHOT');
    if (target.terminationProtected) warnings.push('TERMINATION_PROTECTION_DOES_NOT_HELP');
  }
  if (snapshot?.expiresAt !== undefined && Date.parse(snapshot.expiresAt) - now.getTime() < SOON_MS)
    warnings.push('SNAPSHOT_EXPIRES_SOON');
  return warnings;
}
