/** An example of a report, of what the other examples say. */
import { coverageExample } from './coverage-examples.ts';
import { drillExample, trendsExample } from './drill-examples.ts';
import type { JsonObject } from './json.ts';

const { counts, results, findings, asOf } = coverageExample;
const { id, plan, source, trigger, createdAt, simulated, verdict, snapshot } = drillExample;
const { fidelity, objectives, measures, evidence, cleanup } = drillExample as Record<string, JsonObject>;

const report: JsonObject = {
  schemaVersion: 1,
  period: { name: '2026-11', from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' },
  madeAt: '2026-11-22T12:00:00.000Z',
  madeFrom: 'ledger',
  simulated: true,
  tool: { name: 'atlas-restore', version: '0.1.0' },
  leftOut: [],
  summary: {
    drills: 1,
    verdicts: { PASSED: 1, FAILED: 0, INCONCLUSIVE: 0, UNDECIDED: 0 },
    sources: 1,
    reviews: 0,
    costUsd: 0.1,
    restores: 0,
    verified: { true: 0, false: 0, 'not-run': 0 },
  },
  coverage: {
    judgedAt: '2026-11-22T12:00:00.000Z',
    asOf: asOf ?? null,
    counts: counts ?? {},
    rows: (results as JsonObject[]).slice(1),
    notListed: 0,
    findings: findings ?? [],
  },
  drills: [
    {
      ...{ id, plan, source, trigger, createdAt, simulated, verdict },
      findings: [],
      snapshot: {
        id: (snapshot as JsonObject).id ?? '',
        createdAt: (snapshot as JsonObject).createdAt ?? '',
      },
      atlasJobId: '6b078b0c366f4f3ffc000001',
      ...{ fidelity, objectives, measures },
      checks: { PASS: 8, FAIL: 0, INCONCLUSIVE: 2, NOT_RUN: 1 },
      notPassed: [
        {
          id: 'indexes-present',
          verdict: 'INCONCLUSIVE',
          code: 'NO_BASELINE',
          reason: 'No drill of this source was verified before.',
        },
      ],
      costUsd: 0.1,
      estimatedUsd: 0.17,
      cleanup: { target: cleanup?.target ?? '', at: '2026-11-22T10:02:40.000Z' },
      evidence,
      cleanupEvidence: cleanup?.evidence ?? null,
    },
  ],
  trends: [{ source: (trendsExample.source ?? {}) as JsonObject, classes: trendsExample.classes ?? [] }],
  restores: [],
  findings: [],
  reviews: [],
  chain: {
    head: cleanup?.evidence ?? null,
    span: { from: 1, to: 2 },
    keyIds: [],
    verified: false,
    lastAt: null,
    heldTo: null,
  },
} as JsonObject;

export const REPORT_EXAMPLES: Readonly<Record<string, JsonObject>> = { Report: report };
