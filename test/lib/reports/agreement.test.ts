/**
 * The report as page, CSV and JSON, the lists of the API, and a report of the evidence alone say the same numbers: of any
 * drills, reviewed or not. Each run has a month of its own, and the years before it are the runs before.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { CoverageView } from '../../../lib/coverage/view.ts';
import type { DrillPlan } from '../../../lib/drills/plans/plan.ts';
import type { TrendsView } from '../../../lib/drills/trends/read-trends.ts';
import type { DrillView } from '../../../lib/drills/view.ts';
import { publicKeys } from '../../../lib/evidence/public-keys.ts';
import { ChainVerifier } from '../../../lib/evidence/verify-chain.ts';
import { EvidenceReport } from '../../../lib/reports/from-evidence.ts';
import { periodOf } from '../../../lib/reports/period.ts';
import type { Report } from '../../../lib/reports/report.ts';
import { type DrillSaw, decided, seenDrill } from '../../support/decided-drills.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';
import { drillsOn, figuresOn, rowsOf } from '../../support/report-page.ts';
import { requests } from '../../support/service-harness.ts';

let harness: DrillHarness;
let plan: DrillPlan;
let months = 0;
beforeAll(async () => {
  harness = await drillHarness({ enabled: false });
  plan = harness.service.drills.services.drills.plans[0] as DrillPlan;
  await harness.service.drills.count();
});
afterAll(() => harness.close());

const DAY_S = 86_400;

interface Given extends Omit<DrillSaw, 'id' | 'createdAt' | 'source'> {
  readonly name: string;
  readonly day: number;
  readonly reviews: readonly ('accepted' | 'fixed')[];
}

const given: fc.Arbitrary<Given> = fc.record({
  name: fc.constantFrom('Accounts', 'Orders', 'Catalog'),
  day: fc.integer({ min: 0, max: 27 }),
  rtoSeconds: fc.integer({ min: 10, max: 5_400 }),
  restoreSeconds: fc.integer({ min: 1, max: 600 }),
  snapshotAgeSeconds: fc.integer({ min: 0, max: 2 * DAY_S }),
  sizeBytes: fc.integer({ min: 0, max: 5e9 }),
  data: fc.constantFrom(
    'good' as const,
    'good' as const,
    'empty' as const,
    'unread' as const,
    'ended' as const,
  ),
  costUsd: fc.option(fc.integer({ min: 0, max: 2_500 }).map((cents) => cents / 100)),
  reviews: fc.array(fc.constantFrom('accepted' as const, 'fixed' as const), { maxLength: 2 }),
});

async function drilled({ name, day, reviews, ...saw }: Given, number: number, month: string) {
  const { drillLedger, evidence } = harness.service.drills.services;
  const id = `nightly-${month}-${number}`;
  const createdAt = new Date(
    Date.parse(`${month}-01T02:00:00Z`) + (day * DAY_S + number) * 1_000,
  ).toISOString();
  const source = { projectId: PRODUCTION.id, name };
  const record = await decided(evidence, seenDrill({ ...saw, id, source, createdAt }, plan), plan);
  await drillLedger.createDrill(record);
  for (const decision of reviews)
    expect((await harness.call('POST', `/v1/drills/${id}/review`, { decision, note: 'seen' })).status).toBe(
      201,
    );
}

/** By hand, and verified. */
async function restored(): Promise<void> {
  const { id } = await harness.restore(requests.flex({ verify: true, again: true, ticket: 'OPS-9' }));
  await harness.service.drills.verified(id);
}

/** Its link runs out before anybody looks. */
async function downloaded(): Promise<string> {
  const { id, expiresAt } = await harness.restore(requests.download({ again: true }));
  await harness.service.drills.assure();
  const seconds = (Date.parse(String(expiresAt)) - harness.time.clock.now().getTime()) / 1_000;
  harness.time.advance(seconds + 1);
  return id;
}

async function evidenceReport(month: string): Promise<Report> {
  const { store, signer } = harness.service.drills.services.evidence;
  const period = periodOf(month);
  if (period === undefined) throw new TypeError('A month is a period.');
  const report = new EvidenceReport(period);
  const verifier = new ChainVerifier(publicKeys([await signer.publicKey()]));
  for await (const sequence of store.sequences()) {
    const bytes = (await store.read(sequence)) ?? new Uint8Array();
    const record = verifier.add({ place: `${sequence}`, named: sequence, content: { bytes } });
    if (record) report.add(record);
  }
  const chain = verifier.end();
  expect(chain.findings).toEqual([]);
  return report.result(chain, harness.time.clock.now());
}

async function listed(month: string): Promise<readonly DrillView[]> {
  const { body } = await harness.call<{ results: DrillView[] }>(
    'GET',
    `/v1/drills?limit=100&since=${month}-01T00:00:00Z`,
  );
  return body.results.reverse();
}

async function saysTheSame(
  report: Report,
  month: string,
  format: string,
  says: (report: Report, text: string) => void,
): Promise<void> {
  const answer = await fetch(`${harness.service.url}/v1/reports/${month}?format=${format}`);
  says(report, await answer.text());
}

const written = (value: number | null | undefined, nothing: string): string =>
  value === null || value === undefined ? nothing : String(value);

