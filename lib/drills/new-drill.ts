/** From a plan to the records of its drills, one a source, each with an id that says the same however often it is asked for. */
import type { Place } from '../restores/families/family.ts';
import { sha256 } from '../restores/request.ts';
import { sourceKey } from './places.ts';
import type { DrillPlan } from './plans/plan.ts';
import type { DrillRecord } from './record.ts';

const MINUTE_MS = 60_000;
/** For cleanup beyond the time limit: the sweeper steps in after ten of them, and a cluster is gone in three. */
export const CLEANUP_MINUTES = 30;

export type Trigger = DrillRecord['trigger'];

export interface Wanted {
  readonly plan: DrillPlan;
  readonly source: Place;
  readonly trigger: Trigger;
  /** What tells this start of the plan from others: the event's time, or a key. */
  readonly start: string;
  readonly simulated: boolean;
  readonly now: Date;
}

const HASH_LENGTH = 10;

/** 32 characters of the plan's name, 16 of the start, 10 of the source: an execution's name has 80, and a restore's is longer by 8. */
export const drillIdOf = (plan: string, start: string, source: Place): string =>
  `${plan}-${start}-${sha256('drill', plan, start, sourceKey(source)).slice(0, HASH_LENGTH)}`;

/** `20261122T020000Z` */
export const startOfTime = (at: Date): string => `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

export function newDrill({ plan, source, trigger, start, simulated, now }: Wanted): DrillRecord {
  const endsBy = now.getTime() + plan.limits.timeLimitMinutes * MINUTE_MS;
  const { rtoMinutes, rpoMinutes, rto, whenMissed } = plan.objectives;
  return {
    id: drillIdOf(plan.name, start, source),
    version: 0,
    plan: plan.name,
    source: { projectId: source.projectId, name: source.name },
    trigger,
    simulated,
    phase: 'PREFLIGHT',
    createdAt: now.toISOString(),
    endsBy: new Date(endsBy).toISOString(),
    deleteBy: new Date(endsBy + CLEANUP_MINUTES * MINUTE_MS).toISOString(),
    objectives: { rtoSeconds: rtoMinutes * 60, rpoSeconds: rpoMinutes * 60, rto, whenMissed },
    marks: {},
    checks: [],
  };
}
