/** Examples of plans and drills, by the simulator's fleet; records of evidence are shortened. */
import type { JsonObject } from './json.ts';

export const DRILL_ID = 'nightly-accounts-067b06b2683bb644-41ca8ac4de';
const self = `/v1/drills/${DRILL_ID}`;
const PRODUCTION = '6b00000000000000000000a1';
const DRILLS = '6b00000000000000000000c3';
const RESTORE = `${DRILL_ID}-restore`;
const source = { projectId: PRODUCTION, name: 'Accounts' } as const;
const SNAPSHOT = '6b000000000000000000f101';
const snapshotAt = '2026-11-22T05:01:46Z';
const HASH = '363cab3b4f43a9a0058e5a2d874e7878b04d486894b4197cbf535ea2ce526db1';
const CLEANUP_HASH = '3445d72f9746cd1b777634ef973fa209d476af0d48622e3cc7c915b5e27af9ab';

const request: JsonObject = { source, reason: 'quarterly proof', ticket: 'OPS-7' };

const trigger = {
  kind: 'request',
  by: 'local',
  at: '2026-11-22T10:00:00.000Z',
  reason: 'quarterly proof',
  ticket: 'OPS-7',
} as const;

const started: JsonObject = { drills: [{ id: DRILL_ID, source, status: 'RUNNING', links: { self } }] };

const passed = { verdict: 'PASS', code: 'OK', reason: 'As it should be.', required: true, durationMs: 0 };
const fidelity = {
  target: 'new',
  sameProject: false,
  sameRegion: true,
  sameSize: true,
  sameVersion: null,
  dropped: [],
};

const region = 'AWS/US_EAST_1';
const PRICED = 'PRICE_TABLE';
const costs: JsonObject[] = [
  { item: 'TARGET_FLEX', quantity: 6.5, unit: 'hours', region, usd: 0.0715, basis: PRICED },
  { item: 'RESTORED_DATA', quantity: 5, unit: 'GB', region, usd: 0.1, basis: PRICED },
  { item: 'NAT', quantity: 6.5, unit: 'hours', usd: 0.325, basis: PRICED },
];

export const drillExample: JsonObject = {
  id: DRILL_ID,
  plan: 'nightly-accounts',
  status: 'DONE',
  phase: 'DONE',
  verdict: 'PASSED',
  findings: [],
  simulated: true,
  source: { ...source, family: 'flex' },
  trigger,
  createdAt: '2026-11-22T10:00:00.000Z',
  endsBy: '2026-11-22T16:00:00.000Z',
  deleteBy: '2026-11-22T16:30:00.000Z',
  snapshot: {
    id: SNAPSHOT,
    createdAt: snapshotAt,
    expiresAt: '2026-11-30T05:00:00Z',
    mongoDBVersion: '8.0.29',
    worstGapSeconds: 86_400,
  },
  target: {
    projectId: DRILLS,
    name: 'drill-9927c7364b01dbd5',
    kind: 'ephemeral',
    atlasId: '6b02bd20366f4f3ffc000001',
  },
  fidelity,
  cost: {
    asOf: '2026-11-01',
    estimatedUsd: 0.4965,
    actualUsd: 0.1026,
    hours: 6.5,
    missing: [],
    items: costs,
    actualItems: [
      { item: 'TARGET_FLEX', quantity: 0.044, unit: 'hours', region, usd: 0.0005, basis: PRICED },
      { item: 'RESTORED_DATA', quantity: 5, unit: 'GB', region, usd: 0.1, basis: PRICED },
      { item: 'NAT', quantity: 0.044, unit: 'hours', usd: 0.0022, basis: PRICED },
    ],
  },
  restore: { id: RESTORE, status: 'SUCCEEDED', atlasJobId: '6b02bd2b366f4f3ffc000002', pollSeconds: 4 },
  marks: {
    startedAt: '2026-11-22T10:00:00.000Z',
    snapshotChosenAt: '2026-11-22T10:00:00.000Z',
    targetReadyAt: '2026-11-22T10:00:10.000Z',
    jobAcceptedAt: '2026-11-22T10:00:11.000Z',
    jobFinishedAt: '2026-11-22T10:01:39.000Z',
    firstReadAt: '2026-11-22T10:01:53.000Z',
    decidedAt: '2026-11-22T10:01:53.000Z',
    cleanedAt: '2026-11-22T10:02:38.000Z',
  },
  checks: [
    { id: 'reachable', ...passed, provesData: false },
    { id: 'server-version', ...passed, provesData: false, expected: '8.0.29', actual: '8.0.29' },
    { id: 'not-empty', ...passed, provesData: true, actual: 5_106 },
  ],
  measures: {
    technicalRtoSeconds: 113,
    verifiedRtoSeconds: 113,
    restoreSeconds: 88,
    pollSeconds: 4,
    snapshotAgeSeconds: 17_894,
    snapshotAgeCounts: true,
    worstSnapshotGapSeconds: 86_400,
    observedRpoSeconds: null,
    rtoMet: true,
    rpoMet: true,
  },
  objectives: { rtoSeconds: 3_600, rpoSeconds: 86_400, rto: 'verified', whenMissed: 'fail' },
  evidence: { sequence: 1, hash: HASH },
  cleanup: { target: 'DELETED', evidence: { sequence: 2, hash: CLEANUP_HASH } },
  reviews: [],
  links: { self, evidence: `${self}/evidence`, restore: `/v1/restores/${RESTORE}` },
};

