/** What a report goes by: what the ledger's records say and the evidence says too. */
import type { DrillRecord, Finding } from '../drills/record.ts';
import { REVIEW_WITHIN_DAYS, reviewOverdue } from '../drills/review/overdue.ts';
import type { TrendFacts } from '../drills/trends/trend.ts';
import type { ReportDrill, ReportReview } from './report.ts';

/** Of a drill outside of the period only its figures are kept: a year of them is read for the trends. */
export interface DrillFacts {
  readonly trend: TrendFacts & Pick<DrillRecord, 'source'>;
  /** Absent outside of the period. */
  readonly drill?: ReportDrill;
  readonly reviews: readonly ReportReview[];
  /** Nobody has reviewed it in time. */
  readonly overdue?: Finding;
}

/** As the ledger has it; from the evidence as much as its records say. */
export type SaidOfDrill = TrendFacts &
  Pick<DrillRecord, 'plan' | 'source' | 'trigger' | 'checks'> &
  Partial<
    Pick<
      DrillRecord,
      | 'findings'
      | 'ended'
      | 'restore'
      | 'cost'
      | 'cleanup'
      | 'cleanupSince'
      | 'evidence'
      | 'cleanupEvidence'
      | 'reviews'
    >
  > & { readonly reviewWithinDays?: number };

/** @param inPeriod whether the report lists it */
export function factsOf(said: SaidOfDrill, inPeriod: boolean, now: Date): DrillFacts {
  const { id, createdAt, simulated, marks, measures, fidelity, snapshot, objectives, verdict, source } = said;
  const trend = {
    id,
    createdAt,
    simulated,
    marks,
    objectives,
    source,
    ...(verdict && { verdict }),
    ...(measures && { measures }),
    ...(fidelity && { fidelity }),
    ...(snapshot && { snapshot }),
  };
  if (!inPeriod) return { trend, reviews: [] };
  const overdue = reviewOverdue(
    { ...said, ...(verdict && { verdict }) },
    said.reviewWithinDays ?? REVIEW_WITHIN_DAYS,
    now,
  );
  return { trend, drill: reportDrill(said), reviews: reviewsOf(said), ...(overdue && { overdue }) };
}

function reportDrill(said: SaidOfDrill): ReportDrill {
  const { id, plan, source, trigger, createdAt, simulated, snapshot, restore, cost, marks } = said;
  // What became of its target, and what that cost, is known when it is proven.
  const cleanup = said.cleanupEvidence && said.cleanup;
  return {
    id,
    plan,
    source,
    trigger,
    createdAt,
    simulated,
    verdict: said.verdict ?? null,
    findings: said.findings ?? endedAs(said),
    snapshot: snapshot
      ? { ...(snapshot.id !== undefined && { id: snapshot.id }), createdAt: snapshot.createdAt }
      : null,
    atlasJobId: restore?.atlasJobId ?? null,
    fidelity: said.fidelity ?? null,
    objectives: said.objectives,
    measures: said.measures ?? null,
    checks: countsOf(said.checks),
    notPassed: said.checks
      .filter(({ verdict }) => verdict !== 'PASS')
      .map(({ id, subject, verdict, code, reason }) => ({
        id,
        ...(subject !== undefined && { subject }),
        verdict,
        code,
        reason,
      })),
    costUsd: (said.cleanupEvidence && cost?.actualUsd) ?? null,
    estimatedUsd: cost?.estimatedUsd ?? null,
    cleanup: cleanup ? { target: cleanup.target, at: marks.cleanedAt ?? null } : null,
    evidence: said.evidence ?? null,
    cleanupEvidence: said.cleanupEvidence ?? null,
  };
}

const endedAs = ({ ended }: SaidOfDrill): readonly Finding[] =>
  ended ? [{ code: ended.code, detail: ended.detail }] : [];

function countsOf(checks: DrillRecord['checks']): ReportDrill['checks'] {
  const counts = { PASS: 0, FAIL: 0, INCONCLUSIVE: 0, NOT_RUN: 0 };
  for (const { verdict } of checks) counts[verdict] += 1;
  return counts;
}

function reviewsOf({ id, reviews = [] }: SaidOfDrill): readonly ReportReview[] {
  return reviews.map(({ requestKey: _, evidence, ...review }) => ({
    drill: id,
    ...review,
    evidence: evidence ?? null,
  }));
}
