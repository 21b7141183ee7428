/** What a dry run says of money: what drills would cost, and which of a plan the caps leave room for. */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { Asked } from '../../../lib/drills/preview.ts';
import { drillsOf, type Over, usePreviews } from './preview-setup.ts';

const previews = usePreviews();

describe('with a table of prices', () => {
  const PRICES = {
    asOf: '2026-11-01',
    clusterHour: { M10: 0.08 },
    diskGBMonth: 0.73,
    restoreTransferGB: 0.02,
    natHour: 0.05,
  };
  const priced = (more: object = {}, over: Over = {}) =>
    previews().preview(
      over,
      {},
      drillsOf(over, { network: { natEip: ['203.0.113.7/32'] }, prices: PRICES, ...more }),
    );
  afterEach(() => {
    previews().spent = { plans: [], reserved: [] };
  });

  test('a drill says what it would cost at most, and the plan what it has cost', async () => {
    previews().spent = {
      plans: [{ plan: 'nightly', usd: 1.5, drills: 2 }],
      reserved: [{ id: 'a', plan: 'nightly', usd: 1.67 }],
    };
    const { plan, drills } = await priced();
    expect(plan).toMatchObject({ thisMonth: { usd: 1.5, drills: 3, reservedUsd: 1.67 } });
    expect(drills[0]).toMatchObject({ estimate: { usd: 1.67, asOf: '2026-11-01', missing: [] } });
    expect(drills.flatMap(({ refusals, warnings }) => [...refusals, ...warnings])).toEqual([]);
  });

  test.each<[string, object, Over, RegExp]>([
    ['over the cap of a drill', {}, { budget: { perDrillUsd: 1.5 } }, /cost \$1\.67, .* \$1\.50/],
    ['over what the month has left', { budget: { perMonthUsd: 11.6 } }, {}, /\$10\.00 of 2026-11/],
    ['with a price missing', { prices: { ...PRICES, natHour: undefined } }, {}, /natHour/],
    ['with a cap and no table', { prices: undefined, budget: { perMonthUsd: 10 } }, {}, /drills\.prices/],
  ])('one %s is refused', async (_, more, over, words) => {
    previews().spent = { plans: [{ plan: 'weekly', usd: 10, drills: 1 }], reserved: [] };
    const { drills } = await priced(more, over);
    const said = { code: 'SKIPPED_BUDGET', detail: expect.stringMatching(words) };
    expect(drills[0]).toMatchObject({ refusals: [said], warnings: [] });
  });

  describe('drills of one plan', () => {
    const sources = (...names: string[]) => ({
      sources: names.map((name) => ({ projectId: PRODUCTION.id, name })),
    });
    // Orders costs $1.67, Accounts $0.4965, and Catalog, with two shards, more than both.
    const clusterHour = { M10: 0.08, FLEX: 0.011 };
    const capped = (perMonthUsd: number, names: string[], more: Partial<Asked> = {}) => {
      const prices = { ...PRICES, clusterHour };
      const over = sources(...names);
      const of = drillsOf(over, { network: { natEip: ['203.0.113.7/32'] }, prices, budget: { perMonthUsd } });
      return previews().preview(over, more, of);
    };

    beforeAll(() => {
      previews().simulator.addDeployment({ projectId: PRODUCTION.id, name: 'Empty', family: 'cluster' });
    });

    test.each<[number, string[], boolean[]]>([
      [10, ['Orders', 'Accounts'], [true, true]],
      [2, ['Orders', 'Accounts'], [true, false]],
      [1.7, ['Accounts', 'Orders'], [true, false]],
      // What is too much for the month leaves room for smaller ones behind it.
      [2.2, ['Catalog', 'Orders', 'Accounts'], [false, true, true]],
      // What is not made takes nothing.
      [1.7, ['Nowhere', 'Empty', 'Orders'], [false, false, true]],
    ])('share the $%d of a month in their order: %j', async (most, names, expected) => {
      const { drills } = await capped(most, names);
      expect(drills.map(({ refusals }) => refusals.length === 0)).toEqual(expected);
    });

    test('say what the ones before them have taken', async () => {
      const { drills } = await capped(2, ['Orders', 'Accounts']);
      expect(drills[1]?.refusals).toEqual([
        { code: 'SKIPPED_BUDGET', detail: expect.stringContaining('$1.67 of 2026-11') },
      ]);
    });

    test('for which money is set aside already do not take it twice', async () => {
      const start = 'a'.repeat(16);
      const [first, second] = (await capped(3, ['Orders', 'Accounts'], { start })).drills;
      previews().spent = { plans: [], reserved: [{ id: first?.id ?? '', plan: 'nightly', usd: 1.67 }] };
      const { drills } = await capped(2.2, ['Orders', 'Accounts'], { start });
      expect(drills.map(({ id, refusals }) => [id, refusals])).toEqual([
        [first?.id, []],
        [second?.id, []],
      ]);
    });
  });
});
