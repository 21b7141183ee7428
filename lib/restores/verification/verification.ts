/** What a restore's record says of its verification (`verify: true`): the drill's checks, after a real restore. */
import type { CheckResult } from '../../drills/check-result.ts';
import type { RestoreRecord } from '../record.ts';

/** `not-run`: it could not be verified, or not be begun. Never a pass. */
export type Verified = true | false | 'not-run';

export interface Verification {
  /** When it began: another restore of the target since then makes it worthless. */
  readonly startedAt: string;
  /** By then it is decided, whatever it has seen. */
  readonly endsBy: string;
  /** A way in: each part is written before it is made. Atlas takes both away by itself at `until`. */
  readonly access?: VerificationAccess;
  /** Where the target is read: no user in it. */
  readonly uri?: string;
  /** Absent until it is decided: then all of these are there. */
  readonly decidedAt?: string;
  readonly verified?: Verified;
  /** A stable code, and one sentence for people. */
  readonly code?: string;
  readonly detail?: string;
  readonly checks?: readonly CheckResult[];
}

export interface VerificationAccess {
  readonly username: string;
  readonly until: string;
  /** When the reads must be over. */
  readonly verifyBy: string;
  /** Entries of the access list that were made for it: those that were there before stay. */
  readonly entries: readonly string[];
}

/** Its evidence waits for it. */
export const isVerificationOpen = ({
  status,
  request,
  verification,
}: Pick<RestoreRecord, 'status' | 'request' | 'verification'>): boolean =>
  status === 'SUCCEEDED' && request.verify === true && verification?.decidedAt === undefined;
