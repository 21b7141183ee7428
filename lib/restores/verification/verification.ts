/** What a restore's record says of its verification (`verify: true`): the drill's checks, after a real restore. */
import type { CheckResult } from '../../drills/check-result.ts';
import { isActive, type RestoreRecord } from '../record.ts';

/** `not-run`: it could not be verified, or not be begun. Never a pass. */
export type Verified = true | false | 'not-run';

/** A stable code, and one sentence for people. */
export interface Why {
  readonly code: string;
  readonly detail: string;
}

export interface Verification {
  /** When it began: another restore of the target since then makes it worthless. */
  readonly startedAt: string;
  /** By then the way is open, or nothing is read; once it is open, by then nothing more is read. */
  readonly endsBy: string;
  /** Executions that were started for it: each has its number in its name. */
  readonly executions: number;
  /** A way in: written before it is made. */
  readonly access?: VerificationAccess;
  /** Where the target is read, once the way is open: no user in it. */
  readonly uri?: string;
  /** What was read; absent while it is not. */
  readonly checks?: readonly CheckResult[];
  /** Why nothing was read, or what was read says nothing. */
  readonly early?: Why;
  /** Since when the way in is being taken away. */
  readonly closingSince?: string;
  /** Absent until it is decided: then the three after it are there. */
  readonly decidedAt?: string;
  readonly verified?: Verified;
  readonly code?: string;
  readonly detail?: string;
}

export interface VerificationAccess {
  readonly username: string;
  /** Atlas takes user and entries away by itself then. */
  readonly until: string;
  /** Entries of the access list that are ours. */
  readonly entries: readonly string[];
}

/** By these lines the alarms know: infra/aws/drills/verifications.ts. */
export const NOT_GOOD_LINE = 'restored data is not what it must be';
export const NOT_RUN_LINE = 'restored data was not verified';

type Asked = Pick<RestoreRecord, 'status' | 'request' | 'verification'>;

/** Its evidence waits for it. */
export const isVerificationOpen = ({ status, request, verification }: Asked): boolean =>
  status === 'SUCCEEDED' && request.verify === true && verification?.decidedAt === undefined;

/** Null: nobody asked, or it is not known yet. What did not succeed has no data that could be verified. */
export function verifiedOf({ status, request, verification }: Asked): Verified | null {
  if (request.verify !== true || isActive(status)) return null;
  return status === 'SUCCEEDED' ? (verification?.verified ?? null) : 'not-run';
}
