/** What our API answers of coverage, as schemas: for its OpenAPI document and for the event's JSON schema. */
import * as z from 'zod/mini';
import { FAMILIES } from '../atlas/operations.ts';
import { objectId } from '../atlas/schemas/common.ts';
import { VERDICTS } from '../drills/record.ts';
import { COVERAGE_STATES } from './judge.ts';
import { type CoverageFinding, type DrillSeen, FINDING_CODES } from './record.ts';
import type { CoverageRow, CoverageView } from './view.ts';

/** A field more in a type than here, or the other way round, does not compile. */
type Fields<View> = { readonly [Name in keyof View]-?: z.ZodMiniType };

const moment = z.iso.datetime();
const count = z.int().check(z.minimum(0));

export const coverageFinding = z.object({
  code: z.enum(FINDING_CODES),
  subject: z.string(),
  since: moment,
  detail: z.string(),
} satisfies Fields<CoverageFinding>);

export const coverageRow = z.object({
  projectId: objectId,
  projectName: z.nullable(z.string()),
  name: z.string(),
  family: z.enum(FAMILIES),
  state: z.enum(COVERAGE_STATES),
  lastPassedAt: z.nullable(moment),
  drill: z.nullable(
    z.object({ id: z.string(), verdict: z.enum(VERDICTS), at: moment } satisfies Fields<DrillSeen>),
  ),
  exclusion: z.optional(
    z.object({ reason: z.string(), owner: z.string(), until: z.iso.date() } satisfies Fields<
      NonNullable<CoverageRow['exclusion']>
    >),
  ),
} satisfies Fields<CoverageRow>);

export const coverage = z.object({
  asOf: z.nullable(moment),
  counts: z.object({
    COVERED: count,
    OVERDUE: count,
    NEVER_DRILLED: count,
    FAILED: count,
    INCONCLUSIVE: count,
    EXCLUDED: count,
  } satisfies Fields<CoverageView['counts']>),
  results: z.array(coverageRow),
  findings: z.array(coverageFinding),
  next: z.optional(z.string()),
} satisfies Fields<CoverageView>);
