/** However drills interleave, are cut off and come again: what is spent and set aside is never more than a month may cost. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerMonth } from '../../../../lib/aws/drill-ledger.ts';
import type { DrillContext } from '../../../../lib/drills/context.ts';
import { type DrillCost, withActual } from '../../../../lib/drills/costs/estimate.ts';
import { committedUsd, type MonthSpent, thisMonthOf } from '../../../../lib/drills/costs/month.ts';
import { giveBackOvertaken, reserve, settle } from '../../../../lib/drills/costs/reserve.ts';
import { drillsConfig } from '../../../../lib/drills/plans/plan.ts';
import type { DrillRecord } from '../../../../lib/drills/record.ts';

const PROJECT = 'a'.repeat(24);
const PER_MONTH = 6;
const NAMES = ['nightly', 'weekly', 'constructor'] as const;
/** An hour of an M10 is a dollar, and all else is free. */
const DRILLS = drillsConfig.parse({
  projectId: PROJECT,
  prices: {
    asOf: '2026-11-01',
    clusterHour: { M10: 1 },
    diskGBMonth: 0,
    restoreTransferGB: 0,
    natHour: 0,
  },
  budget: { perMonthUsd: PER_MONTH },
  network: { natEip: ['203.0.113.7/32'] },
  plans: NAMES.map((name, at) => ({
    name,
    sources: [{ projectId: 'b'.repeat(24), name: 'Orders' }],
    schedule: 'rate(7 days)',
    objectives: { rtoMinutes: 60, rpoMinutes: 60 },
    // One, two and three hours, cleanup included.
    limits: { timeLimitMinutes: 30 + at * 60, verifyMinutes: 10 },
  })),
});
const BODY = {
  name: 'drill-1',
  clusterType: 'REPLICASET' as const,
  replicationSpecs: [
    {
      regionConfigs: [
        {
          providerName: 'AWS' as const,
          regionName: 'US_EAST_1',
          priority: 7,
          electableSpecs: { instanceSize: 'M10', nodeCount: 3 },
        },
      ],
    },
  ],
};

/** Conditional writes, as the ledger's, and between any two calls whoever is next by the scheduler. */
function ledgerOf(scheduler: fc.Scheduler, look: (month: MonthSpent) => void) {
  const months = new Map<string, LedgerMonth>();
  let writes = 0;
  const drillLedger = {
    month: (month: string) =>
      scheduler
        .schedule(Promise.resolve('read'))
        .then((): LedgerMonth => months.get(month) ?? { plans: [], reserved: [] }),
    saveMonth: (month: string, seen: LedgerMonth, next: MonthSpent) =>
      scheduler.schedule(Promise.resolve('write')).then(() => {
        if (months.get(month)?.revision !== seen.revision) return false;
        writes += 1;
        months.set(month, { plans: next.plans, reserved: next.reserved, revision: String(writes) });
        look(next);
        return true;
      }),
  };
  return { months, context: { drillLedger, drills: DRILLS } as unknown as DrillContext };
}

const recordOf = (at: number, plan: string, started = '2026-11-22T10:00:00.000Z') =>
  ({ id: `drill-${at}`, plan, createdAt: started, marks: { startedAt: started } }) as DrillRecord;
const planOf = (name: string) => {
  const plan = DRILLS.plans.find((one) => one.name === name);
  if (plan === undefined) throw new TypeError('There is such a plan.');
  return plan;
};
const cleaned = (record: DrillRecord, cost: DrillCost, minutes: number): DrillRecord => {
  const target = { intendedAt: '2026-11-22T10:00:00.000Z' } as DrillRecord['target'];
  const cleanedAt = new Date(Date.parse('2026-11-22T10:00:00.000Z') + minutes * 60_000).toISOString();
  const ended = { ...record, cost, ...(target && { target }), marks: { ...record.marks, cleanedAt } };
  const actual = withActual({ ...ended, cleanup: { target: 'DELETED' } });
  return { ...ended, ...(actual && { cost: actual }) };
};

/** Of which plan; how often each step is called again; whether it dies; how many minutes its target stood. */
const drill = fc.record({
  plan: fc.constantFrom(...NAMES),
  asks: fc.integer({ min: 1, max: 2 }),
  dies: fc.boolean(),
  minutes: fc.integer({ min: 0, max: 60 }),
});

describe('a month', () => {
  test('never costs more than it may, and each drill is counted once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(drill, { minLength: 1, maxLength: 8 }),
        async (scheduler, all) => {
          const { months, context } = ledgerOf(scheduler, (month) =>
            expect(committedUsd(month)).toBeLessThanOrEqual(PER_MONTH),
          );
          const ended = all.map(async ({ plan, asks, dies, minutes }, at) => {
            const record = recordOf(at, plan);
            const calls = Array.from({ length: asks }, () => reserve(context, record, planOf(plan), BODY));
            const answers = await Promise.all(calls);
            const let_ = answers.some(({ refused }) => refused === undefined);
            const [{ cost } = { cost: undefined }] = answers;
            if (cost === undefined || dies || !let_) return { plan, usd: 0, counts: let_, reserved: let_ };
            const over = cleaned(record, cost, minutes);
            await Promise.all([settle(context, over), settle(context, over)]);
            return { plan, usd: over.cost?.actualUsd ?? 0, counts: true, reserved: false };
          });
          await scheduler.waitFor(Promise.all(ended));
          const month = months.get('2026-11') ?? { plans: [], reserved: [] };
          const results = await Promise.all(ended);
          for (const name of NAMES) {
            const mine = results.filter(({ plan }) => plan === name);
            const { usd, drills, reservedUsd } = thisMonthOf(month, name);
            expect(drills).toBe(mine.filter(({ counts }) => counts).length);
            expect(usd).toBeCloseTo(
              mine.reduce((sum, one) => sum + one.usd, 0),
              3,
            );
            const hours = NAMES.indexOf(name) + 1;
            expect(reservedUsd).toBe(mine.filter(({ reserved }) => reserved).length * hours);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is the one in which a drill started, and another one has money of its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { months, context } = ledgerOf(scheduler, () => undefined);
        const november = recordOf(1, 'constructor', '2026-11-30T23:59:00.000Z');
        const december = recordOf(2, 'constructor', '2026-12-01T00:00:00.000Z');
        const both = [november, december].map((one) => reserve(context, one, planOf('constructor'), BODY));
        await scheduler.waitFor(Promise.all(both));
        expect([...months.keys()].sort()).toEqual(['2026-11', '2026-12']);
      }),
      { numRuns: 20 },
    );
  });
});

test('a call that was overtaken gives back what it has set aside for a drill that is cleaned up, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, isCleaned) => {
      const { months, context } = ledgerOf(scheduler, () => undefined);
      const record = recordOf(1, 'nightly');
      const current = isCleaned ? { ...record, cleanup: { target: 'NONE' } } : record;
      Object.assign(context.drillLedger, { getDrill: async () => current });
      const late = reserve(context, record, planOf('nightly'), BODY);
      await scheduler.waitFor(late);
      await scheduler.waitFor(giveBackOvertaken(context, record));
      const { drills, usd } = thisMonthOf(months.get('2026-11') ?? { plans: [], reserved: [] }, 'nightly');
      expect([drills, usd]).toEqual([isCleaned ? 0 : 1, 0]);
    }),
    { numRuns: 20 },
  );
});
