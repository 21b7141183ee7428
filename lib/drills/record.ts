/** The ledger's record of one drill: what was asked, how far it is, what it must still take away, and what it found. */
import type { Family } from '../atlas/operations.ts';
import type { Place } from '../restores/families/family.ts';
import type { CheckResult } from './check-result.ts';
import type { DrillCost } from './costs/estimate.ts';
import type { Fidelity } from './target/derive.ts';

/** Where a drill is. Each is entered once, in this order; some are passed over. */
export const PHASES = [
  'PREFLIGHT',
  'CHOOSE',
  'PREPARE',
  'RESTORE',
  'OPEN',
  'VERIFY',
  'EVIDENCE',
  'CLEANUP',
  'DONE',
] as const;
export type Phase = (typeof PHASES)[number];

export const VERDICTS = ['PASSED', 'FAILED', 'INCONCLUSIVE'] as const;
export type Verdict = (typeof VERDICTS)[number];

export const DECISIONS = ['accepted', 'fixed', 'retest'] as const;
/** What somebody made of a drill: it is as it must be, it was put right, or it is looked at again. */
export type Decision = (typeof DECISIONS)[number];

/** A stable code, and one sentence for people. */
export interface Finding {
  readonly code: string;
  readonly detail: string;
}

/** Moments by our clock, RFC 3339 (docs/drills.md, "Timeline"). */
export interface Marks {
  /** T0: it has a place among the drills that run. */
  readonly startedAt?: string;
  /** T1. */
  readonly snapshotChosenAt?: string;
  /** T2. */
  readonly targetReadyAt?: string;
  /** T3: Atlas had the restore job. */
  readonly jobAcceptedAt?: string;
  /** T4: by Atlas. */
  readonly jobFinishedAt?: string;
  /** T5. */
  readonly firstReadAt?: string;
  /** T6: every check is decided. */
  readonly decidedAt?: string;
  /** T7: nothing is left of it. */
  readonly cleanedAt?: string;
}

export interface DrillSnapshot {
  /** Absent of a point in time, for which Atlas picks one. */
  readonly id?: string;
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly mongoDBVersion?: string;
  readonly sizeBytes?: number;
  readonly pointInTime?: boolean;
  /** The longest time between two completed snapshots in the look-back window. */
  readonly worstGapSeconds: number | null;
}

/** What stands in Atlas because of this drill, or will: written before it is made. */
export interface DrillTarget {
  readonly kind: 'ephemeral' | 'standing';
  readonly projectId: string;
  readonly name: string;
  readonly family: Family;
  /** Before the first create call. */
  readonly intendedAt: string;
  /** Before the last one. */
  readonly attemptedAt?: string;
  /** The answer to a create call was lost: it may be carried out late, and make another one than is known. */
  readonly unanswered?: true;
  /** As Atlas answered; absent while nobody knows whether it was made. */
  readonly atlasId?: string;
  /** Where it is read: no user in it. */
  readonly uri?: string;
  readonly mongoDBVersion?: string;
}

/** A way in: each part is written before it is made. Atlas takes both away by itself at `until`. */
export interface DrillAccess {
  readonly username: string;
  readonly until: string;
  readonly intendedAt: string;
  /** When the reads must be over. */
  readonly verifyBy: string;
  /** Entries of the access list that this drill made or shares with other drills. */
  readonly entries: readonly string[];
}

export interface DrillCleanup {
  readonly target: 'DELETED' | 'NEVER_MADE' | 'STANDING' | 'NOT_OURS' | 'NONE';
  readonly finding?: Finding;
}

