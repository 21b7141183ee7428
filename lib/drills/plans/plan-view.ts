/** A plan as the API shows it: what its configuration says, with every default, and when it is due. */
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
  /** Null: its drills are started. */
  readonly suspended: PlanSuspension | null;
}

export function toPlanView(
  plan: DrillPlan,
  drills: DrillsConfig,
  now: Date,
  suspended: PlanSuspension | undefined,
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
  };
}
