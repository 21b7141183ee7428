/** Which snapshot a drill takes, and how far apart they lie. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseFor, eligible, worstGapSeconds } from '../../../lib/drills/choose-snapshot.ts';
import type { Snapshot } from '../../../lib/restores/families/family.ts';
import { SAFETY_SNAPSHOT_PREFIX } from '../../../lib/restores/snapshot-choice.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const HOUR = 3_600_000;
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * HOUR).toISOString();

const one = (hours: number, more: Partial<Snapshot> = {}): Snapshot & { createdAt: string } => ({
  id: `snapshot-${hours}`,
  createdAt: hoursAgo(hours),
  completed: true,
  fallback: false,
  ...more,
});
const snapshots = fc.array(
  fc
    .record({
      hours: fc.nat({ max: 24 * 40 }),
      completed: fc.constantFrom(true, true, true, false),
      fallback: fc.constantFrom(false, false, false, true),
      description: fc.constantFrom(undefined, 'by hand', `${SAFETY_SNAPSHOT_PREFIX} of a restore`),
      expiresIn: fc.option(fc.integer({ min: -5, max: 20 }), { nil: undefined }),
    })
    .map(({ hours, description, expiresIn, ...more }) =>
      one(hours, {
        ...more,
        ...(description !== undefined && { description }),
        ...(expiresIn !== undefined && { expiresAt: hoursAgo(-expiresIn) }),
      }),
    ),
  { maxLength: 12 },
);
const BY = new Date(NOW.getTime() + 6 * HOUR);

describe('eligible is', () => {
  test('what is completed, no stopgap, none of our own, and there beyond the end of the drill; newest first', () => {
    fc.assert(
      fc.property(snapshots, (all) => {
        const taken = eligible(all, BY);
        for (const snapshot of all) {
          const mayBe =
            snapshot.completed &&
            !snapshot.fallback &&
            snapshot.description?.startsWith(SAFETY_SNAPSHOT_PREFIX) !== true &&
            new Date(snapshot.expiresAt ?? '9999-01-01') > BY;
          expect(taken.some((each) => each === snapshot)).toBe(mayBe);
        }
        const times = taken.map(({ createdAt }) => createdAt);
        expect(times).toEqual([...times].sort().reverse());
      }),
    );
  });

  test('nothing that has no time yet', () => {
    const { createdAt: _, ...timeless } = one(1);
    expect(eligible([timeless], BY)).toEqual([]);
  });
});

describe('a drill takes', () => {
  const all = [1, 5, 23, 24, 25, 240].map((hours) => one(hours));
  const random = { random: { days: 1 } };

  test('the newest', () => {
    expect(chooseFor('latest', all, 'a', NOW)?.id).toBe('snapshot-1');
  });

  test('the oldest of so many days, the last hour included', () => {
    expect(chooseFor({ oldest: { days: 1 } }, all, 'a', NOW)?.id).toBe('snapshot-24');
    expect(chooseFor({ oldest: { days: 10 } }, all, 'a', NOW)?.id).toBe('snapshot-240');
  });

  test('one of so many days at random, the same however often it is asked', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const chosen = chooseFor(random, all, id, NOW);
        expect(['snapshot-1', 'snapshot-5', 'snapshot-23', 'snapshot-24']).toContain(chosen?.id);
        expect(chooseFor(random, [...all], id, NOW)).toBe(chosen);
      }),
    );
  });

  test('each of them sometime, about as often as the others', () => {
    const chosen = Array.from({ length: 4_000 }, (_, at) => chooseFor(random, all, `drill-${at}`, NOW)?.id);
    for (const id of ['snapshot-1', 'snapshot-5', 'snapshot-23', 'snapshot-24']) {
      const times = chosen.filter((each) => each === id).length;
      expect(times).toBeGreaterThan(850);
      expect(times).toBeLessThan(1_150);
    }
  });

  test.each(['latest' as const, random, { oldest: { days: 1 } }])('none where there is none: %j', (plan) => {
    expect(chooseFor(plan, [], 'a', NOW)).toBeUndefined();
    if (plan !== 'latest') expect(chooseFor(plan, [one(25)], 'a', NOW)).toBeUndefined();
  });
});

describe('the worst gap', () => {
  test('is the longest time without a completed snapshot, now included, of those in the window', () => {
    fc.assert(
      fc.property(snapshots, fc.integer({ min: 1, max: 40 }), (all, days) => {
        // Hour by hour: a gap is as long as a run of hours in which none is younger.
        const hours = new Set(
          all
            .filter(({ completed }) => completed)
            .map(({ createdAt }) => (NOW.getTime() - Date.parse(createdAt ?? '')) / HOUR)
            .filter((age) => age <= days * 24),
        );
        let worst: number | null = null;
        for (let age = 0, since = 0; age <= days * 24; age += 1) {
          if (!hours.has(age)) continue;
          worst = Math.max(worst ?? 0, age - since);
          since = age;
        }
        expect(worstGapSeconds(all, days, NOW)).toBe(worst === null ? null : worst * 3_600);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is not known without one, and is not made of one that failed or is to come', () => {
    expect(worstGapSeconds([], 30, NOW)).toBeNull();
    expect(worstGapSeconds([one(1, { completed: false }), one(-1)], 30, NOW)).toBeNull();
    expect(worstGapSeconds([one(2), one(3), one(10, { completed: false }), one(8)], 30, NOW)).toBe(5 * 3_600);
  });
});
