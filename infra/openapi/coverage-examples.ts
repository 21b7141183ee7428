/** Examples of coverage, by the simulator's fleet. */
import type { JsonObject } from './json.ts';

const PRODUCTION = '6b00000000000000000000a1';
const project = { projectId: PRODUCTION, projectName: 'production' };
const at = '2026-11-22T10:01:53.000Z';

const never: JsonObject = {
  code: 'NEVER_DRILLED',
  subject: `${PRODUCTION}/Catalog`,
  since: '2026-11-22T10:15:00.000Z',
  detail: 'No drill of it was ever decided.',
};

export const coverageExample: JsonObject = {
  asOf: '2026-11-22T10:15:00.000Z',
  counts: { COVERED: 1, OVERDUE: 0, NEVER_DRILLED: 1, FAILED: 0, INCONCLUSIVE: 0, EXCLUDED: 1 },
  results: [
    {
      ...project,
      name: 'Accounts',
      family: 'flex',
      state: 'COVERED',
      lastPassedAt: at,
      drill: { id: 'nightly-accounts-067b06b2683bb644-41ca8ac4de', verdict: 'PASSED', at },
    },
    {
      ...project,
      name: 'Catalog',
      family: 'cluster',
      state: 'NEVER_DRILLED',
      lastPassedAt: null,
      drill: null,
    },
    {
      ...project,
      name: 'Legacy',
      family: 'tenant',
      state: 'EXCLUDED',
      lastPassedAt: null,
      drill: null,
      exclusion: { reason: 'goes with the shop', owner: 'platform team', until: '2026-12-31' },
    },
  ],
  findings: [never],
};

export const COVERAGE_EXAMPLES: Readonly<Record<string, JsonObject>> = { Coverage: coverageExample };

export const coverageChangeExample: JsonObject = {
  schemaVersion: 1,
  eventId: `NEVER_DRILLED#${PRODUCTION}/Catalog#2026-11-22T10:15:00.000Z#ARISEN`,
  sequence: 1,
  change: 'ARISEN',
  at: '2026-11-22T10:15:00.000Z',
  finding: never,
};
