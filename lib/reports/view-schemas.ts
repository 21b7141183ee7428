/** A report as our API answers it in JSON, as a schema for its OpenAPI document. */
import * as z from 'zod/mini';
import { FAMILIES } from '../atlas/operations.ts';
import { coverage, coverageFinding, coverageRow } from '../coverage/view-schemas.ts';
import { CHECK_IDS, CHECK_VERDICTS } from '../drills/check-result.ts';
import { drillFields, drillReview, trends } from '../drills/view-schemas.ts';
import { STATUSES } from '../restores/record.ts';
import type { Period } from './period.ts';
import type {
  Report,
  ReportChain,
  ReportCheck,
  ReportCoverage,
  ReportDrill,
  ReportFinding,
  ReportRestore,
  ReportReview,
  ReportSummary,
  ReportTrend,
} from './report.ts';
import { REPORT_SCHEMA_VERSION } from './report.ts';

/** A field more in a type than here, or the other way round, does not compile. */
type Fields<View> = { readonly [Name in keyof View]-?: z.ZodMiniType };

const moment = z.iso.datetime();
const count = z.int().check(z.minimum(0));
const dollars = z.nullable(z.number());
const text = z.nullable(z.string());
const { evidence } = drillFields;
const deployment = z.object({ projectId: z.string(), family: z.enum(FAMILIES), name: z.string() });

const drill = z.object({
  id: z.string(),
  plan: z.string(),
  source: drillFields.source,
  trigger: drillFields.trigger,
  createdAt: moment,
  simulated: z.boolean(),
  verdict: drillFields.verdict,
  findings: drillFields.findings,
  snapshot: z.nullable(z.object({ id: z.optional(z.string()), createdAt: moment })),
  atlasJobId: text,
  fidelity: drillFields.fidelity,
  objectives: drillFields.objectives,
  measures: drillFields.measures,
  checks: z.object({ PASS: count, FAIL: count, INCONCLUSIVE: count, NOT_RUN: count } satisfies Fields<
    ReportDrill['checks']
  >),
  notPassed: z.array(
    z.object({
      id: z.enum(CHECK_IDS),
      subject: z.optional(z.string()),
      verdict: z.enum(CHECK_VERDICTS),
      code: z.string(),
      reason: z.string(),
    } satisfies Fields<ReportCheck>),
  ),
  costUsd: dollars,
  estimatedUsd: dollars,
  cleanup: z.nullable(z.object({ target: z.string(), at: z.nullable(moment) })),
  evidence,
  cleanupEvidence: evidence,
} satisfies Fields<ReportDrill>);

const restore = z.object({
  id: z.string(),
  requestedBy: z.string(),
  why: text,
  ticket: text,
  source: deployment,
  target: z.nullable(deployment),
  status: z.enum(STATUSES),
  createdAt: moment,
  finishedAt: z.nullable(moment),
  atlasJobId: text,
  verified: z.nullable(z.union([z.boolean(), z.literal('not-run')])),
  evidence,
} satisfies Fields<ReportRestore>);

export const report = z.object({
  schemaVersion: z.literal(REPORT_SCHEMA_VERSION),
  period: z.object({ name: z.string(), from: moment, to: moment } satisfies Fields<Period>),
  madeAt: moment,
  madeFrom: z.enum(['ledger', 'evidence']),
  simulated: z.boolean(),
  tool: z.object({ name: z.string(), version: z.string() }),
  leftOut: z.array(z.string()),
  summary: z.object({
    drills: count,
    verdicts: z.object({ PASSED: count, FAILED: count, INCONCLUSIVE: count, UNDECIDED: count }),
    sources: count,
    reviews: count,
    costUsd: dollars,
    restores: count,
    verified: z.object({ true: count, false: count, 'not-run': count }),
  } satisfies Fields<ReportSummary>),
  coverage: z.nullable(
    z.object({
      judgedAt: moment,
      asOf: z.nullable(moment),
      counts: coverage.shape.counts,
      rows: z.array(coverageRow),
      notListed: count,
      findings: z.array(coverageFinding),
    } satisfies Fields<ReportCoverage>),
  ),
  drills: z.array(drill),
  trends: z.array(
    z.object({ source: trends.shape.source, classes: trends.shape.classes } satisfies Fields<ReportTrend>),
  ),
  restores: z.array(restore),
  findings: z.array(
    z.object({ code: z.string(), subject: z.string(), detail: z.string() } satisfies Fields<ReportFinding>),
  ),
  reviews: z.array(z.extend(drillReview, { drill: z.string() } satisfies Partial<Fields<ReportReview>>)),
  chain: z.object({
    head: evidence,
    span: z.nullable(z.object({ from: count, to: count })),
    keyIds: z.array(z.string()),
    verified: z.boolean(),
    lastAt: z.nullable(moment),
    heldTo: z.nullable(count),
  } satisfies Fields<ReportChain>),
} satisfies Fields<Report>);
