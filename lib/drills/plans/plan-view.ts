/** A plan as the API shows it: what its configuration says, with every default, and when it is due. */
import { perDrillUsd } from '../costs/caps.ts';
import { type MonthSpent, type ThisMonth, thisMonthOf } from '../costs/month.ts';
import { networkOf } from '../steps/open.ts';
import type { DrillNetwork, DrillPlan, DrillsConfig } from './plan.ts';
import { nextFire } from './schedule.ts';
import type { PlanSuspension } from './suspension.ts';

type Said =
  | 'name'
  | 'sources'
  | 'schedule'
  | 'enabled'
  | 'snapshot'
  | 'target'
  | 'objectives'
  | 'limits'
  | 'keep'
  | 'reviewWithinDays';

export interface DrillPlanView extends Pick<DrillPlan, Said | 'checks'> {
  /** Null: its rule does not fire, or fires at a rate, whose beginning only EventBridge knows. */
  readonly nextDue: string | null;
  /** Its own, or else the deployment's. */
  readonly network: DrillNetwork | null;
  readonly budget: { readonly perDrillUsd: number };
  /** Null: there are no prices. */
  readonly thisMonth: ThisMonth | null;
  /** Null: its drills are started. */
  readonly suspended: PlanSuspension | null;
}

/** What the ledger says of a plan. */
export interface PlanNow {
  /** Of this month; undefined: there are no prices. */
  readonly spent: MonthSpent | undefined;
  readonly suspended: PlanSuspension | undefined;
}

export function toPlanView(
  plan: DrillPlan,
  drills: DrillsConfig,
  now: Date,
  { spent, suspended }: PlanNow,
): DrillPlanView {
  const { name, sources, schedule, enabled, snapshot, target, objectives, limits, keep, checks } = plan;
  const { reviewWithinDays } = plan;
  const due = enabled && schedule.startsWith('cron(') ? nextFire(schedule, now) : undefined;
  return {
    name,
    sources,
    schedule,
    enabled,
    nextDue: due?.toISOString() ?? null,
    snapshot,
    target,
    objectives,
    limits,
    keep,
    network: networkOf({ drills }, plan) ?? null,
    suspended: suspended ?? null,
    reviewWithinDays,
    checks,
    budget: { perDrillUsd: perDrillUsd(plan) },
    thisMonth: spent === undefined ? null : thisMonthOf(spent, name),
  };
}
