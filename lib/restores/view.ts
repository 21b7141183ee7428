/** The one shape in which a restore leaves the service: `GET`'s answer, the workflow's output, a later event's detail. */

import type { CheckResult } from '../drills/check-result.ts';
import type { EvidencePosition } from '../evidence/record.ts';
import type { CollectionOrder } from './families/family.ts';
import {
  type Deployment,
  type Durations,
  isActive,
  type Reason,
  type RestoreRecord,
  type RestoreStatus,
} from './record.ts';
import type { SafetySnapshot } from './safety-snapshot.ts';
import { saidOf } from './said.ts';
import { type Undo, wayBack } from './undo.ts';
import { type Verification, type Verified, verifiedOf } from './verification/verification.ts';

export interface RestoreView {
  readonly id: string;
  readonly status: RestoreStatus;
  readonly reason?: Reason;
  readonly source: Deployment;
  readonly snapshot?: { readonly id: string; readonly createdAt?: string };
  readonly pointInTime?: string;
  readonly oplog?: { readonly ts: number; readonly inc: number };
  readonly target?: Deployment;
  /** Of what the target held before, taken first. */
  readonly safetySnapshot?: SafetySnapshotView;
  /** How that could be had back; `links.undo` does it. */
  readonly undo?: Undo;
  /** Only these were restored, in Atlas' own words. */
  readonly collections?: CollectionOrder;
  readonly delivery: 'restore' | 'download';
  readonly atlasJobId?: string;
  /** True when the job was found in Atlas' list after an answer was lost, instead of in the answer to the POST. */
  readonly adopted: boolean;
  /** Jobs that could as well have been ours when one was adopted: somebody should look at them. */
  readonly otherJobIds?: readonly string[];
  /** It waits for its target, which the restore `behind` has now; `place` 1 is next. */
  readonly inLine?: { readonly behind: string; readonly place: number };
  /** Of a restore that asked for it; null: not known yet. `not-run`: could not be verified, which is never a pass. */
  readonly verified?: Verified | null;
  readonly verification?: VerificationView;
  readonly requestedBy: string;
  readonly why?: string;
  readonly ticket?: string;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** Downloads: until when the link works. */
  readonly expiresAt?: string;
  readonly cancelRequestedAt?: string;
  readonly durations?: Durations;
  readonly timeline: readonly { readonly at: string; readonly status: RestoreStatus }[];
  /** Of its latest end, once that is in the chain. */
  readonly evidence?: EvidencePosition;
  readonly links: {
    readonly self: string;
    readonly download?: string;
    readonly undo?: string;
    readonly evidence?: string;
  };
}

export interface SafetySnapshotView {
  readonly status: 'WANTED' | 'TAKING' | 'TAKEN' | 'FAILED';
  readonly id?: string;
  readonly createdAt?: string;
  /** When Atlas deletes it. */
  readonly expiresAt?: string;
}

/** `EXPIRED` is derived here: nobody tells us when a link stops working. */
export function toView(stored: RestoreRecord, now: Date): RestoreView {
  const record = expireIfDue(stored, now);
  const { snapshot: choice } = record.request;
  const self = `/v1/restores/${record.id}`;
  const proven = record.provenEnds?.at(-1);
  return {
    id: record.id,
    status: record.status,
    ...(record.reason && { reason: record.reason }),
    source: record.source,
    ...(record.snapshot && { snapshot: record.snapshot }),
    ...(typeof choice === 'object' && 'pointInTime' in choice && { pointInTime: choice.pointInTime }),
    ...(typeof choice === 'object' && 'oplog' in choice && { oplog: choice.oplog }),
    ...(record.target && {
      target: { projectId: record.target.projectId, family: record.target.family, name: record.target.name },
    }),
    ...(record.safetySnapshot && { safetySnapshot: safetySnapshotView(record.safetySnapshot) }),
    ...(record.undo && { undo: record.undo }),
    ...(record.collections && { collections: record.collections }),
    delivery: record.request.delivery,
    ...(record.atlasJobId !== undefined && { atlasJobId: record.atlasJobId }),
    adopted: record.adopted ?? false,
    ...(record.otherJobIds && { otherJobIds: record.otherJobIds }),
    ...(record.inLine && isActive(record.status) && { inLine: record.inLine }),
    ...(record.request.verify === true && { verified: verifiedOf(record) }),
    ...(record.verification && { verification: verificationView(record.verification) }),
    requestedBy: record.requestedBy,
    ...saidOf(record.request),
    createdAt: record.createdAt,
    ...(record.startedAt !== undefined && { startedAt: record.startedAt }),
    ...(record.finishedAt !== undefined && { finishedAt: record.finishedAt }),
    ...(record.expiresAt !== undefined && { expiresAt: record.expiresAt }),
    ...(record.cancelRequestedAt !== undefined && { cancelRequestedAt: record.cancelRequestedAt }),
    ...(record.durations && { durations: record.durations }),
    timeline: record.timeline,
    ...(proven && { evidence: proven.evidence }),
    links: {
      self,
      ...(record.status === 'READY' && { download: `${self}/download` }),
      ...(wayBack(record) && { undo: `${self}/undo` }),
      ...(proven && { evidence: `${self}/evidence` }),
    },
  };
}

export interface VerificationView
  extends Pick<Verification, 'startedAt' | 'endsBy' | 'decidedAt' | 'code' | 'detail'> {
  readonly checks: readonly CheckResult[];
}

/** Not by whom the target was read, and where. */
function verificationView(verification: Verification): VerificationView {
  const { startedAt, endsBy, decidedAt, code, detail, checks = [] } = verification;
  return {
    startedAt,
    endsBy,
    ...(decidedAt !== undefined && { decidedAt }),
    ...(code !== undefined && { code }),
    ...(detail !== undefined && { detail }),
    checks,
  };
}

function safetySnapshotView({ askedAt, id, createdAt, expiresAt, takenAt, failed }: SafetySnapshot) {
  const status = takenAt ? 'TAKEN' : failed ? 'FAILED' : askedAt ? 'TAKING' : 'WANTED';
  return {
    status,
    ...(id !== undefined && { id }),
    ...(createdAt !== undefined && { createdAt }),
    ...(expiresAt !== undefined && { expiresAt }),
  } as const;
}

/** A ready download whose link has run out is `EXPIRED`, from the moment the link ran out. */
export function expireIfDue(record: RestoreRecord, now: Date): RestoreRecord {
  if (record.status !== 'READY' || record.expiresAt === undefined) return record;
  if (now.getTime() <= Date.parse(record.expiresAt)) return record;
  return {
    ...record,
    status: 'EXPIRED',
    reason: {
      code: 'DOWNLOAD_LINK_EXPIRED',
      detail: `The download link stopped working at ${record.expiresAt}.`,
    },
    timeline: [...record.timeline, { at: record.expiresAt, status: 'EXPIRED' }],
  };
}
