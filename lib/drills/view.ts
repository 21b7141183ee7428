/** The one shape in which a drill leaves the service: `GET`'s answer, the workflow's output, the detail of its events. */

import type { CheckResult } from './check-result.ts';
import type { DrillRecord, DrillReview, Finding, Phase, Verdict } from './record.ts';

export const DRILL_STATUSES = ['RUNNING', 'CLEANING_UP', 'KEPT', 'DONE'] as const;
export type DrillStatus = (typeof DRILL_STATUSES)[number];

export interface DrillView {
  readonly id: string;
  readonly plan: string;
  readonly status: DrillStatus;
  readonly phase: Phase;
  readonly verdict: Verdict | null;
  readonly findings: readonly Finding[];
  readonly simulated: boolean;
  readonly source: DrillRecord['source'];
  readonly trigger: DrillRecord['trigger'];
  readonly createdAt: string;
  readonly endsBy: string;
  readonly deleteBy: string;
  readonly snapshot: DrillRecord['snapshot'] | null;
  readonly target: {
    readonly projectId: string;
    readonly name: string;
    readonly kind: string;
    readonly atlasId?: string;
  } | null;
  readonly fidelity: DrillRecord['fidelity'] | null;
  readonly cost: DrillRecord['cost'] | null;
  readonly restore: DrillRecord['restore'] | null;
  readonly marks: DrillRecord['marks'];
  readonly checks: readonly CheckResult[];
  readonly measures: DrillRecord['measures'] | null;
  readonly objectives: DrillRecord['objectives'];
  readonly evidence: DrillRecord['evidence'] | null;
  readonly cleanup:
    | (DrillRecord['cleanup'] & { readonly evidence: DrillRecord['cleanupEvidence'] | null })
    | null;
  readonly reviews: readonly DrillReviewView[];
  readonly keptUntil?: string;
  readonly cancelRequestedAt?: string;
  readonly links: { readonly self: string; readonly evidence?: string; readonly restore?: string };
}

export interface DrillReviewView extends Omit<DrillReview, 'requestKey' | 'evidence'> {
  /** Null: its record in the chain follows. */
  readonly evidence: NonNullable<DrillReview['evidence']> | null;
}

export function toDrillView(record: DrillRecord): DrillView {
  const { id, target, evidence, cleanup, cleanupEvidence, restore, keptUntil, cancelRequestedAt } = record;
  const self = `/v1/drills/${id}`;
  return {
    id,
    plan: record.plan,
    status: statusOf(record),
    phase: record.phase,
    verdict: record.verdict ?? null,
    findings:
      record.findings ?? (record.ended ? [{ code: record.ended.code, detail: record.ended.detail }] : []),
    simulated: record.simulated,
    source: record.source,
    trigger: record.trigger,
    createdAt: record.createdAt,
    endsBy: record.endsBy,
    deleteBy: record.deleteBy,
    snapshot: record.snapshot ?? null,
    target: target
      ? {
          projectId: target.projectId,
          name: target.name,
          kind: target.kind,
          ...(target.atlasId !== undefined && { atlasId: target.atlasId }),
        }
      : null,
    fidelity: record.fidelity ?? null,
    cost: record.cost ?? null,
    restore: restore ?? null,
    marks: record.marks,
    checks: record.checks,
    measures: record.measures ?? null,
    objectives: record.objectives,
    evidence: evidence ?? null,
    cleanup: cleanup ? { ...cleanup, evidence: cleanupEvidence ?? null } : null,
    reviews: (record.reviews ?? []).map(toReviewView),
    ...(keptUntil !== undefined && { keptUntil }),
    ...(cancelRequestedAt !== undefined && { cancelRequestedAt }),
    links: {
      self,
      ...(evidence && { evidence: `${self}/evidence` }),
      ...(restore?.status !== undefined && { restore: `/v1/restores/${encodeURIComponent(restore.id)}` }),
    },
  };
}

export function toReviewView({ requestKey: _, evidence, ...said }: DrillReview): DrillReviewView {
  return { ...said, evidence: evidence ?? null };
}

function statusOf({ phase, evidence, keptUntil, cancelRequestedAt }: DrillRecord): DrillStatus {
  if (phase === 'DONE') return 'DONE';
  if (keptUntil !== undefined && cancelRequestedAt === undefined) return 'KEPT';
  return phase === 'CLEANUP' || evidence !== undefined ? 'CLEANING_UP' : 'RUNNING';
}
