/** The detail of the event of a plan, for its JSON schema and for whoever wants to check one. */
import * as z from 'zod/mini';
import { PLAN_STATES } from '../drills/plans/suspension.ts';
import { PLAN_EVENT_VERSION, type PlanEvent } from './plan-event.ts';

export const planChange = z.object({
  schemaVersion: z.literal(PLAN_EVENT_VERSION),
  eventId: z.string(),
  plan: z.string(),
  state: z.enum(PLAN_STATES),
  at: z.iso.datetime(),
  failures: z.array(z.string()),
  resumedBy: z.nullable(z.string()),
} satisfies { readonly [Name in keyof PlanEvent]-?: z.ZodMiniType });
