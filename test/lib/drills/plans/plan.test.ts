/** Five settings make a plan, and everything else has a default; what it may not say is refused with its field. */
import { describe, expect, test } from 'vitest';
import {
  type DrillPlanInput,
  type DrillsConfigInput,
  drillPlan,
  drillsConfig,
} from '../../../../lib/drills/plans/plan.ts';

const PROJECT = 'a'.repeat(24);
const FIVE: DrillPlanInput = {
  name: 'nightly',
  sources: [{ projectId: PROJECT, name: 'Orders' }],
  schedule: 'cron(0 2 * * ? *)',
  objectives: { rtoMinutes: 120, rpoMinutes: 1_440 },
};

const mistakesIn = (more: object, without?: keyof DrillPlanInput) => {
  const given: Record<string, unknown> = { ...FIVE, ...more };
  if (without !== undefined) delete given[without];
  const { error } = drillPlan.safeParse(given);
  return error?.issues.map(({ path }) => path.join('.')) ?? [];
};

describe('a plan', () => {
  test('is made of five settings', () => {
    expect(drillPlan.parse(FIVE)).toEqual({
      ...FIVE,
      objectives: { rtoMinutes: 120, rpoMinutes: 1_440, rto: 'verified', whenMissed: 'fail' },
      enabled: true,
      snapshot: 'latest',
      target: { ephemeral: {} },
      checks: {
        critical: [],
        ignored: [],
        dropPercent: 10,
        newestDocuments: [],
        assertions: [],
        validateUpTo: 100_000,
        validateSeconds: 120,
      },
      limits: { timeLimitMinutes: 360, verifyMinutes: 60 },
      keep: { onSuccessMinutes: 0, onFailureMinutes: 0 },
      reviewWithinDays: 7,
      lookBackDays: 30,
    });
  });

  test.each(['name', 'sources', 'schedule', 'objectives'] as const)('is none without %s', (field) => {
    expect(mistakesIn({}, field)).toEqual([field]);
  });

  test.each<[what: string, field: string, more: object]>([
    ['a name that begins with a digit', 'name', { name: '1st' }],
    ['a name of 33 characters', 'name', { name: 'a'.repeat(33) }],
    ['a name that an execution cannot have', 'name', { name: 'nightly orders' }],
    ['no source', 'sources', { sources: [] }],
    [
      'a source by name and by tag',
      'sources.0',
      { sources: [{ projectId: PROJECT, name: 'a', tag: { key: 'b' } }] },
    ],
    ['a source without a project', 'sources.0', { sources: [{ name: 'Orders' }] }],
    [
      'a project that is no id',
      'sources.0.projectId',
      { sources: [{ projectId: 'production', name: 'Orders' }] },
    ],
    ['a schedule that EventBridge refuses', 'schedule', { schedule: 'rate(1 days)' }],
    ['an objective of nothing', 'objectives.rtoMinutes', { objectives: { rtoMinutes: 0, rpoMinutes: 1 } }],
    ['a snapshot of no days', 'snapshot.random.days', { snapshot: { random: { days: 0 } } }],
    ['a target of both kinds', 'target', { target: { ephemeral: {}, standing: { name: 'a' } } }],
    [
      'a size that is none',
      'target.ephemeral.instanceSize',
      { target: { ephemeral: { instanceSize: 'large' } } },
    ],
    ['a way in for everybody', 'network.natEip.0', { network: { natEip: ['0.0.0.0/0'] } }],
    [
      'a way in for half of the world',
      'network.natEip.1',
      { network: { natEip: ['203.0.113.7/32', '10.0.0.0/15'] } },
    ],
    ['no way in at all', 'network.natEip', { network: { natEip: [] } }],
    ['a time limit of more than a day', 'limits.timeLimitMinutes', { limits: { timeLimitMinutes: 1_441 } }],
    [
      'a target that is kept for more than a week',
      'keep.onFailureMinutes',
      { keep: { onFailureMinutes: 10_081 } },
    ],
    ['a cap below nothing', 'budget.perDrillUsd', { budget: { perDrillUsd: -1 } }],
    ['a cap that there is not', 'budget', { budget: { perMonthUsd: 1 } }],
    ['a setting that there is not', '', { colour: 'green' }],
    [
      'an objective that there is not',
      'objectives',
      { objectives: { rtoMinutes: 1, rpoMinutes: 1, rta: 1 } },
    ],
  ])('with %s is refused', (_, field, more) => {
    expect(mistakesIn(more)).toEqual([field]);
  });

  test.each<[what: string, stage: object]>([
    ['writes', { $out: 'elsewhere' }],
    ['merges', { $merge: { into: 'elsewhere' } }],
    ['runs code', { $match: { $or: [{ a: 1 }, { $where: 'true' }] } }],
    ['runs a function, deep inside', { $lookup: { pipeline: [{ $project: { a: { $function: {} } } }] } }],
  ])('with an assertion that %s is refused', (_, stage) => {
    const assertion = { name: 'a', namespace: 'shop.orders', operator: '=', expected: 1 };
    const checks = { assertions: [{ ...assertion, pipeline: [{ $match: {} }, stage] }] };
    expect(mistakesIn({ checks })).toEqual(['checks.assertions.0.pipeline']);
  });
});

