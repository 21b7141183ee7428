/** Reports to look at: a full quarter, a month in which nothing happened, and one of which nothing is known. */
import type { TrendPoint } from '../../lib/drills/trends/trend.ts';
import { periodOf } from '../../lib/reports/period.ts';
import type {
  Report,
  ReportDrill,
  ReportRestore,
  ReportSummary,
  ReportTrend,
} from '../../lib/reports/report.ts';
import {
  FIDELITY,
  hashOf,
  OBJECTIVES,
  PROJECTS,
  reportCoverage,
  reportFindings,
  reportReviews,
} from './report-sample-parts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Every eleventh drill fails, every seventeenth cannot be decided. */
const FAILS = 11;
const UNDECIDABLE = 17;

export interface SampleSize {
  readonly sources: number;
  readonly drillsEach: number;
  /** The name of the source with that number. */
  nameOf?(number: number): string;
}

export const emptyReport = (name = '2026-10'): Report => ({
  schemaVersion: 1,
  period: periodOf(name)!,
  madeAt: '2027-01-04T08:00:00.000Z',
  madeFrom: 'evidence',
  simulated: false,
  tool: { name: 'atlas-restore', version: '0.1.0' },
  leftOut: [],
  summary: summaryOf([], []),
  coverage: null,
  drills: [],
  trends: [],
  restores: [],
  findings: [],
  reviews: [],
  chain: {
    head: null,
    span: null,
    keyIds: [],
    verified: false,
    lastAt: '2026-11-05T00:15:04.000Z',
    heldTo: null,
  },
});

export function fullReport(size: SampleSize = { sources: 50, drillsEach: 3 }): Report {
  const empty = emptyReport('2026-Q4');
  const drills = drillsOf(size, Date.parse(empty.period.from));
  const restores = restoresOf();
  return {
    ...empty,
    madeAt: '2026-12-20T07:30:00.000Z',
    madeFrom: 'ledger',
    simulated: true,
    leftOut: ['Coverage of 2026-10: nothing was counted before 2026-11-02.'],
    summary: { ...summaryOf(drills, restores), reviews: 3 },
    coverage: reportCoverage(),
    drills,
    trends: trendsOf(size, Date.parse(empty.period.to)),
    restores,
    findings: reportFindings(),
    reviews: reportReviews(drills),
    chain: {
      head: { sequence: 412, hash: hashOf(412) },
      span: { from: 101, to: 409 },
      keyIds: [`sha256:${hashOf(1)}`, `sha256:${hashOf(2)}`],
      lastAt: null,
      heldTo: null,
      verified: false,
    },
  };
}

function summaryOf(drills: readonly ReportDrill[], restores: readonly ReportRestore[]): ReportSummary {
  const drilled = (verdict: ReportDrill['verdict']) => drills.filter((one) => one.verdict === verdict).length;
  const verified = (said: ReportRestore['verified']) =>
    restores.filter((one) => one.verified === said).length;
  return {
    drills: drills.length,
    verdicts: {
      PASSED: drilled('PASSED'),
      FAILED: drilled('FAILED'),
      INCONCLUSIVE: drilled('INCONCLUSIVE'),
      UNDECIDED: drilled(null),
    },
    sources: new Set(drills.map(({ source }) => `${source.projectId}/${source.name}`)).size,
    reviews: 0,
    costUsd: drills.length > 0 ? 148.37 : null,
    restores: restores.length,
    verified: { true: verified(true), false: verified(false), 'not-run': verified('not-run') },
  };
}

const sourceOf = (
  number: number,
  { nameOf = (at) => `orders-${String(at).padStart(3, '0')}` }: SampleSize,
) => ({
  projectId: PROJECTS[number % PROJECTS.length]!,
  name: nameOf(number),
  family: 'cluster' as const,
});

function drillsOf(size: SampleSize, from: number): readonly ReportDrill[] {
  const apart = (75 * DAY_MS) / (size.sources * size.drillsEach);
  return Array.from({ length: size.sources * size.drillsEach }, (_, number) =>
    drillOf(number, new Date(from + Math.round(number * apart)), size),
  );
}

