/** What our API answers of plans and drills, as schemas: for its OpenAPI document and for the events' JSON schemas. */
import * as z from 'zod/mini';
import { FAMILIES } from '../atlas/operations.ts';
import { objectId } from '../atlas/schemas/common.ts';
import { clusterCreate, flexClusterCreate } from '../atlas/schemas/drill-targets.ts';
import { recordSchema } from '../evidence/record.ts';
import { CHECK_IDS, CHECK_VERDICTS, type CheckResult } from './check-result.ts';
import { checksConfig } from './checks/config.ts';
import { cost, drillCost, estimate, thisMonth } from './costs/schemas.ts';
import { network, snapshot, source, target } from './plans/plan.ts';
import type { DrillPlanView } from './plans/plan-view.ts';
import type { DrillPreview, PlanPreview, PreviewSnapshot } from './preview.ts';
import { DECISIONS, type DrillSnapshot, type Marks, type Measures, PHASES, VERDICTS } from './record.ts';
import type { Fidelity } from './target/derive.ts';
import type { TrendsView } from './trends/read-trends.ts';
import type { TrendClass, TrendPoint } from './trends/trend.ts';
import { DRILL_STATUSES, type DrillReviewView, type DrillView } from './view.ts';

/** A field more in a type than here, or the other way round, does not compile. */
type Fields<View> = { readonly [Name in keyof View]-?: z.ZodMiniType };

const moment = z.iso.datetime();
const seconds = z.nullable(z.int());
const truth = z.nullable(z.boolean());
const place = { projectId: objectId, name: z.string() };
const finding = z.object({ code: z.string(), detail: z.string() });
const position = z.object({ sequence: z.int().check(z.minimum(1)), hash: z.string() });
const hasTarget = { projectId: objectId, name: z.string() };

const fidelity = z.object({
  target: z.enum(['new', 'standing']),
  sameProject: z.boolean(),
  sameRegion: truth,
  sameSize: truth,
  sameVersion: truth,
  dropped: z.array(z.string()),
} satisfies Fields<Fidelity>);

const checkResult = z.object({
  id: z.enum(CHECK_IDS),
  subject: z.optional(z.string()),
  verdict: z.enum(CHECK_VERDICTS),
  code: z.string(),
  reason: z.string(),
  required: z.boolean(),
  provesData: z.boolean(),
  expected: z.optional(z.unknown()),
  actual: z.optional(z.unknown()),
  tolerance: z.optional(z.unknown()),
  durationMs: z.number(),
} satisfies Fields<CheckResult>);

const marks = z.object({
  startedAt: z.optional(moment),
  snapshotChosenAt: z.optional(moment),
  targetReadyAt: z.optional(moment),
  jobAcceptedAt: z.optional(moment),
  jobFinishedAt: z.optional(moment),
  firstReadAt: z.optional(moment),
  decidedAt: z.optional(moment),
  cleanedAt: z.optional(moment),
} satisfies Fields<Marks>);

const measures = z.object({
  technicalRtoSeconds: seconds,
  verifiedRtoSeconds: seconds,
  restoreSeconds: seconds,
  pollSeconds: seconds,
  snapshotAgeSeconds: seconds,
  snapshotAgeCounts: z.boolean(),
  worstSnapshotGapSeconds: seconds,
  observedRpoSeconds: seconds,
  rtoMet: truth,
  rpoMet: truth,
} satisfies Fields<Measures>);

const drillSnapshot = z.object({
  id: z.optional(objectId),
  createdAt: moment,
  expiresAt: z.optional(moment),
  mongoDBVersion: z.optional(z.string()),
  sizeBytes: z.optional(z.number()),
  pointInTime: z.optional(z.boolean()),
  worstGapSeconds: seconds,
} satisfies Fields<DrillSnapshot>);

export const drillReview = z.object({
  number: z.int().check(z.minimum(1)),
  decision: z.enum(DECISIONS),
  reviewer: z.string(),
  recordedBy: z.string(),
  at: moment,
  ticket: z.optional(z.string()),
  note: z.optional(z.string()),
  retestDrill: z.optional(z.string()),
  evidence: z.nullable(position),
} satisfies Fields<DrillReviewView>);

