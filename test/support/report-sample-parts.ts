/** Parts of the reports to look at. */
import { createHash } from 'node:crypto';
import type { CoverageRow } from '../../lib/coverage/view.ts';
import type { Objectives } from '../../lib/drills/record.ts';
import type { Fidelity } from '../../lib/drills/target/derive.ts';
import type { ReportCoverage, ReportDrill, ReportFinding, ReportReview } from '../../lib/reports/report.ts';

export const PROJECTS = ['6581f0aa0000000000000001', '6581f0aa0000000000000002', '6581f0aa0000000000000003'];

/** What breaks out of a page where it can, and what looks like something else. */
export const HOSTILE_NAMES = [
  '</script><script>alert(1)</script>',
  '" onmouseover="alert(1)" data-x="',
  "' autofocus onfocus='alert(1)",
  '<img src=x onerror=alert(1)>',
  '</style><h1>PASSED</h1>',
  '&lt;b&gt; &amp; &#x3c;',
  'abc\u202Egnp.exe\u0000\u0007\u200B',
  'https://example.com/?a=1&b=2',
  'ЖЖЖ مرحبا 日本語 🚀',
  `long${'x'.repeat(300)}`,
];

export const hashOf = (number: number): string => createHash('sha256').update(String(number)).digest('hex');

export const OBJECTIVES: Objectives = {
  rtoSeconds: 3_600,
  rpoSeconds: 86_400,
  rto: 'verified',
  whenMissed: 'fail',
};

export const FIDELITY: Fidelity = {
  target: 'new',
  sameProject: false,
  sameRegion: true,
  sameSize: true,
  sameVersion: true,
  dropped: ['a second region', 'analytics nodes'],
};

const row = (number: number, state: CoverageRow['state']): CoverageRow => ({
  projectId: PROJECTS[number % PROJECTS.length]!,
  projectName: `Shop ${number % PROJECTS.length}`,
  name: `reports-${number}`,
  family: number % 2 === 0 ? 'cluster' : 'flex',
  state,
  lastPassedAt: state === 'OVERDUE' ? '2026-08-19T03:00:00.000Z' : null,
  drill:
    state === 'FAILED' || state === 'INCONCLUSIVE'
      ? { id: `684bec26-dd2f-4d7c-8d7e-00000000ff0${number}`, verdict: state, at: '2026-12-11T03:40:00.000Z' }
      : null,
  ...(state === 'EXCLUDED' && {
    exclusion: {
      reason: 'Data of a demonstration, made anew each night.',
      owner: 'team-web',
      until: '2027-03-31',
    },
  }),
});

export const reportCoverage = (): ReportCoverage => ({
  judgedAt: '2026-12-20T06:00:00.000Z',
  asOf: '2026-12-20T05:40:00.000Z',
  counts: { COVERED: 41, OVERDUE: 2, NEVER_DRILLED: 3, FAILED: 1, INCONCLUSIVE: 1, EXCLUDED: 2 },
  rows: [
    row(0, 'OVERDUE'),
    row(1, 'NEVER_DRILLED'),
    row(2, 'FAILED'),
    row(3, 'INCONCLUSIVE'),
    row(4, 'EXCLUDED'),
  ],
  notListed: 4,
  findings: [
    {
      code: 'NEVER_DRILLED',
      subject: `${PROJECTS[1]}/reports-1`,
      since: '2026-11-02T05:40:00.000Z',
      detail: 'No drill of it was ever decided.',
    },
    {
      code: 'OVERDUE',
      subject: `${PROJECTS[0]}/reports-0`,
      since: '2026-11-19T05:40:00.000Z',
      detail: 'Its last drill that passed was at 2026-08-19T03:00:00.000Z; one must pass every 90 days.',
    },
  ],
});

export const reportFindings = (): readonly ReportFinding[] => [
  {
    code: 'RTO_MISSED_SOON',
    subject: `${PROJECTS[1]}/orders-004`,
    detail:
      'The verified RTO grows by 9.3 s a day over the last 12 drills: the objective of 3600 s is missed in about 21 days.',
  },
  {
    code: 'NOT_REVIEWED',
    subject: '684bec26-dd2f-4d7c-8d7e-000000000010',
    detail: 'It failed 31 days ago and nobody has reviewed it.',
  },
  {
    code: 'RESTORE_NOT_VERIFIED',
    subject: 'r-2-7d3c9a52',
    detail: 'Its verification was asked for and did not run.',
  },
];

export const reportReviews = (drills: readonly ReportDrill[]): readonly ReportReview[] =>
  drills
    .filter(({ verdict }) => verdict === 'FAILED')
    .slice(0, 3)
    .map(({ id }, at) => ({
      drill: id,
      number: 1,
      decision: (['fixed', 'accepted', 'retest'] as const)[at]!,
      reviewer: 'maria@example.com',
      recordedBy: 'arn:aws:sts::123456789012:assumed-role/dba/maria',
      at: `2026-12-0${at + 1}T10:00:00.000Z`,
      ticket: `OPS-${90 + at}`,
      ...(at !== 1 && { note: 'The index build was not finished when the snapshot was taken.' }),
      ...(at === 2 && { retestDrill: '684bec26-dd2f-4d7c-8d7e-00000000002a' }),
      evidence: at === 1 ? null : { sequence: 390 + at, hash: hashOf(390 + at) },
    }));
