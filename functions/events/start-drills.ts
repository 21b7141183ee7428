/**
 * On a plan's rule, and for who invokes it directly: starts the plan's drills. The event's time is part of their ids, so
 * that a rule that fires twice makes them once.
 */
import * as z from 'zod/mini';
import { startOfTime } from '../../lib/drills/new-drill.ts';
import { startDrills } from '../../lib/drills/start-drills.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { drillWorkflows } from '../../lib/services/drill-workflows.ts';
import { plans } from '../../lib/services/plans.ts';
import { surroundings } from '../../lib/services/surroundings.ts';

export const definition = taskFunction({
  step: 'start-drills',
  needs: { drillLedger, plans, atlas, drillWorkflows, surroundings },
  input: z.object({
    plan: z.string(),
    /** RFC 3339: the event's. */
    time: z.string(),
    /** The rule's ARN, or whoever asks. */
    by: z._default(z.string(), 'direct invocation'),
  }),
  async handle({ plan: name, time, by }, context) {
    const plan = context.drills.plans.find((one) => one.name === name);
    if (plan === undefined) throw new PlanUnknown(name);
    const at = new Date(time);
    const trigger = { kind: 'schedule', by, at: at.toISOString() } as const;
    const drills = await startDrills(context, { plan, trigger, start: startOfTime(at) });
    return { drills: drills.map(({ id, source }) => ({ id, source })) };
  },
});

class PlanUnknown extends Error {
  override name = 'PlanUnknown' as const;

  constructor(name: string) {
    super(`There is no plan ${name}.`);
  }
}

export const handler = onLambda(definition);
