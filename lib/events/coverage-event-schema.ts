/** The detail of the event of coverage, for its JSON schema and for whoever wants to check one. */
import * as z from 'zod/mini';
import { coverageFinding } from '../coverage/view-schemas.ts';
import { COVERAGE_EVENT_VERSION, type CoverageEvent } from './coverage-event.ts';

export const coverageChange = z.object({
  schemaVersion: z.literal(COVERAGE_EVENT_VERSION),
  eventId: z.string(),
  sequence: z.int().check(z.minimum(1)),
  change: z.enum(['ARISEN', 'CLEARED']),
  at: z.iso.datetime(),
  finding: coverageFinding,
} satisfies { readonly [Name in keyof CoverageEvent]-?: z.ZodMiniType });
