/**
 * A whole organisation: 200 projects, 5,000 clusters, some excluded, some overdue, one plan whose rule somebody has
 * disabled by hand. Counted right to the cluster, in few calls, each finding told once within the hour and once when it
 * is mended.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CoverageView } from '../../../lib/coverage/view.ts';
import { newDrill } from '../../../lib/drills/new-drill.ts';
import type { Verdict } from '../../../lib/drills/record.ts';
import { COVERAGE_CHANGE, type CoverageEvent } from '../../../lib/events/coverage-event.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';

const PROJECTS = 200;
const CLUSTERS = 5_000;
/** Of fifty clusters one is each of these, and all others are covered. */
const KINDS = ['EXCLUDED', 'OVERDUE', 'NEVER_DRILLED', 'FAILED', 'INCONCLUSIVE'] as const;
const EACH = CLUSTERS / 50;
/** Of the simulator's own fleet, which nobody has drilled. */
const FLEET = 11;
const DAY_MS = 86_400_000;

const kindOf = (at: number) => KINDS[at % 50] ?? 'COVERED';
const nameOf = (at: number) => `cluster-${at}`;

let harness: DrillHarness;
const ids: string[] = [];
const placeOf = (at: number) => ({ projectId: ids[at % PROJECTS]!, name: nameOf(at) });
const subjectOf = (at: number) => `${placeOf(at).projectId}/${nameOf(at)}`;
const all = Array.from({ length: CLUSTERS }, (_, at) => at);

beforeAll(async () => {
  const coverage = { exclusions: [] as object[] };
  harness = await drillHarness(
    { schedule: 'cron(0 11 * * ? *)' },
    { dataEndpoints: false },
    {},
    coverage as Parameters<typeof drillHarness>[3],
  );
  const { simulator, service } = harness;
  for (let at = 0; at < PROJECTS; at += 1) ids.push(simulator.addProject({ name: `project-${at}` }));
  for (const at of all)
    simulator.addDeployment({ ...placeOf(at), family: at % 3 === 0 ? 'flex' : 'cluster', createdAt: 0 });
  const { drills } = service.drills.services;
  const reason = { reason: 'is empty', owner: 'shop', until: '2026-12-31' };
  drills.coverage.exclusions.push(
    ...all.filter((at) => kindOf(at) === 'EXCLUDED').map((at) => ({ ...placeOf(at), ...reason })),
  );
  await decideAll(
    all.filter((at) => !['EXCLUDED', 'NEVER_DRILLED'].includes(kindOf(at))),
    'PASSED',
    (at) => (kindOf(at) === 'OVERDUE' ? 36 : 20),
  );
  for (const verdict of ['FAILED', 'INCONCLUSIVE'] as const)
    await decideAll(
      all.filter((at) => kindOf(at) === verdict),
      verdict,
      () => 3,
    );
}, 300_000);
afterAll(() => harness.close());

/** As the drills of such sources would be written down, without their restores. */
async function decideAll(clusters: readonly number[], verdict: Verdict, daysAgo: (at: number) => number) {
  const { drillLedger, drills } = harness.service.drills.services;
  const [plan] = drills.plans;
  const left = [...clusters];
  const writers = Array.from({ length: 20 }, async () => {
    for (let at = left.shift(); at !== undefined; at = left.shift()) {
      const now = new Date(harness.time.clock.now().getTime() - daysAgo(at) * DAY_MS);
      const trigger = { kind: 'request', by: 'somebody', at: now.toISOString() } as const;
      const start = `${verdict.slice(0, 4)}-${now.getTime()}`;
      const record = newDrill({ plan: plan!, source: placeOf(at), trigger, start, simulated: true, now });
      const marks = { decidedAt: now.toISOString() };
      await drillLedger.createDrill({ ...record, phase: 'DONE', verdict, marks });
    }
  });
  await Promise.all(writers);
}

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
  const started = performance.now();
  expect(await count()).toMatchObject({ asOf: '2026-11-22T10:00:00.000Z', judged: true, left: 0 });
  const ms = performance.now() - started;
  const calls = harness.simulator.requests().slice(before);
  const statuses = new Set(calls.map(({ status }) => status));
  expect([...statuses]).toEqual([200]);
  const lists = calls.filter(({ operation }) => operation !== 'token');
  // The two other projects of the fleet, too; not the one of drills.
  expect(lists).toHaveLength(1 + 2 * (PROJECTS + 2));
  console.log(`${CLUSTERS} clusters in ${PROJECTS} projects: ${lists.length} calls, ${Math.round(ms)} ms`);
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
  await decideAll(
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
