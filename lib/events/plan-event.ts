/** What is told of a plan on EventBridge: that it is suspended, and that somebody has resumed it. */
import type { PlanChange } from '../drills/plans/suspension.ts';

export const PLAN_CHANGE = 'Restore Drill Plan State Change';

export const PLAN_EVENT_VERSION = 1;

export interface PlanEvent extends PlanChange {
  readonly schemaVersion: typeof PLAN_EVENT_VERSION;
  /** `<plan>#<state>#<at>`: the same however often it comes. */
  readonly eventId: string;
  readonly plan: string;
}

export const planEvent = (plan: string, change: PlanChange): PlanEvent => ({
  schemaVersion: PLAN_EVENT_VERSION,
  eventId: `${plan}#${change.state}#${change.at}`,
  plan,
  ...change,
});