export const trendsExample: JsonObject = {
  source,
  since: '2025-11-21T10:00:00.000Z',
  complete: true,
  classes: [
    {
      fidelity,
      simulated: true,
      objectives: { rtoSeconds: 3_600, rpoSeconds: 86_400, rto: 'verified', whenMissed: 'fail' },
      points: [
        {
          drill: DRILL_ID,
          at: '2026-11-22T10:00:00.000Z',
          verdict: 'PASSED',
          verifiedRtoSeconds: 113,
          technicalRtoSeconds: 113,
          restoreSeconds: 88,
          snapshotAgeSeconds: 17_894,
          snapshotSizeBytes: null,
        },
      ],
      findings: [],
    },
  ],
};

const plan: JsonObject = {
  name: 'nightly-accounts',
  sources: [source],
  schedule: 'cron(30 2 * * ? *)',
  enabled: true,
  nextDue: '2026-11-23T02:30:00.000Z',
  snapshot: 'latest',
  target: { ephemeral: {} },
  objectives: { rtoMinutes: 60, rpoMinutes: 1_440, rto: 'verified', whenMissed: 'fail' },
  limits: { timeLimitMinutes: 360, verifyMinutes: 60 },
  keep: { onSuccessMinutes: 0, onFailureMinutes: 0 },
  network: { natEip: ['203.0.113.7/32'] },
  suspended: null,
  reviewWithinDays: 7,
  checks: {
    critical: ['app.accounts'],
    ignored: [],
    dropPercent: 10,
    newestDocuments: [],
    assertions: [],
    validateUpTo: 100_000,
    validateSeconds: 120,
  },
  budget: { perDrillUsd: 25 },
  thisMonth: { usd: 0.1026, drills: 1, reservedUsd: 0 },
};

const preview: JsonObject = {
  plan,
  drills: [
    {
      id: null,
      source,
      family: 'flex',
      snapshot: { id: SNAPSHOT, createdAt: snapshotAt, ageSeconds: 17_894 },
      target: {
        kind: 'ephemeral',
        projectId: DRILLS,
        name: 'drill-<16 hex>',
        body: {
          name: 'drill-<16 hex>',
          providerSettings: { backingProviderName: 'AWS', regionName: 'US_EAST_1' },
          terminationProtectionEnabled: false,
          tags: [
            { key: 'atlas-restore-drill', value: '<id of the drill>' },
            { key: 'atlas-restore-plan', value: 'nightly-accounts' },
            { key: 'atlas-restore-delete-by', value: '2026-11-22T16:30:00.000Z' },
          ],
        },
        fidelity,
      },
      steps: ['PREFLIGHT', 'CHOOSE', 'PREPARE', 'RESTORE', 'OPEN', 'VERIFY', 'EVIDENCE', 'CLEANUP'],
      costs,
      estimate: { asOf: '2026-11-01', usd: 0.4965, missing: [], perDrillUsd: 25, perMonthUsd: 200 },
      refusals: [],
      warnings: [],
    },
  ],
};

const recordOf = (kind: 'drill' | 'cleanup', sequence: number, hash: string): JsonObject => ({
  algorithm: 'ECDSA_SHA_256',
  envelope: {
    at: '2026-11-22T10:01:53.000Z',
    body: { drill: DRILL_ID, plan: 'nightly-accounts', simulated: true },
    key: `${DRILL_ID}#${kind}`,
    kind,
    previousHash: sequence === 1 ? '0'.repeat(64) : HASH,
    schemaVersion: 1,
    sequence,
  },
  hash,
  keyId: `sha256:${'5e'.repeat(32)}`,
  signature: `${'MEUCIQ'.repeat(16)}==`,
});

const reviewed = { decision: 'accepted', ticket: 'OPS-7', note: 'Read with the owner of the source.' };
const review: JsonObject = {
  number: 1,
  ...reviewed,
  reviewer: 'Ada',
  recordedBy: 'local',
  at: '2026-11-23T09:00:00.000Z',
  evidence: { sequence: 3, hash: CLEANUP_HASH },
};

export const DRILL_EXAMPLES: Readonly<Record<string, JsonObject>> = {
  DrillRequest: request,
  StartedDrills: started,
  ReviewRequest: { ...reviewed, reviewer: 'Ada' },
  DrillReview: review,
  Drill: drillExample,
  DrillList: { results: [drillExample] },
  Trends: trendsExample,
  DrillPlan: plan,
  DrillPlanList: { results: [plan] },
  PlanPreview: preview,
  EvidenceList: { results: [recordOf('drill', 1, HASH), recordOf('cleanup', 2, CLEANUP_HASH)] },
};
