/** What drills cost and may cost, by whole drills: money is set aside before anything is made. */
import { afterEach, describe, expect, test } from 'vitest';
import { DRILLS, PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { CoverageView } from '../../../lib/coverage/view.ts';
import { committedUsd, type MonthSpent } from '../../../lib/drills/costs/month.ts';
import type { DrillPlanInput, DrillsConfigInput } from '../../../lib/drills/plans/plan.ts';
import type { DrillRecord } from '../../../lib/drills/record.ts';
import { type DrillHarness, drillHarness, NOTHING_LEFT } from '../../support/drill-harness.ts';

let harness: DrillHarness;
afterEach(() => harness.close());

const PRICES = {
  asOf: '2026-11-01',
  clusterHour: { M10: 0.08, FLEX: 0.011 },
  diskGBMonth: 0.73,
  restoreTransferGB: 0.02,
  natHour: 0.05,
};
const sourcesOf = (...names: string[]) => names.map((name) => ({ projectId: PRODUCTION.id, name }));

async function begin(drills: Partial<DrillsConfigInput> = {}, plan: Partial<DrillPlanInput> = {}) {
  harness = await drillHarness(
    {},
    {
      drills: {
        projectId: DRILLS.id,
        network: { natEip: ['127.0.0.1/32'] },
        prices: PRICES,
        plans: [
          {
            name: 'nightly',
            sources: sourcesOf('Accounts'),
            schedule: 'cron(0 2 * * ? *)',
            objectives: { rtoMinutes: 60, rpoMinutes: 1_440 },
            ...plan,
          },
        ],
        ...drills,
      },
    },
  );
}
const ledger = () => harness.service.drills.services.drillLedger;

/** What is committed after each write of the month. */
function watched(): MonthSpent[] {
  const seen: MonthSpent[] = [];
  const of = ledger();
  const save = of.saveMonth.bind(of);
  of.saveMonth = async (month, before, next) => {
    const saved = await save(month, before, next);
    if (saved) seen.push(next);
    return saved;
  };
  return seen;
}

const skipped = ({ findings = [] }: DrillRecord) => findings.some(({ code }) => code === 'SKIPPED_BUDGET');
async function evidenceOf(id: string): Promise<{ readonly cost: unknown; readonly verdict?: string }[]> {
  const { body } = await harness.call<{ results: { envelope: { body: { cost: unknown } } }[] }>(
    'GET',
    `/v1/drills/${id}/evidence`,
  );
  return body.results.map(({ envelope }) => envelope.body);
}
async function thisMonth(): Promise<unknown> {
  const { body } = await harness.call<{ results: { thisMonth: unknown }[] }>('GET', '/v1/plans');
  return body.results[0]?.thisMonth;
}

describe('a drill', () => {
  test('says before and after what it costs: in its record, in its evidence, and in the plan’s month', async () => {
    await begin();
    expect(await thisMonth()).toEqual({ usd: 0, drills: 0, reservedUsd: 0 });
    const record = await harness.drill();
    const { cost, target, marks } = record;
    // As the test of estimates has it: a Flex cluster for six hours and a half.
    expect(cost).toMatchObject({ asOf: '2026-11-01', estimatedUsd: 0.4965, missing: [] });
    const hours = (Date.parse(marks.cleanedAt ?? '') - Date.parse(target?.intendedAt ?? '')) / 3_600_000;
    expect(cost?.actualUsd).toBeCloseTo(hours * 0.011 + 0.1 + hours * 0.05, 3);
    expect(await thisMonth()).toEqual({ usd: cost?.actualUsd, drills: 1, reservedUsd: 0 });
    const [drill, cleanup] = await evidenceOf(record.id);
    expect(drill?.cost).toMatchObject({ estimatedUsd: 0.4965, actualUsd: null });
    expect(cleanup?.cost).toEqual(cost);
    const { body } = await harness.call('GET', `/v1/drills/${record.id}`);
    expect(body.cost).toEqual(cost);
  });

  test('that would cost more than a drill may makes nothing, proves nothing, and is written down', async () => {
    await begin({}, { budget: { perDrillUsd: 0.4 } });
    const record = await harness.drill();
    expect(record).toMatchObject({
      verdict: 'INCONCLUSIVE',
      findings: [{ code: 'SKIPPED_BUDGET', detail: expect.stringContaining('$0.40') }],
      cost: { estimatedUsd: 0.4965, actualUsd: 0 },
      cleanup: { target: 'NONE' },
    });
    const made = harness.simulator
      .requests()
      .filter(({ method, path }) => method === 'POST' && path.includes(DRILLS.id));
    expect(made).toEqual([]);
    const [drill] = await evidenceOf(record.id);
    expect(drill).toMatchObject({ verdict: 'INCONCLUSIVE', cost: { estimatedUsd: 0.4965 } });
    expect(await thisMonth()).toEqual({ usd: 0, drills: 0, reservedUsd: 0 });
    // Its source is as little covered as if nobody had drilled it.
    await harness.service.drills.count();
    const { body } = await harness.call<CoverageView>('GET', '/v1/coverage');
    expect(body.results.find(({ name }) => name === 'Accounts')).toMatchObject({
      state: 'NEVER_DRILLED',
      lastPassedAt: null,
      drill: null,
    });
  });

  test('is not begun where a cap cannot be held, and is where there is none', async () => {
    await begin({ prices: undefined, budget: { perMonthUsd: 10 } });
    const refused = await harness.drill();
    expect(refused).toMatchObject({
      verdict: 'INCONCLUSIVE',
      findings: [{ code: 'SKIPPED_BUDGET', detail: expect.stringContaining('drills.prices') }],
      cost: { estimatedUsd: null, actualUsd: null },
    });
    expect(await thisMonth()).toBeNull();
    await harness.close();
    await begin({ prices: undefined });
    expect(await harness.drill()).toMatchObject({ verdict: 'PASSED', cost: { estimatedUsd: null } });
    expect(await thisMonth()).toBeNull();
  });
});

describe('drills that start together', () => {
  test('never cost more than a month may: what it has no room for is skipped, and the others pass', async () => {
    // Orders and Accounts would cost $1.67 and $0.4965; Catalog alone, with two shards, more than that.
    const cap = 2.2;
    await begin({ budget: { perMonthUsd: cap } }, { sources: sourcesOf('Catalog', 'Orders', 'Accounts') });
    const writes = watched();
    const { drills } = await harness.service.drills.fire('nightly', '2026-11-22T02:00:00Z');
    await Promise.all(drills.map(({ id }) => harness.service.drills.endOf(id)));
    const records = await Promise.all(drills.map(({ id }) => harness.record(id)));
    expect(writes.length).toBeGreaterThan(0);
    for (const one of writes) expect(committedUsd(one)).toBeLessThanOrEqual(cap);
    expect(records.map((one) => [one.source.name, one.verdict, skipped(one)])).toEqual([
      ['Catalog', 'INCONCLUSIVE', true],
      ['Orders', 'PASSED', false],
      ['Accounts', 'PASSED', false],
    ]);
    const spent = records.reduce((all, { cost }) => all + (cost?.actualUsd ?? 0), 0);
    expect(await thisMonth()).toEqual({ usd: expect.closeTo(spent, 3), drills: 2, reservedUsd: 0 });
    expect(harness.left()).toEqual(NOTHING_LEFT);
  });

  test('of several plans share the month', async () => {
    const plan = (name: string, source: string): DrillPlanInput => ({
      name,
      sources: sourcesOf(source),
      schedule: 'cron(0 2 * * ? *)',
      objectives: { rtoMinutes: 60, rpoMinutes: 1_440 },
    });
    const cap = 1.8;
    const names = ['Orders', 'Accounts'];
    await begin({
      budget: { perMonthUsd: cap },
      plans: names.map((name) => plan(name.toLowerCase(), name)),
    });
    const writes = watched();
    const started = await Promise.all(
      names.map((name) => harness.service.drills.fire(name.toLowerCase(), '2026-11-22T02:00:00Z')),
    );
    const ids = started.flatMap(({ drills }) => drills.map(({ id }) => id));
    await Promise.all(ids.map((id) => harness.service.drills.endOf(id)));
    const records = await Promise.all(ids.map((id) => harness.record(id)));
    expect(records.filter(skipped).length).toBeLessThanOrEqual(1);
    expect(records.filter((one) => one.verdict === 'PASSED').length).toBeGreaterThanOrEqual(1);
    for (const one of writes) expect(committedUsd(one)).toBeLessThanOrEqual(cap);
  });
});

test('of ten drills that race for the last money, as many are begun as it is enough for', async () => {
  const names = Array.from({ length: 10 }, (_, at) => `Shop${at}`);
  // Each Flex target would cost $0.4965.
  await begin(
    { budget: { perMonthUsd: 1.6 }, concurrency: { total: 20, perProject: 20 } },
    { sources: sourcesOf(...names) },
  );
  for (const { projectId, name } of sourcesOf(...names)) {
    harness.simulator.addDeployment({ projectId, name, family: 'flex' });
    harness.simulator.addSnapshot({ projectId, name });
  }
  const writes = watched();
  const { drills } = await harness.service.drills.fire('nightly', '2026-11-22T02:00:00Z');
  await Promise.all(drills.map(({ id }) => harness.service.drills.endOf(id)));
  const records = await Promise.all(drills.map(({ id }) => harness.record(id)));
  for (const one of writes) expect(committedUsd(one)).toBeLessThanOrEqual(1.6);
  const begun = records.filter((one) => !skipped(one));
  // One that is over gives back what it has not used: there may be more of them than three.
  expect(begun.length).toBeGreaterThanOrEqual(3);
  expect(begun.length).toBeLessThan(10);
  for (const one of records) expect(one.target === undefined).toBe(skipped(one));
  for (const one of records.filter(skipped)) expect(one.verdict).toBe('INCONCLUSIVE');
  expect(harness.left()).toEqual(NOTHING_LEFT);
});

test('what a target costs that Atlas does not delete is set aside as it grows: no drill begins on the same money', async () => {
  // A Flex target that stands for four days costs more than $0.4965 by then: there is no room for a second one.
  await begin({ budget: { perMonthUsd: 1.6 } });
  harness.simulator.faults.add({ kind: 'serverError', operation: 'deleteFlexCluster', times: 0 });
  const first = await harness.drill();
  expect(first).toMatchObject({ verdict: 'PASSED', phase: 'CLEANUP', cost: { estimatedUsd: 0.4965 } });
  expect(await thisMonth()).toMatchObject({ usd: 0, reservedUsd: 0.4965 });
  for (let hours = 0; hours < 96; hours += 1) {
    harness.time.advance(3_600);
    // Each time it could not look after one of them.
    await expect(harness.service.drills.sweep()).rejects.toThrow('1 drills');
  }
  const since = Date.parse(first.target?.intendedAt ?? '');
  const stood = (harness.time.clock.now().getTime() - since) / 3_600_000;
  const costs = stood * 0.011 + 0.1 + 6.5 * 0.05;
  const { reservedUsd } = (await thisMonth()) as { reservedUsd: number };
  expect(reservedUsd).toBeGreaterThanOrEqual(costs);
  expect(reservedUsd).toBeLessThan(costs + 2 * 0.011);
  const second = await harness.drill();
  expect(skipped(second)).toBe(true);
  // It was due, and is not made good by the one that passed before.
  await harness.service.drills.count();
  const { body } = await harness.call<CoverageView>('GET', '/v1/coverage');
  expect(body.results.find(({ name }) => name === 'Accounts')).toMatchObject({
    state: 'OVERDUE',
    lastPassedAt: expect.any(String),
    drill: { id: second.id },
  });
  expect(body.findings.find(({ code }) => code === 'OVERDUE')?.detail).toContain(
    `${second.id}, was not begun at`,
  );
  harness.simulator.faults.clear();
  for (let times = 0; times < 2; times += 1) {
    harness.time.advance(3_600);
    await harness.service.drills.sweep();
  }
  const { cost, phase } = await harness.record(first.id);
  expect(phase).toBe('DONE');
  expect(await thisMonth()).toEqual({ usd: cost?.actualUsd, drills: 1, reservedUsd: 0 });
});

describe('a drill that dies', () => {
  test('keeps what is set aside for it until it is cleaned up', async () => {
    await begin();
    harness.simulator.faults.add({
      kind: 'serverError',
      status: 503,
      operation: 'createFlexCluster',
      times: 0,
    });
    const { drills } = await harness.service.drills.fire('nightly', '2026-11-22T02:00:00Z');
    const id = drills[0]?.id ?? '';
    const before = watched();
    while (before.length === 0 && (await harness.record(id)).cost === undefined)
      await new Promise((next) => setTimeout(next, 5));
    harness.service.drills.stop(id);
    expect(await thisMonth()).toMatchObject({ usd: 0, reservedUsd: 0.4965 });
    harness.simulator.faults.clear();
    for (let minutes = 0; minutes < 60 && (await harness.record(id)).phase !== 'DONE'; minutes += 5) {
      harness.time.advance(300);
      await harness.service.drills.sweep();
    }
    const { cost, phase } = await harness.record(id);
    expect(phase).toBe('DONE');
    expect(await thisMonth()).toEqual({ usd: cost?.actualUsd, drills: 1, reservedUsd: 0 });
  });
});