export interface DrillRecord {
  readonly id: string;
  /** Counts the writes; each write states the version it read. */
  readonly version: number;
  readonly plan: string;
  /** Its family is found out by the first step. */
  readonly source: Place & { readonly family?: Family };
  readonly trigger: {
    readonly kind: 'schedule' | 'request';
    readonly by: string;
    readonly at: string;
    /** As whoever asked gave them. */
    readonly reason?: string;
    readonly ticket?: string;
  };
  readonly simulated: boolean;
  readonly phase: Phase;
  readonly createdAt: string;
  /** By then it is over, its checks included. */
  readonly endsBy: string;
  /** T of the safety rules: by then nothing is left of it. Later only where the plan keeps the target. */
  readonly deleteBy: string;
  readonly objectives: Objectives;
  readonly marks: Marks;
  readonly snapshot?: DrillSnapshot;
  readonly target?: DrillTarget;
  readonly fidelity?: Fidelity;
  /** Before anything is made: what it would cost at most; and what it has cost. */
  readonly cost?: DrillCost;
  readonly access?: DrillAccess;
  readonly restore?: {
    readonly id: string;
    readonly status?: string;
    readonly atlasJobId?: string;
    readonly pollSeconds?: number;
  };
  /** Of those that read the target, and of those before them. */
  readonly checks: readonly CheckResult[];
  /** Why it ended before its checks were decided. */
  readonly ended?: Finding & { readonly verdict: Verdict };
  readonly cancelRequestedAt?: string;
  readonly verdict?: Verdict;
  readonly findings?: readonly Finding[];
  readonly measures?: Measures;
  readonly evidence?: { readonly sequence: number; readonly hash: string };
  readonly cleanupEvidence?: { readonly sequence: number; readonly hash: string };
  /** When cleanup began. */
  readonly cleanupSince?: string;
  /** The target stays until then, to be looked at. */
  readonly keptUntil?: string;
  readonly cleanup?: DrillCleanup;
  /** Its plan knows that it left something behind, or was late with it. */
  readonly cleanupFailureCounted?: boolean;
  readonly pendingEvents?: readonly DrillEventKind[];
  /** What people said of it, in that order. Absent of drills of which nobody said anything. */
  readonly reviews?: readonly DrillReview[];
}

export interface DrillReview {
  /** From 1: names its record in the chain. */
  readonly number: number;
  readonly decision: Decision;
  readonly reviewer: string;
  /** Who sent it, as the authorizer found out. */
  readonly recordedBy: string;
  readonly at: string;
  readonly ticket?: string;
  readonly note?: string;
  /** The drill that looked again. */
  readonly retestDrill?: string;
  /** Of a request with a key: a hash of who sent it and of the key. */
  readonly requestKey?: string;
  /** Absent until it is in the chain. */
  readonly evidence?: { readonly sequence: number; readonly hash: string };
}

/** What is told to the world: the verdict, and that nothing is left. */
export type DrillEventKind = 'VERDICT' | 'CLEANUP';

/** As the plan said them on that day. */
export interface Objectives {
  readonly rtoSeconds: number;
  readonly rpoSeconds: number;
  readonly rto: 'verified' | 'technical';
  readonly whenMissed: 'fail' | 'warn';
}

/** Whole seconds; null: not known. */
export interface Measures {
  /** T5 − T0. */
  readonly technicalRtoSeconds: number | null;
  /** T6 − T0. */
  readonly verifiedRtoSeconds: number | null;
  /** T4 − T3, give or take `pollSeconds`. */
  readonly restoreSeconds: number | null;
  readonly pollSeconds: number | null;
  /** T0 − the snapshot's time. */
  readonly snapshotAgeSeconds: number | null;
  /** Only of a drill of the newest data does the age say what would be lost. */
  readonly snapshotAgeCounts: boolean;
  readonly worstSnapshotGapSeconds: number | null;
  /** T0 − the newest verified document. */
  readonly observedRpoSeconds: number | null;
  readonly rtoMet: boolean | null;
  readonly rpoMet: boolean | null;
}

export const isOver = ({ phase }: Pick<DrillRecord, 'phase'>): boolean => phase === 'DONE';

/** Something that people said of it is not in the chain yet. */
export const hasUnrecordedReviews = ({ reviews = [] }: Pick<DrillRecord, 'reviews'>): boolean =>
  reviews.some(({ evidence }) => evidence === undefined);

export const hasReached = (record: Pick<DrillRecord, 'phase'>, phase: Phase): boolean =>
  PHASES.indexOf(record.phase) >= PHASES.indexOf(phase);
