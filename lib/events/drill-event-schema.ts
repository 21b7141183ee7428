/** The details of the two events of a drill, for their JSON schemas and for whoever wants to check one. */
import * as z from 'zod/mini';
import type { DrillEventKind } from '../drills/record.ts';
import { drillFields } from '../drills/view-schemas.ts';
import { DRILL_EVENT_VERSION, type DrillEvent } from './drill-event.ts';

const eventOf = (kind: DrillEventKind) =>
  z.object({
    schemaVersion: z.literal(DRILL_EVENT_VERSION),
    eventId: z.string().check(z.regex(new RegExp(`^.+#${kind}$`))),
    sequence: z.nullable(z.int().check(z.minimum(1))),
    ...drillFields,
  } satisfies { readonly [Name in keyof DrillEvent]-?: z.ZodMiniType });

export const drillEvents = { VERDICT: eventOf('VERDICT'), CLEANUP: eventOf('CLEANUP') } as const;
