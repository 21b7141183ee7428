/**
 * A whole organisation: 200 projects, 5,000 clusters, some excluded, some overdue, one plan whose rule somebody has
 * disabled by hand. Counted right to the cluster, in few calls, each finding told once within the hour and once when it
 * is mended.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CoverageView } from '../../../lib/coverage/view.ts';
import { newDrill } from '../../../lib/drills/new-drill.ts';
import { COVERAGE_CHANGE, type CoverageEvent } from '../../../lib/events/coverage-event.ts';
import type { DrillHarness } from '../../support/drill-harness.ts';
import {
  FLEET,
  FLEET_PROJECTS,
  KINDS,
  type Organization,
  organizationOf,
} from '../../support/organization.ts';

const PROJECTS = 200;
const CLUSTERS = 5_000;
const EACH = CLUSTERS / 50;

let harness: DrillHarness;
let organization: Organization;
const all = Array.from({ length: CLUSTERS }, (_, at) => at);
const kindOf = (at: number) => organization.kindOf(at);
const placeOf = (at: number) => organization.placeOf(at);
const subjectOf = (at: number) => `${placeOf(at).projectId}/${placeOf(at).name}`;

beforeAll(async () => {
  organization = await organizationOf(CLUSTERS, PROJECTS);
  ({ harness } = organization);
}, 300_000);
afterAll(() => harness.close());

interface Computed {
  readonly asOf: string | null;
  readonly judged: boolean;
  readonly left: number;
}
const count = async () => (await harness.service.drills.count()) as Computed;
const view = async (query = '') => (await harness.call<CoverageView>('GET', `/v1/coverage${query}`)).body;
const told = () =>
  harness.told.flatMap(({ detailType, detail }) =>
    detailType === COVERAGE_CHANGE ? [detail as unknown as CoverageEvent] : [],
  );

test('it is read in two calls a project and one for all, none of which is turned away', async () => {
  const before = harness.simulator.requests().length;
  expect(await count()).toMatchObject({ asOf: '2026-11-22T10:00:00.000Z', judged: true, left: 0 });
  const calls = harness.simulator.requests().slice(before);
  const statuses = new Set(calls.map(({ status }) => status));
  expect([...statuses]).toEqual([200]);
  const lists = calls.filter(({ operation }) => operation !== 'token');
  expect(lists).toHaveLength(1 + 2 * (PROJECTS + FLEET_PROJECTS));
}, 120_000);

test('it is right to the cluster', async () => {
  const { counts, results } = await view();
  expect(counts).toEqual({
    COVERED: CLUSTERS - KINDS.length * EACH,
    OVERDUE: EACH,
    NEVER_DRILLED: EACH + FLEET,
    FAILED: EACH,
    INCONCLUSIVE: EACH,
    EXCLUDED: EACH,
  });
  const shown: CoverageView['results'][number][] = [...results];
  for (let { next } = await view(); next !== undefined; ) {
    const page = await view(`?cursor=${next}`);
    shown.push(...page.results);
    next = page.next;
  }
  expect(shown).toHaveLength(CLUSTERS + FLEET);
  const states = new Map(shown.map(({ projectId, name, state }) => [`${projectId}/${name}`, state]));
  expect(all.filter((at) => states.get(subjectOf(at)) !== kindOf(at))).toEqual([]);
}, 60_000);

test('each finding has arrived once; the rule that somebody disabled is noticed within the hour', async () => {
  const deployments = told().length;
  expect(deployments).toBe(4 * EACH + FLEET);
  // Due at eleven: at half past eleven it is told.
  for (let quarters = 1; quarters <= 6; quarters += 1) {
    harness.time.advance(900);
    await count();
  }
  const news = told().slice(deployments);
  expect(news.map(({ change, finding: { code, subject } }) => [change, code, subject])).toEqual([
    ['ARISEN', 'PLAN_DID_NOT_FIRE', 'nightly'],
  ]);
  expect(new Set(told().map(({ eventId }) => eventId)).size).toBe(told().length);
}, 120_000);

test('each clears, once, when it is mended', async () => {
  const before = told().length;
  await organization.decideAll(
    all.filter((at) => !['EXCLUDED', 'COVERED'].includes(kindOf(at))),
    'PASSED',
    () => 0,
  );
  const { drillLedger, drills } = harness.service.drills.services;
  const now = harness.time.clock.now();
  const trigger = { kind: 'schedule', by: 'rule', at: now.toISOString() } as const;
  const [plan] = drills.plans;
  await drillLedger.createDrill(
    newDrill({ plan: plan!, source: placeOf(0), trigger, start: 'rule', simulated: true, now }),
  );
  for (let round = 0; round < 2; round += 1) {
    harness.time.advance(900);
    await count();
  }
  const cleared = told().slice(before);
  expect(cleared.every(({ change }) => change === 'CLEARED')).toBe(true);
  expect(cleared).toHaveLength(4 * EACH + 1);
  const arisen = new Set(
    told().flatMap(({ change, finding }) => (change === 'ARISEN' ? [key(finding)] : [])),
  );
  expect(cleared.filter(({ finding }) => !arisen.has(key(finding)))).toEqual([]);
  const { counts, findings } = await view();
  expect(counts).toMatchObject({ COVERED: CLUSTERS - EACH, NEVER_DRILLED: FLEET, EXCLUDED: EACH });
  expect(findings.filter(({ code }) => code !== 'NEVER_DRILLED')).toEqual([]);
}, 120_000);

const key = ({ code, subject, since }: CoverageEvent['finding']) => `${code} ${subject} ${since}`;
