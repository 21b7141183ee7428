/** The answer to a dry run: everything the plan found out, and what it would take by hand. */
import type { ExpectedDuration } from './expected-duration.ts';
import type { Snapshot } from './families/family.ts';
import { manualSteps } from './manual-steps.ts';
import type { RestorePlan } from './plan.ts';
import type { PointInTimeWindow } from './point-in-time.ts';
import type { Undo } from './undo.ts';
import { type Warning, warningsFor } from './warnings.ts';

interface SnapshotView {
  readonly id: string;
  readonly createdAt?: string;
  readonly ageSeconds?: number;
  readonly fallback?: true;
}

export interface PlanView {
  readonly snapshot: SnapshotView | null;
  readonly candidates: readonly SnapshotView[];
  readonly pointInTimeWindow: PointInTimeWindow | null;
  readonly target: {
    readonly id?: string;
    readonly family: string;
    readonly state?: string;
    readonly holdsNow: { readonly sizeBytes: number; readonly asOf: string } | 'unknown';
  } | null;
  readonly expected: ExpectedDuration | null;
  /** How what the target holds now could be had back. */
  readonly undo: Undo;
  readonly warnings: readonly Warning[];
  readonly refusals: readonly { readonly code: string; readonly field: string; readonly detail: string }[];
  readonly manual: readonly string[];
  readonly planHash: string;
}

export interface PlanFindings {
  readonly expected: ExpectedDuration | null;
  /** Another restore has the target, and this one would wait for it. */
  readonly waitsInLine?: boolean;
  /** Newest completed snapshot of the target, the only measure of its data that Atlas gives. */
  readonly targetSnapshot?: Snapshot;
}

export function toPlanView(plan: RestorePlan, findings: PlanFindings, now: Date): PlanView {
  const { source, target, request } = plan;
  return {
    snapshot: plan.snapshot ? snapshotView(plan.snapshot, now) : null,
    candidates: plan.candidates.map((snapshot) => snapshotView(snapshot, now)),
    pointInTimeWindow: plan.pointInTimeWindow,
    target: target
      ? {
          ...(target.id !== undefined && { id: target.id }),
          family: target.family,
          ...(target.state !== undefined && { state: target.state }),
          holdsNow: holdsNow(findings.targetSnapshot),
        }
      : null,
    expected: findings.expected,
    undo: plan.undo,
    warnings: [
      ...warningsFor(target, plan.snapshot, now),
      ...(plan.undo === 'none' ? [] : (['UNDO_LOSES_LATER_WRITES'] as const)),
      ...(findings.waitsInLine ? (['TARGET_BUSY'] as const) : []),
    ],
    refusals: plan.refusals.map(({ code, field, detail }) => ({ code, field, detail })),
    manual: source ? manualSteps(source.family, request.source, plan.order, plan.safetySnapshot) : [],
    planHash: plan.planHash,
  };
}

function snapshotView(snapshot: Snapshot, now: Date): SnapshotView {
  return {
    id: snapshot.id,
    ...(snapshot.createdAt !== undefined && {
      createdAt: snapshot.createdAt,
      ageSeconds: Math.max(0, Math.round((now.getTime() - Date.parse(snapshot.createdAt)) / 1000)),
    }),
    ...(snapshot.fallback && { fallback: true }),
  };
}

function holdsNow(snapshot: Snapshot | undefined) {
  return snapshot?.sizeBytes !== undefined && snapshot.createdAt !== undefined
    ? { sizeBytes: snapshot.sizeBytes, asOf: snapshot.createdAt }
    : 'unknown';
}