function drillOf(number: number, at: Date, size: SampleSize): ReportDrill {
  const last = size.sources * size.drillsEach - 1;
  const failed = number % FAILS === 5;
  const open = number % UNDECIDABLE === 9;
  const verdict = number === last ? null : failed ? 'FAILED' : open ? 'INCONCLUSIVE' : 'PASSED';
  const measured = verdict === 'PASSED' || verdict === 'FAILED';
  const rto = 1_500 + ((number * 367) % 1_900) + (failed ? 2_400 : 0);
  return {
    id: `684bec26-dd2f-4d7c-8d7e-${number.toString(16).padStart(12, '0')}`,
    plan: number % 4 === 0 ? 'payments-weekly' : 'everything-monthly',
    source: sourceOf(number % size.sources, size),
    trigger:
      number % 9 === 0
        ? {
            kind: 'request',
            by: 'arn:aws:iam::123456789012:role/on-call',
            at: at.toISOString(),
            reason: 'after the upgrade',
            ticket: 'OPS-4711',
          }
        : { kind: 'schedule', by: 'plan', at: at.toISOString() },
    createdAt: at.toISOString(),
    simulated: number % 25 === 3,
    verdict,
    findings: failed
      ? [{ code: 'RTO_MISSED', detail: `The verified RTO of ${rto} s is over the objective of 3600 s.` }]
      : open
        ? [{ code: 'TARGET_NOT_REACHABLE', detail: 'The target was made, and nobody could connect to it.' }]
        : [],
    snapshot: {
      id: (0x65a0b1c2d3e4 + number).toString(16).padStart(24, '0'),
      createdAt: new Date(at.getTime() - 5 * HOUR_MS).toISOString(),
    },
    atlasJobId: measured ? (0x75a0b1c2d3e4 + number).toString(16).padStart(24, '0') : null,
    fidelity: FIDELITY,
    objectives: OBJECTIVES,
    measures: measured
      ? {
          technicalRtoSeconds: rto - 240,
          verifiedRtoSeconds: rto,
          restoreSeconds: rto - 700,
          pollSeconds: 30,
          snapshotAgeSeconds: 18_000 + number * 7,
          snapshotAgeCounts: number % 13 !== 0,
          worstSnapshotGapSeconds: 21_600,
          observedRpoSeconds: number % 3 === 0 ? null : 18_050 + number,
          rtoMet: !failed,
          rpoMet: number % 13 === 0 ? null : true,
        }
      : null,
    checks: {
      PASS: measured ? (failed ? 8 : 10) : 2,
      FAIL: failed ? 2 : 0,
      INCONCLUSIVE: open ? 1 : 0,
      NOT_RUN: open ? 7 : 0,
    },
    notPassed: failed
      ? [
          {
            id: 'document-counts',
            subject: 'shop.orders',
            verdict: 'FAIL',
            code: 'TOO_FEW',
            reason: 'shop.orders has 10 documents; at least 1,000,000 are expected.',
          },
          {
            id: 'indexes-present',
            subject: 'shop.customers',
            verdict: 'FAIL',
            code: 'INDEX_MISSING',
            reason: 'shop.customers has no index email_1.',
          },
        ]
      : open
        ? [{ id: 'reachable', verdict: 'INCONCLUSIVE', code: 'TIMED_OUT', reason: 'No answer within 60 s.' }]
        : [],
    costUsd: measured ? 0.97 : null,
    estimatedUsd: measured ? 2.5 : null,
    cleanup:
      verdict === null
        ? null
        : { target: open ? 'NEVER_MADE' : 'DELETED', at: new Date(at.getTime() + 2 * HOUR_MS).toISOString() },
    evidence: verdict === null ? null : { sequence: 101 + number * 2, hash: hashOf(101 + number * 2) },
    cleanupEvidence: verdict === null ? null : { sequence: 102 + number * 2, hash: hashOf(102 + number * 2) },
  };
}

const MONTHLY = 12;

function trendsOf(size: SampleSize, to: number): readonly ReportTrend[] {
  return Array.from({ length: size.sources }, (_, number) => ({
    source: sourceOf(number, size),
    classes: [
      {
        fidelity: FIDELITY,
        simulated: number % 25 === 3,
        objectives: OBJECTIVES,
        points: Array.from({ length: MONTHLY }, (__, at) => pointOf(number, at, to)),
        findings:
          number % 10 === 4
            ? [
                {
                  code: 'RTO_MISSED_SOON',
                  detail:
                    'The verified RTO grows by 9.3 s a day over the last 12 drills: the objective of 3600 s is missed in about 21 days.',
                },
              ]
            : [],
      },
    ],
  }));
}

function pointOf(source: number, month: number, to: number): TrendPoint {
  const failed = source % 10 === 4 && month === 7;
  const value = 1_400 + month * (source % 10 === 4 ? 170 : 20) + ((source * 53 + month * 91) % 300);
  return {
    drill: `trend-${source}-${month}`,
    at: new Date(to - (MONTHLY - month) * 30 * DAY_MS).toISOString(),
    verdict: failed ? 'FAILED' : 'PASSED',
    verifiedRtoSeconds: month === 4 ? null : failed ? 4_100 : value,
    technicalRtoSeconds: month === 4 ? null : value - 300,
    restoreSeconds: value - 700,
    snapshotAgeSeconds: 14_000 + ((source * 71 + month * 1_337) % 9_000),
    snapshotSizeBytes: source % 7 === 0 ? null : 48_000_000_000 + month * 1_900_000_000,
  };
}

const RESTORES: readonly Partial<ReportRestore>[] = [
  { verified: true, why: 'A migration dropped shop.orders.', ticket: 'INC-2041' },
  { verified: false, why: 'Corrupt index after a crash of the application.', ticket: 'INC-2077' },
  { verified: 'not-run', why: 'Move of the staging data.', ticket: null },
  { verified: null, target: null, status: 'READY', why: null },
  { verified: null, status: 'FAILED', why: 'Rehearsal with the DBA team.', ticket: 'OPS-12' },
];

const restoresOf = (): readonly ReportRestore[] =>
  RESTORES.map((one, number) => ({
    id: `r-${number}-7d3c9a52`,
    requestedBy: 'arn:aws:sts::123456789012:assumed-role/dba/maria',
    why: null,
    ticket: null,
    source: { projectId: PROJECTS[0]!, family: 'cluster', name: 'orders-001' },
    target: { projectId: PROJECTS[1]!, family: 'cluster', name: 'orders-stage' },
    status: 'SUCCEEDED',
    createdAt: `2026-11-0${number + 1}T09:12:00.000Z`,
    finishedAt: `2026-11-0${number + 1}T09:58:00.000Z`,
    atlasJobId: `85a0b1c2d3e4f5061728394${number}`,
    verified: null,
    evidence: number === 3 ? null : { sequence: 300 + number, hash: hashOf(300 + number) },
    ...one,
  }));
