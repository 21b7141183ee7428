/** The ledger's record of one restore: what was asked, how far it is, and what the next step must know. */
import type { Family } from '../atlas/operations.ts';
import type { EvidencePosition } from '../evidence/record.ts';
import type { CollectionOrder } from './families/family.ts';
import type { RestoreRequest } from './request.ts';
import type { SafetySnapshot } from './safety-snapshot.ts';
import type { Standing } from './target-lock.ts';
import type { Undo } from './undo.ts';
import type { Verification } from './verification/verification.ts';

/** Atlas' lifecycle, and two ends of ours: the time limit passed, or nothing was ever started. */
export const STATUSES = [
  'QUEUED',
  'RUNNING',
  'SUCCEEDED',
  'READY',
  'FAILED',
  'CANCELLED',
  'EXPIRED',
  'TIMED_OUT',
  'REFUSED',
] as const;
export type RestoreStatus = (typeof STATUSES)[number];

/** Among what is to be told: what became of `verify: true`. */
export const VERIFICATION_DECIDED = 'VERIFICATION_DECIDED';

export const isActive = (status: RestoreStatus): boolean => status === 'QUEUED' || status === 'RUNNING';

export interface Reason {
  readonly code: string;
  readonly detail: string;
}

/** A deployment as our API names it: Atlas says group and clusterName, name or instanceName. */
export interface Deployment {
  readonly projectId: string;
  readonly family: Family;
  readonly name: string;
}

/** The facts by which our own job is recognised, written before anything is posted. */
export interface Intent {
  /** By Atlas' own `Date` header: the local clock is not used for recognising a job. */
  readonly sentAt: string;
  /** Atlas' clock minus ours at that moment, for turning our deadlines into Atlas' time. */
  readonly atlasAheadMs: number;
  /** Jobs of the source that were there before: never ours. */
  readonly knownJobIds: readonly string[];
}

/** One POST. `POSTING` is written before it, so that nobody else posts before its deadline has passed. */
export interface Attempt {
  readonly number: number;
  readonly state: 'POSTING' | 'UNKNOWN' | 'NOT_MADE';
  /** This attempt or one before it may have made a job: from then on "busy" may mean us. */
  readonly ambiguous: boolean;
  /** How many attempts so far ended without anybody knowing how. */
  readonly lost: number;
  /** After this moment of our clock the POST is surely aborted. */
  readonly deadline: string;
  /** How many times the jobs were listed since, in search of this attempt's job. */
  readonly lookups: number;
}

/** One end of a restore. A refused one may be opened again, a ready download may be cancelled: each has its own number. */
export interface RestoreEnd extends EndFacts {
  /** From 1. */
  readonly number: number;
  readonly at: string;
}

/** What is another thing once a refused restore is opened again: kept with its end. */
type EndFacts = Pick<
  RestoreRecord,
  'status' | 'reason' | 'startedAt' | 'finishedAt' | 'atlasJobId' | 'adopted' | 'otherJobIds' | 'durations'
>;

/** An end, and where the chain of evidence says it. */
export type ProvenEnd = RestoreEnd & { readonly evidence: EvidencePosition };

