/** A plan as the API shows it: what its configuration says, with every default, and when it is due. */
import { perDrillUsd } from '../costs/caps.ts';
import { type MonthSpent, type ThisMonth, thisMonthOf } from '../costs/month.ts';
import { networkOf } from '../steps/open.ts';
import type { DrillNetwork, DrillPlan, DrillsConfig } from './plan.ts';
import { nextFire } from './schedule.ts';

type Said =
  | 'name'
  | 'sources'
  | 'schedule'
  | 'enabled'
  | 'snapshot'
  | 'target'
  | 'objectives'
  | 'limits'
  | 'keep';

export interface DrillPlanView extends Pick<DrillPlan, Said | 'checks'> {
  /** Null: its rule does not fire, or fires at a rate, whose beginning only EventBridge knows. */
  readonly nextDue: string | null;
  /** Its own, or else the deployment's. */
  readonly network: DrillNetwork | null;
  readonly budget: { readonly perDrillUsd: number };
  /** Null: there are no prices. */
  readonly thisMonth: ThisMonth | null;
}

/** @param spent of this month; undefined: there are no prices */
export function toPlanView(
  plan: DrillPlan,
  drills: DrillsConfig,
  now: Date,
  spent: MonthSpent | undefined,
): DrillPlanView {
  const { name, sources, schedule, enabled, snapshot, target, objectives, limits, keep, checks } = plan;
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
    checks,
    budget: { perDrillUsd: perDrillUsd(plan) },
    thisMonth: spent === undefined ? null : thisMonthOf(spent, name),
  };
}