export const drillFields = {
  id: z.string(),
  plan: z.string(),
  status: z.enum(DRILL_STATUSES),
  phase: z.enum(PHASES),
  verdict: z.nullable(z.enum(VERDICTS)),
  findings: z.array(finding),
  simulated: z.boolean(),
  source: z.object({ ...place, family: z.optional(z.enum(FAMILIES)) }),
  trigger: z.object({
    kind: z.enum(['schedule', 'request']),
    by: z.string(),
    at: moment,
    reason: z.optional(z.string()),
    ticket: z.optional(z.string()),
  } satisfies Fields<DrillView['trigger']>),
  createdAt: moment,
  endsBy: moment,
  deleteBy: moment,
  snapshot: z.nullable(drillSnapshot),
  target: z.nullable(
    z.object({ ...hasTarget, kind: z.enum(['ephemeral', 'standing']), atlasId: z.optional(objectId) }),
  ),
  fidelity: z.nullable(fidelity),
  cost: z.nullable(drillCost),
  restore: z.nullable(
    z.object({
      id: z.string(),
      status: z.optional(z.string()),
      atlasJobId: z.optional(objectId),
      pollSeconds: z.optional(z.int()),
    } satisfies Fields<NonNullable<DrillView['restore']>>),
  ),
  marks,
  checks: z.array(checkResult),
  measures: z.nullable(measures),
  objectives: z.object({
    rtoSeconds: z.number(),
    rpoSeconds: z.number(),
    rto: z.enum(['verified', 'technical']),
    whenMissed: z.enum(['fail', 'warn']),
  } satisfies Fields<DrillView['objectives']>),
  evidence: z.nullable(position),
  cleanup: z.nullable(
    z.object({
      target: z.enum(['DELETED', 'NEVER_MADE', 'STANDING', 'NOT_OURS', 'NONE']),
      finding: z.optional(finding),
      evidence: z.nullable(position),
    } satisfies Fields<NonNullable<DrillView['cleanup']>>),
  ),
  reviews: z.array(drillReview),
  keptUntil: z.optional(moment),
  cancelRequestedAt: z.optional(moment),
  links: z.object({ self: z.string(), evidence: z.optional(z.string()), restore: z.optional(z.string()) }),
} satisfies Fields<DrillView>;

const trendClass = z.object({
  fidelity,
  simulated: z.boolean(),
  objectives: drillFields.objectives,
  points: z.array(
    z.object({
      drill: z.string(),
      at: moment,
      verdict: z.enum(VERDICTS),
      verifiedRtoSeconds: seconds,
      technicalRtoSeconds: seconds,
      restoreSeconds: seconds,
      snapshotAgeSeconds: seconds,
      snapshotSizeBytes: z.nullable(z.number()),
    } satisfies Fields<TrendPoint>),
  ),
  findings: z.array(finding),
} satisfies Fields<TrendClass>);

export const trends = z.object({
  source: z.object(place),
  since: moment,
  complete: z.boolean(),
  classes: z.array(trendClass),
} satisfies Fields<TrendsView>);

export const drill = z.object(drillFields);
export const drillList = z.object({ results: z.array(drill), next: z.optional(z.string()) });
export const startedDrills = z.object({
  drills: z.array(
    z.object({
      id: drillFields.id,
      source: drillFields.source,
      status: drillFields.status,
      links: drillFields.links,
    }),
  ),
});

const minutes = z.number();
export const drillPlan = z.object({
  name: z.string(),
  sources: z.array(source),
  schedule: z.string(),
  enabled: z.boolean(),
  nextDue: z.nullable(moment),
  snapshot,
  target,
  objectives: z.object({
    rtoMinutes: minutes,
    rpoMinutes: minutes,
    rto: z.enum(['verified', 'technical']),
    whenMissed: z.enum(['fail', 'warn']),
  } satisfies Fields<DrillPlanView['objectives']>),
  limits: z.object({ timeLimitMinutes: minutes, verifyMinutes: minutes } satisfies Fields<
    DrillPlanView['limits']
  >),
  keep: z.object({ onSuccessMinutes: minutes, onFailureMinutes: minutes } satisfies Fields<
    DrillPlanView['keep']
  >),
  network: z.nullable(network),
  suspended: z.nullable(z.object({ since: moment, why: z.string() })),
  reviewWithinDays: z.int(),
  checks: checksConfig,
  budget: z.object({ perDrillUsd: z.number() } satisfies Fields<DrillPlanView['budget']>),
  thisMonth: z.nullable(thisMonth),
} satisfies Fields<DrillPlanView>);
export const drillPlanList = z.object({ results: z.array(drillPlan) });

const drillPreview = z.object({
  id: z.nullable(z.string()),
  source: z.object(place),
  family: z.nullable(z.enum(FAMILIES)),
  snapshot: z.nullable(
    z.object({
      id: z.optional(objectId),
      createdAt: moment,
      ageSeconds: z.int().check(z.minimum(0)),
      pointInTime: z.optional(z.literal(true)),
      drawn: z.optional(z.literal(true)),
    } satisfies Fields<PreviewSnapshot>),
  ),
  target: z.nullable(
    z.union([
      z.object({
        kind: z.literal('ephemeral'),
        ...hasTarget,
        body: z.union([likeSent(clusterCreate), likeSent(flexClusterCreate)]),
        fidelity,
      }),
      z.object({ kind: z.literal('standing'), ...hasTarget }),
    ]),
  ),
  steps: z.array(z.enum(PHASES)),
  costs: z.array(cost),
  estimate,
  refusals: z.array(finding),
  warnings: z.array(finding),
} satisfies Fields<DrillPreview>);

/** Without a key, its name is a pattern that no cluster can have. */
function likeSent<Shape extends z.core.$ZodShape>(body: z.ZodMiniObject<Shape>) {
  return z.extend(body, { name: z.string() });
}

export const planPreview = z.object({
  plan: drillPlan,
  drills: z.array(drillPreview),
} satisfies Fields<PlanPreview>);

/** Records as they are stored. */
export const evidenceList = z.object({ results: z.array(recordSchema) });
