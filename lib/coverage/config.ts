/** What must have been drilled, how long ago at most, and what need not be: `drills.coverage` (docs/drills.md, "Coverage"). */
import * as z from 'zod/mini';
import { deploymentName, objectId } from '../atlas/schemas/common.ts';

const said = z.string().check(z.regex(/\S/, 'must not be blank'), z.maxLength(300));

/** An end is needed: what is left out for good is left out by nobody's decision. */
const day = z.iso.date('must be a day, as 2026-12-31');

const exclusion = z.strictObject({
  projectId: objectId,
  name: deploymentName.check(z.maxLength(64)),
  reason: said,
  /** Who answers for it. */
  owner: said,
  /** Its last day, UTC. */
  until: day,
});
export type Exclusion = z.output<typeof exclusion>;

export const coverageConfig = z.strictObject({
  /** Default: every project that the reader's credential is let into. */
  scope: z._default(
    z.union(
      [
        z.strictObject({ organization: z.literal(true) }),
        z.strictObject({ projectIds: z.array(objectId).check(z.minLength(1)) }),
      ],
      'must be { organization: true } or { projectIds: [id] }',
    ),
    { organization: true },
  ),
  /** How old the last drill that passed may be. Default: 35, a month and some days for the drill that comes late. */
  everyDays: z._default(z.int().check(z.minimum(1), z.maximum(400)), 35),
  exclusions: z._default(z.array(exclusion), []),
});
export type CoverageConfig = z.output<typeof coverageConfig>;
