/**
 * A plan whose drills leave clusters behind costs more with each drill: after so many in a row nothing of it is started
 * before a person has looked. Pure.
 */
import type { DrillCleanup, Finding } from '../record.ts';

/** What the ledger says of a plan; nothing of one that never left anything behind. */
export interface PlanStanding {
  /** Drills in a row that left something behind, by id, oldest first. */
  readonly failures: readonly string[];
  readonly suspended?: PlanSuspension;
  /** The last time. */
  readonly resumed?: { readonly at: string; readonly by: string };
  /** What is not told yet. */
  readonly pending?: readonly PlanChange[];
}

export const PLAN_STATES = ['SUSPENDED', 'RESUMED'] as const;

/** What is told of a plan. */
export interface PlanChange {
  readonly state: (typeof PLAN_STATES)[number];
  readonly at: string;
  /** The drills for which it was suspended. */
  readonly failures: readonly string[];
  /** Null: nobody has. */
  readonly resumedBy: string | null;
}

export interface PlanSuspension {
  readonly since: string;
  readonly why: string;
}

export const NEVER_FAILED: PlanStanding = { failures: [] };

/** One may be Atlas' bad day, and two the same day. */
const MOST_FAILURES = 3;

/** The line of the log by which the alarm goes. */
export const SUSPENDED_LINE = 'drill plan suspended';
export const PLAN_SUSPENDED = 'PLAN_SUSPENDED';

/** Undefined: nothing changes. A drill counts once. */
export function withFailure(standing: PlanStanding, drillId: string, now: Date): PlanStanding | undefined {
  if (standing.suspended !== undefined || standing.failures.includes(drillId)) return undefined;
  const failures = [...standing.failures, drillId];
  if (failures.length < MOST_FAILURES) return { ...standing, failures };
  const why = `The cleanup of ${failures.length} drills in a row failed: ${failures.join(', ')}.`;
  const at = now.toISOString();
  const told = { state: 'SUSPENDED', at, failures, resumedBy: null } as const;
  return { ...standing, failures, suspended: { since: at, why }, pending: withChange(standing, told) };
}

/** Undefined: nothing changes. What was late is a failure for good, also when it is gone at last. */
export function withSuccess(standing: PlanStanding, drillId: string): PlanStanding | undefined {
  const { suspended, failures } = standing;
  if (suspended !== undefined || failures.length === 0 || failures.includes(drillId)) return undefined;
  return { ...standing, failures: [] };
}

/** Undefined: it is not suspended. */
export function withResume(standing: PlanStanding, by: string, now: Date): PlanStanding | undefined {
  const { suspended, failures } = standing;
  if (suspended === undefined) return undefined;
  const at = now.toISOString();
  const told = { state: 'RESUMED', at, failures, resumedBy: by } as const;
  return { failures: [], resumed: { at, by }, pending: withChange(standing, told) };
}

const withChange = ({ pending = [] }: PlanStanding, change: PlanChange): readonly PlanChange[] => [
  ...pending,
  change,
];

/** Whether a cleanup says anything of how the plan cleans up: a drill that made nothing does not. */
export const cleanupVerdict = ({ target }: DrillCleanup): 'FAILED' | 'CLEANED' | undefined => {
  if (target === 'NOT_OURS') return 'FAILED';
  return target === 'DELETED' || target === 'STANDING' ? 'CLEANED' : undefined;
};

export const suspendedFinding = (plan: string, { since, why }: PlanSuspension): Finding => ({
  code: PLAN_SUSPENDED,
  detail: `The plan ${plan} is suspended since ${since}. ${why} Somebody must look, and resume it.`,
});
