/** What the next drill is compared with: the last one that passed, and the most that was seen in 30 days. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baselineOf, nextBaseline, type StoredBaseline } from '../../../lib/drills/baseline.ts';
import type { CollectionSeen } from '../../../lib/drills/checks/observation.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-01-01T02:00:00Z');
const on = (day: number, hour = 0) => new Date(START + day * DAY + hour * 3_600_000);
const seen = (count: number, namespace = 'shop.orders'): CollectionSeen => ({
  namespace,
  count,
  isExact: true,
  indexes: [],
});

interface Drill {
  readonly day: number;
  readonly count: number;
}
/** Drills in a row, some of the same day; some later than any window. */
const history = (most: number) =>
  fc
    .array(fc.record({ after: fc.constantFrom(0, 1, 1, 2, 7, 31), count: fc.nat({ max: 20 }) }), {
      minLength: 1,
      maxLength: most,
    })
    .map((steps) => {
      let day = 0;
      return steps.map(({ after, count }): Drill => {
        day += after;
        return { day, count };
      });
    });

const storedAfter = (drills: readonly Drill[]): StoredBaseline =>
  drills.reduce<StoredBaseline | undefined>(
    (before, { day, count }, at) => nextBaseline(before, `drill-${at}`, on(day).toISOString(), [seen(count)]),
    undefined,
  )!;
const highestOf = (drills: readonly Drill[], today: number) => {
  const within = drills.filter(({ day }) => today - day <= 30);
  return within.length === 0 ? undefined : Math.max(...within.map(({ count }) => count));
};
const said = (drills: readonly Drill[], today: number) =>
  baselineOf(storedAfter(drills), on(today, 5)).highest['shop.orders'];

describe('the highest count', () => {
  test('of 30 days is what looking at every drill of them says', () => {
    fc.assert(
      fc.property(history(8), fc.nat({ max: 40 }), (drills, later) => {
        const today = drills.at(-1)!.day + later;
        expect(said(drills, today)).toBe(highestOf(drills, today));
      }),
      { numRuns: 3_000 },
    );
  });

  test('is never more than was seen, nor less than the last count, when more is stored than is kept', () => {
    fc.assert(
      fc.property(history(40), (drills) => {
        const { day, count } = drills.at(-1)!;
        const highest = said(drills, day);
        expect(highest).toBeLessThanOrEqual(highestOf(drills, day)!);
        expect(highest).toBeGreaterThanOrEqual(count);
        expect(storedAfter(drills).highs['shop.orders']!.length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 1_000 },
    );
  });

  test('shows a slide of one in ten every four days, which no two drills in a row show', () => {
    const slide = Array.from({ length: 8 }, (_, at) => ({
      day: at * 4,
      count: Math.round(1_000 * 0.91 ** at),
    }));
    expect(said(slide, 28)).toBe(1_000);
  });

  test('of a day is kept for 30 days and not longer', () => {
    const drills = [{ day: 0, count: 9 }];
    expect([said(drills, 30), said(drills, 31)]).toEqual([9, undefined]);
  });

  test('of one collection is not that of another, and one that is gone is not remembered', () => {
    const at = on(0).toISOString();
    const both = nextBaseline(undefined, 'a', at, [seen(5), seen(7, 'shop.carts')]);
    expect(baselineOf(both, on(0)).highest).toEqual({ 'shop.orders': 5, 'shop.carts': 7 });
    const less = nextBaseline(both, 'b', on(1).toISOString(), [seen(4)]);
    expect(baselineOf(less, on(1)).highest).toEqual({ 'shop.orders': 5 });
  });
});

test('the collections are those of the last drill', () => {
  const stored = storedAfter([
    { day: 0, count: 9 },
    { day: 1, count: 3 },
  ]);
  expect(stored).toMatchObject({ drillId: 'drill-1', collections: [seen(3)] });
  expect(baselineOf(stored, on(1)).collections).toEqual([seen(3)]);
});