export interface RestoreRecord {
  readonly id: string;
  /** Counts the writes; each write states the version it read. */
  readonly version: number;
  readonly status: RestoreStatus;
  readonly reason?: Reason;
  readonly request: RestoreRequest;
  /** Beside the request: only these databases and collections are restored. Atlas-shaped creates only. */
  readonly collections?: CollectionOrder;
  readonly requestHash: string;
  /** Its execution has not been started: whoever accepted it makes the job, and hands it over then. */
  readonly withoutWorkflow?: true;
  readonly requestedBy: string;
  readonly source: Deployment;
  /** `size`: instance size, where there are such. */
  readonly target?: Deployment & { readonly id?: string; readonly size?: string };
  readonly snapshot?: { readonly id: string; readonly createdAt?: string };
  /** Taken of the target before it is wiped; absent where none is wanted. */
  readonly safetySnapshot?: SafetySnapshot;
  /** How what the target held could be had back, as planned. */
  readonly undo?: Undo;
  /** Of the snapshot, where Atlas said so. */
  readonly sizeBytes?: number;
  readonly mongoDBVersion?: string;
  readonly createdAt: string;
  /** When Atlas had the job. */
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** When the link of a download stops working. */
  readonly expiresAt?: string;
  readonly timeline: readonly { readonly at: string; readonly status: RestoreStatus }[];
  readonly atlasJobId?: string;
  readonly adopted?: boolean;
  /** Jobs that could as well have been ours when one was adopted: somebody should look at them. */
  readonly otherJobIds?: readonly string[];
  /** The restore has ended for us while Atlas may still be writing the target: the lock stays. */
  readonly jobMayRun?: boolean;
  readonly cancelRequestedAt?: string;
  /** It waits for its target: as its last look saw it. */
  readonly inLine?: Standing;
  /** Statuses that it has entered and that nobody has been told of yet, oldest first: one write with the status. */
  readonly pendingEvents?: readonly (RestoreStatus | typeof VERIFICATION_DECIDED)[];
  /** Its ends go into the chain of evidence: decided when it was accepted. */
  readonly inEvidence?: true;
  /** Ends that are not in evidence yet, oldest first: one write with the status, whoever writes it. */
  readonly pendingEvidence?: readonly RestoreEnd[];
  /** Ends that are in evidence, oldest first. */
  readonly provenEnds?: readonly ProvenEnd[];
  /** How many executions have taken it up after the first ended before it. */
  readonly resumes?: number;
  readonly intent?: Intent;
  readonly attempt?: Attempt;
  readonly durations?: Durations;
  /** What became of `verify: true`; absent before it begins. */
  readonly verification?: Verification;
}

/** Atlas has its job, or a POST may have made one and nobody knows. */
export const mayHaveJob = ({ atlasJobId, attempt }: Pick<RestoreRecord, 'atlasJobId' | 'attempt'>): boolean =>
  atlasJobId !== undefined || (attempt !== undefined && (attempt.state !== 'NOT_MADE' || attempt.ambiguous));

export interface Durations {
  /** From the request to Atlas' job. */
  readonly queuedSeconds: number;
  /** From Atlas' job to its end. */
  readonly runningSeconds: number;
  readonly totalSeconds: number;
}

/** When the restore stops being followed, by our clock. */
export function timeLimitAt(record: Pick<RestoreRecord, 'createdAt' | 'request'>): Date {
  return new Date(Date.parse(record.createdAt) + record.request.timeLimitMinutes * 60_000);
}

/** The record in its next status; entering a status twice leaves one entry in the timeline. */
export function enter(
  record: RestoreRecord,
  status: RestoreStatus,
  at: Date,
  change: Partial<RestoreRecord> = {},
): RestoreRecord {
  if (record.status === status) return { ...record, ...change };
  const timeline = [...record.timeline, { at: at.toISOString(), status }];
  const pendingEvents = [...(record.pendingEvents ?? []), status];
  const entered = { ...record, ...change, status, timeline, pendingEvents };
  if (record.inEvidence !== true || isActive(status)) return entered;
  return { ...entered, pendingEvidence: [...(record.pendingEvidence ?? []), endOf(entered, at)] };
}

function endOf(record: RestoreRecord, at: Date): RestoreEnd {
  const { status, reason, startedAt, finishedAt, atlasJobId, adopted, otherJobIds, durations } = record;
  return {
    number: (record.provenEnds ?? []).length + (record.pendingEvidence ?? []).length + 1,
    status,
    at: at.toISOString(),
    ...(reason && { reason }),
    ...(startedAt !== undefined && { startedAt }),
    ...(finishedAt !== undefined && { finishedAt }),
    ...(atlasJobId !== undefined && { atlasJobId }),
    ...(adopted !== undefined && { adopted }),
    ...(otherJobIds && { otherJobIds }),
    ...(durations && { durations }),
  };
}

/**
 * Whole seconds on our clock; unknown phases count as nothing. `finishedAt` is on our clock, `startedAt` on Atlas'.
 */
export function durationsOf(record: RestoreRecord, finishedAt: string): Durations {
  const seconds = (from: string, to: string) =>
    Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  const startedAt = record.startedAt === undefined ? finishedAt : onOurClock(record, record.startedAt);
  return {
    queuedSeconds: seconds(record.createdAt, startedAt),
    runningSeconds: seconds(startedAt, finishedAt),
    totalSeconds: seconds(record.createdAt, finishedAt),
  };
}

/** A time that Atlas gave, by our clock: the two were compared when the intent was written. */
export function onOurClock({ intent }: Pick<RestoreRecord, 'intent'>, atlasTime: string): string {
  return new Date(Date.parse(atlasTime) - (intent?.atlasAheadMs ?? 0)).toISOString();
}