describe('the drills of a deployment', () => {
  const config = (more: Partial<DrillsConfigInput> = {}) =>
    drillsConfig.safeParse({ projectId: PROJECT, ...more });

  test('need a project, and have no plans and five places by default, three of one project', () => {
    expect(config().data).toEqual({
      projectId: PROJECT,
      concurrency: { total: 5, perProject: 3 },
      coverage: { scope: { organization: true }, everyDays: 35, exclusions: [] },
      plans: [],
    });
    expect(drillsConfig.safeParse({}).success).toBe(false);
  });

  test.each<[what: string, field: string, more: object]>([
    ['no day', 'prices.asOf', { prices: { asOf: 'November' } }],
    ['another currency', 'prices.currency', { prices: { asOf: '2026-11-01', currency: 'EUR' } }],
    [
      'a size that is none',
      'prices.clusterHour.large',
      { prices: { asOf: '2026-11-01', clusterHour: { large: 1 } } },
    ],
    ['less than nothing', 'prices.natHour', { prices: { asOf: '2026-11-01', natHour: -1 } }],
    [
      'a region without a provider',
      'prices.diskGBMonth',
      { prices: { asOf: '2026-11-01', diskGBMonth: { EU_WEST_1: 0.1 } } },
    ],
    ['a price that there is not', 'prices', { prices: { asOf: '2026-11-01', lunch: 9 } }],
    ['a cap of words', 'budget.perMonthUsd', { budget: { perMonthUsd: 'little' } }],
  ])('whose prices or caps have %s are refused', (_, field, more) => {
    const { error } = config(more as Partial<DrillsConfigInput>);
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });

  test('may have prices of some things, and by region', () => {
    const prices = {
      asOf: '2026-11-01',
      clusterHour: { M10: 0.08, FLEX: { default: 0.011, 'AZURE/EUROPE_WEST': 0.012 } },
    };
    expect(config({ prices, budget: { perMonthUsd: 50 } }).data).toMatchObject({
      prices: { ...prices, currency: 'USD' },
      budget: { perMonthUsd: 50 },
    });
  });

  test('say to functions what they say here: a cap that nobody has set is not set by being read twice', () => {
    const prices = { asOf: '2026-11-01', clusterHour: { FLEX: 0.011 } };
    for (const more of [{}, { budget: { perMonthUsd: 50 } }, { prices, plans: [{ ...FIVE, budget: {} }] }]) {
      const { data } = config(more);
      expect(drillsConfig.parse(JSON.parse(JSON.stringify(data)))).toEqual(data);
    }
    expect(config().data).not.toHaveProperty('budget');
  });

  test('are never more at once than Atlas lets a project have clusters', () => {
    expect(config({ concurrency: { total: 20 } }).success).toBe(true);
    expect(config({ concurrency: { total: 21 } }).success).toBe(false);
    expect(config({ concurrency: { perProject: 0 } }).success).toBe(false);
  });
});