function pageSays({ summary, coverage, drills }: Report, page: string): void {
  const { drills: all, verdicts, sources, reviews, costUsd, restores } = summary;
  const counts = Object.entries(coverage?.counts ?? {}).map(([state, count]) => [`coverage.${state}`, count]);
  expect(figuresOn(page)).toMatchObject({
    ...{ drills: all, sources, reviews, restores, ...(costUsd !== null && { costUsd }) },
    ...Object.fromEntries(Object.entries(verdicts).map(([verdict, count]) => [`drills.${verdict}`, count])),
    ...Object.fromEntries(counts),
  });
  const shown = drillsOn(page);
  expect([...shown.keys()]).toEqual(drills.map(({ id }) => id));
  for (const { id, verdict, measures, checks, evidence } of drills) {
    const nothing = 'not measured';
    expect(shown.get(id)).toMatchObject({
      verdict: expect.stringContaining(verdict ?? 'running'),
      verifiedRtoSeconds: written(measures?.verifiedRtoSeconds, nothing),
      technicalRtoSeconds: written(measures?.technicalRtoSeconds, nothing),
      restoreSeconds: written(measures?.restoreSeconds, nothing),
      snapshotAgeSeconds: written(measures?.snapshotAgeSeconds, nothing),
      checks: expect.stringMatching(new RegExp(`^${checks.PASS}/`)),
      evidence: written(evidence?.sequence, 'none'),
    });
  }
}

function csvSays({ drills }: Report, csv: string): void {
  expect(rowsOf(csv)).toMatchObject(
    drills.map(({ id, verdict, measures, checks, costUsd, evidence }) => ({
      id,
      verdict: verdict ?? '',
      verifiedRtoSeconds: written(measures?.verifiedRtoSeconds, ''),
      technicalRtoSeconds: written(measures?.technicalRtoSeconds, ''),
      restoreSeconds: written(measures?.restoreSeconds, ''),
      snapshotAgeSeconds: written(measures?.snapshotAgeSeconds, ''),
      checksPassed: String(checks.PASS),
      checksFailed: String(checks.FAIL),
      costUsd: written(costUsd, ''),
      evidenceSequence: written(evidence?.sequence, ''),
      evidenceHash: evidence?.hash ?? '',
    })),
  );
}

async function coverageCsvSays(counts: CoverageView['counts']): Promise<void> {
  const answer = await fetch(`${harness.service.url}/v1/coverage?format=csv`);
  const states = rowsOf(await answer.text()).map(({ state }) => state);
  for (const [state, count] of Object.entries(counts))
    expect(
      states.filter((one) => one === state),
      state,
    ).toHaveLength(count);
}

test('the same of any month', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(given, { maxLength: 6 }),
      fc.boolean(),
      fc.boolean(),
      async (drills, isRestored, isDownloaded) => {
        // 2027-01, …: each run is later than all before it.
        months += 1;
        const month = new Date(Date.UTC(2026, 11 + months)).toISOString().slice(0, 7);
        const to = Date.UTC(2026, 12 + months) - 2 * DAY_S * 1_000;
        harness.time.advance((to - harness.time.clock.now().getTime()) / 1_000);
        for (const [number, one] of drills.entries()) await drilled(one, number, month);
        if (isRestored) await restored();
        const download = isDownloaded ? await downloaded() : undefined;

        const { status, body: report } = await harness.call<Report>(
          'GET',
          `/v1/reports/${month}?format=json`,
        );
        expect(status).toBe(200);

        const shown = await listed(month);
        expect(report.drills.map(({ id }) => id)).toEqual(shown.map(({ id }) => id));
        expect(report.drills.map(({ verdict }) => verdict)).toEqual(shown.map(({ verdict }) => verdict));
        expect(report.drills.map(({ measures }) => measures)).toEqual(shown.map(({ measures }) => measures));
        expect(report.summary.restores).toBe(Number(isRestored) + Number(isDownloaded));
        for (const { id, status } of report.restores) expect((await harness.get(id)).status).toBe(status);
        if (download !== undefined)
          expect(report.restores).toContainEqual(
            expect.objectContaining({ id: download, status: 'EXPIRED' }),
          );
        expect(report.summary.verified.true).toBe(isRestored ? 1 : 0);
        expect(report.summary.drills).toBe(drills.length);
        expect(report.summary.reviews).toBe(shown.flatMap(({ reviews }) => reviews).length);

        for (const { source, classes } of report.trends) {
          const path = `/v1/trends?source=${source.projectId}/${source.name}`;
          expect((await harness.call<TrendsView>('GET', path)).body.classes).toEqual(classes);
        }

        const { body: coverage } = await harness.call<CoverageView>('GET', '/v1/coverage');
        expect(report.coverage?.counts).toEqual(coverage.counts);
        expect(report.coverage?.rows).toEqual(coverage.results.filter(({ state }) => state !== 'COVERED'));

        await saysTheSame(report, month, 'html', pageSays);
        await saysTheSame(report, month, 'csv', csvSays);

        await coverageCsvSays(coverage.counts);

        const proven = await evidenceReport(month);
        for (const part of ['summary', 'drills', 'restores', 'trends', 'reviews', 'findings'] as const)
          expect(proven[part], part).toEqual(report[part]);
        expect(proven.chain.span).toEqual(report.chain.span);
        expect(proven.chain.head).toEqual(report.chain.head);
      },
    ),
    { numRuns: 12, seed: 20261127 },
  );
});
