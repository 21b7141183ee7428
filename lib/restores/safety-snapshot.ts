/** The snapshot that is taken of a target before a restore wipes it: whose it is, how long it is kept, why it cannot be. */
import type { DeploymentFacts } from './families/family.ts';
import type { RestoreRecord } from './record.ts';
import type { Refusal } from './refusal.ts';
import type { RestoreRequest } from './request.ts';
import { SAFETY_SNAPSHOT_PREFIX } from './snapshot-choice.ts';

/** As the record has it: wanted from the beginning, asked for once `askedAt`, there once `takenAt`. */
export interface SafetySnapshot {
  /** When it was first asked for, by our clock: the 30 minutes begin. */
  readonly askedAt?: string;
  readonly id?: string;
  /** Whose moment it holds, by Atlas. */
  readonly createdAt?: string;
  readonly expiresAt?: string;
  readonly takenAt?: string;
  /** Atlas did not take it. */
  readonly failed?: true;
}

/** Long enough to notice over a weekend that the restore was a mistake; every day more is paid for. */
export const RETENTION_DAYS = 7;
/** One of an M10 took under three minutes, and it is incremental: what takes longer than this is in trouble. */
export const PATIENCE_MS = 30 * 60_000;

/** What is against a safety snapshot before anything is asked of Atlas. */
export function checkSafetySnapshot(request: RestoreRequest, target: DeploymentFacts | undefined): Refusal[] {
  if (target === undefined) return [];
  if (target.family !== 'cluster')
    return [impossible(`Atlas takes no snapshot of a ${target.family} deployment on demand.`)];
  if (target.paused)
    return [impossible(`${request.target?.name} is paused, and Atlas takes no snapshot of it.`)];
  return target.backups ? [] : [impossible(`${request.target?.name} keeps no backups.`)];
}

function impossible(why: string): Refusal {
  return {
    code: 'SAFETY_SNAPSHOT_FAILED',
    field: 'safetySnapshot',
    detail: `${why} ${WAY_ON}`,
    status: 409,
  };
}

export const WAY_ON = 'Send safetySnapshot false to restore without one: what the target holds is lost then.';

/** True once it is there, or where none is wanted: the target may be wiped. */
export const isSafe = ({ safetySnapshot }: Pick<RestoreRecord, 'safetySnapshot'>): boolean =>
  safetySnapshot === undefined || safetySnapshot.takenAt !== undefined;

/** What it is recognised by, whatever else its description says: a comma is in no restore's id. */
const ownWords = ({ id }: Pick<RestoreRecord, 'id'>): string =>
  `${SAFETY_SNAPSHOT_PREFIX} before restore ${id},`;

export const isOwnSnapshot = (
  record: Pick<RestoreRecord, 'id'>,
  { description = '' }: { readonly description?: string },
): boolean => description.startsWith(ownWords(record));

/** Says in Atlas' console why it is there, and until when. */
export function describe(record: Pick<RestoreRecord, 'id'>, days: number, now: Date): string {
  const until = new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  return `${ownWords(record)} which wiped this cluster; kept ${days} days, until ${until}`;
}
