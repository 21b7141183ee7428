/** From what was read, of the ledger or of the evidence, to the report. Pure. */
import { dollars } from '../drills/costs/estimate.ts';
import type { Verdict } from '../drills/record.ts';
import { trendsOf } from '../drills/trends/trend.ts';
import type { EvidencePosition } from '../evidence/record.ts';
import type { Place } from '../restores/families/family.ts';
import { VERSION } from '../version.ts';
import type { DrillFacts } from './facts.ts';
import { knownUntil, type Period } from './period.ts';
import {
  REPORT_SCHEMA_VERSION,
  type Report,
  type ReportChain,
  type ReportCoverage,
  type ReportDrill,
  type ReportFinding,
  type ReportRestore,
  type ReportReview,
  type ReportSummary,
  type ReportTrend,
} from './report.ts';

export interface ReportParts {
  readonly period: Period;
  readonly now: Date;
  readonly madeFrom: Report['madeFrom'];
  /** Whether the whole deployment is. */
  readonly simulated: boolean;
  /** Of the period and of the year before its end, in any order. */
  readonly drills: readonly DrillFacts[];
  readonly restores: readonly ReportRestore[];
  readonly coverage: ReportCoverage | null;
  readonly chain: Omit<ReportChain, 'span'>;
  readonly leftOut: readonly string[];
}

export function composeReport(parts: ReportParts): Report {
  const { period, now, madeFrom, coverage, leftOut } = parts;
  const drills = inOrder(parts.drills.flatMap(({ drill }) => drill ?? []));
  const restores = inOrder(parts.restores);
  const reviews = parts.drills
    .flatMap((one) => one.reviews)
    .sort((one, other) => order(`${one.at} ${one.drill}`, `${other.at} ${other.drill}`));
  const trends = trendsBySource(parts.drills, knownUntil(period, now));
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    period,
    madeAt: now.toISOString(),
    madeFrom,
    simulated: parts.simulated || drills.some(({ simulated }) => simulated),
    tool: { name: 'atlas-restore', version: VERSION },
    leftOut,
    summary: summaryOf(drills, reviews, restores),
    coverage,
    drills,
    trends,
    restores,
    findings: [...overdueOf(parts.drills), ...trendFindings(trends), ...restores.flatMap(notVerified)],
    reviews,
    chain: { ...parts.chain, span: spanOf(drills, reviews, restores) },
  };
}

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const inOrder = <Entry extends { readonly createdAt: string; readonly id: string }>(
  entries: readonly Entry[],
): readonly Entry[] =>
  [...entries].sort((one, other) => order(`${one.createdAt} ${one.id}`, `${other.createdAt} ${other.id}`));

const sourceOf = ({ projectId, name }: Place): string => `${projectId}/${name}`;

function trendsBySource(facts: readonly DrillFacts[], now: Date): readonly ReportTrend[] {
  const bySource = Map.groupBy(facts, ({ trend }) => sourceOf(trend.source));
  return [...bySource]
    .sort(([one], [other]) => order(one, other))
    .flatMap(([key, drills]) => {
      const classes = trendsOf(
        drills.map(({ trend }) => trend),
        now,
      );
      const [projectId = '', name = ''] = key.split('/');
      return classes.length > 0 ? [{ source: { projectId, name }, classes }] : [];
    });
}

function summaryOf(
  drills: readonly ReportDrill[],
  reviews: readonly ReportReview[],
  restores: readonly ReportRestore[],
): ReportSummary {
  const verdicts: Record<Verdict | 'UNDECIDED', number> = {
    PASSED: 0,
    FAILED: 0,
    INCONCLUSIVE: 0,
    UNDECIDED: 0,
  };
  for (const { verdict } of drills) verdicts[verdict ?? 'UNDECIDED'] += 1;
  const verified = { true: 0, false: 0, 'not-run': 0 };
  for (const one of restores) if (one.verified !== null) verified[`${one.verified}`] += 1;
  const costs = drills.flatMap(({ costUsd }) => costUsd ?? []);
  return {
    drills: drills.length,
    verdicts,
    sources: new Set(drills.map(({ source }) => sourceOf(source))).size,
    reviews: reviews.length,
    costUsd: costs.length === 0 ? null : dollars(costs.reduce((sum, one) => sum + one, 0)),
    restores: restores.length,
    verified,
  };
}

const overdueOf = (facts: readonly DrillFacts[]): readonly ReportFinding[] =>
  facts
    .flatMap(({ trend, overdue }) => (overdue ? [{ ...overdue, subject: trend.id }] : []))
    .sort((one, other) => order(one.subject, other.subject));

const trendFindings = (trends: readonly ReportTrend[]): readonly ReportFinding[] =>
  trends.flatMap(({ source, classes }) =>
    classes.flatMap(({ findings }) =>
      findings.map(({ code, detail }) => ({ code, subject: sourceOf(source), detail })),
    ),
  );

function notVerified({ id, verified }: ReportRestore): readonly ReportFinding[] {
  if (verified === false)
    return [
      {
        code: 'RESTORE_NOT_VERIFIED',
        subject: id,
        detail: 'Its data was read after the restore, and is not what it must be.',
      },
    ];
  if (verified === 'not-run')
    return [
      {
        code: 'RESTORE_VERIFICATION_NOT_RUN',
        subject: id,
        detail: 'Verification was asked for, and its data could not be read: nothing is known of it.',
      },
    ];
  return [];
}

function spanOf(
  drills: readonly ReportDrill[],
  reviews: readonly ReportReview[],
  restores: readonly ReportRestore[],
): ReportChain['span'] {
  const positions: (EvidencePosition | null)[] = [
    ...drills.flatMap(({ evidence, cleanupEvidence }) => [evidence, cleanupEvidence]),
    ...reviews.map(({ evidence }) => evidence),
    ...restores.map(({ evidence }) => evidence),
  ];
  const numbers = positions.flatMap((one) => one?.sequence ?? []);
  if (numbers.length === 0) return null;
  return {
    from: numbers.reduce((least, one) => Math.min(least, one)),
    to: numbers.reduce((most, one) => Math.max(most, one)),
  };
}
