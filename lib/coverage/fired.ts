/** Whether the rules of plans fired when they were due: nobody tells of a rule that somebody has disabled by hand. Pure. */
import type { DrillPlan } from '../drills/plans/plan.ts';
import { lastFire, rateDue } from '../drills/plans/schedule.ts';
import type { Found } from './findings.ts';
import type { PlanSeen } from './record.ts';

/** For a rule that fires late, a start that is tried again, and a list of drills that is a moment old. */
const GRACE_MS = 30 * 60_000;

type Plan = Pick<DrillPlan, 'name' | 'schedule' | 'enabled'>;
type Seen = Readonly<Record<string, PlanSeen>>;

/**
 * Of those whose rule should fire. One that is new, has another schedule or was enabled again owes what is due from now on.
 * @param fired when the newest drill by schedule of each was due, as far as it is known now
 */
export function plansSeen(
  before: Seen,
  plans: readonly Plan[],
  fired: ReadonlyMap<string, string>,
  now: Date,
): Seen {
  return Object.fromEntries(
    plans
      .filter(({ enabled }) => enabled)
      .map(({ name, schedule }) => {
        const known = before[name];
        const since = known?.schedule === schedule ? known.since : now.toISOString();
        const newest = [known?.firedAt, fired.get(name)].filter((at) => at !== undefined).sort();
        const firedAt = newest.at(-1);
        return [name, { since, schedule, ...(firedAt !== undefined && { firedAt }) }];
      }),
  );
}

export function planFindings(seen: Seen, now: Date): readonly Found[] {
  return Object.entries(seen).flatMap(([name, plan]): Found[] => {
    const due = missed(plan, new Date(now.getTime() - GRACE_MS));
    if (due === undefined) return [];
    const detail = `Its rule (${plan.schedule}) was due at ${due.toISOString()}, and no drill was started by it.`;
    return [{ code: 'PLAN_DID_NOT_FIRE', subject: name, detail }];
  });
}

/** The moment at which it was due and did not fire. */
function missed({ schedule, since, firedAt }: PlanSeen, until: Date): Date | undefined {
  const due = lastFire(schedule, until) ?? rateDue(schedule, latest(since, firedAt));
  if (due === undefined || due > until || due < new Date(since)) return undefined;
  return firedAt !== undefined && new Date(firedAt) >= due ? undefined : due;
}

/** A rate has no moments of its own: EventBridge counts from when the rule was made. */
const latest = (since: string, firedAt = since): Date =>
  new Date(Math.max(Date.parse(since), Date.parse(firedAt)));
