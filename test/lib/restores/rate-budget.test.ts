/** The rate budget of a project: whoever keeps to it is not turned away, and nobody waits for longer than the rest need. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  budgetAt,
  correctedBudget,
  placeSeconds,
  type RateBudget,
} from '../../../lib/restores/rate-budget.ts';

const NOW = 1_000_000;
const MINUTE = 60_000;

describe('the budget', () => {
  test.each<[string, RateBudget | undefined, number, RateBudget]>([
    ['of nobody yet is full', undefined, NOW, { left: 1_200, refillAt: NOW + MINUTE }],
    ['stays until its minute is over', { left: 7, refillAt: NOW + 1 }, NOW, { left: 7, refillAt: NOW + 1 }],
    ['is filled up then', { left: 7, refillAt: NOW }, NOW, { left: 507, refillAt: NOW + MINUTE }],
    [
      'as often as a minute has gone by',
      { left: -700, refillAt: NOW - 61_000 },
      NOW,
      { left: 300, refillAt: NOW + 59_000 },
    ],
    ['never over the brim', { left: 900, refillAt: NOW }, NOW, { left: 1_200, refillAt: NOW + MINUTE }],
  ])('%s', (_, budget, now, expected) => {
    expect(budgetAt(budget, now)).toEqual(expected);
  });

  test.each<[string, RateBudget, object, RateBudget]>([
    [
      'is less where Atlas says so: others use the project too',
      { left: 900, refillAt: NOW + 5 },
      { remaining: 300 },
      { left: 300, refillAt: NOW + 5 },
    ],
    [
      'is what was counted where that is as good as the same',
      { left: 320, refillAt: NOW + 5 },
      { remaining: 300 },
      { left: 320, refillAt: NOW + 5 },
    ],
    [
      'is never more than was counted: calls are under way',
      { left: 20, refillAt: NOW + 5 },
      { remaining: 700 },
      { left: 20, refillAt: NOW + 5 },
    ],
    [
      'is empty after a 429, until Atlas fills it up',
      { left: 20, refillAt: NOW + 5 },
      { remaining: 0, retryAt: NOW + 44_000 },
      { left: 0, refillAt: NOW + 44_000 },
    ],
    [
      'keeps the places that were given out of the next minutes',
      { left: -90, refillAt: NOW + 5 },
      { remaining: 0, retryAt: NOW + 44_000 },
      { left: -90, refillAt: NOW + 44_000 },
    ],
    [
      'goes by no 429 whose time is over',
      { left: 20, refillAt: NOW + 5 },
      { remaining: 0, retryAt: NOW },
      { left: 20, refillAt: NOW + 5 },
    ],
  ])('%s', (_, budget, seen, expected) => {
    expect(correctedBudget(budget, { at: NOW, remaining: 0, ...seen }, NOW)).toEqual(expected);
  });
});

describe('a place', () => {
  test.each<[string, number, number]>([
    ['that is there is used at once', 0, 0],
    ['beyond it, when it is filled up', -1, 30],
    ['the last of that minute, too', -500, 30],
    ['of the minute after', -501, 90],
    ['and so on', -1_001, 150],
  ])('%s', (_, left, seconds) => {
    expect(placeSeconds({ left, refillAt: NOW + 30_000 }, NOW, 0)).toBe(seconds);
  });

  test('keeps a fleet of any size, whose calls come in any order, from being turned away', () => {
    const fleet = fc.array(
      fc.record({ atMs: fc.nat({ max: 300_000 }), calls: fc.integer({ min: 1, max: 3 }) }),
      {
        minLength: 1,
        maxLength: 1_500,
      },
    );
    fc.assert(
      fc.property(fleet, fc.double({ min: 0, max: 0.999, noNaN: true }), (asked, random) => {
        let budget: RateBudget | undefined;
        const used: { at: number; calls: number }[] = [];
        for (const { atMs, calls } of asked.sort((a, b) => a.atMs - b.atMs)) {
          const filled = budgetAt(budget, atMs);
          budget = { ...filled, left: filled.left - calls };
          used.push({ at: atMs + placeSeconds(budget, atMs, random) * 1_000, calls });
        }
        // Atlas' bucket, filled up in the same moments as ours.
        let left = 1_200;
        let refillAt = (asked[0]?.atMs ?? 0) + MINUTE;
        for (const { at, calls } of used.sort((a, b) => a.at - b.at)) {
          for (; at >= refillAt; refillAt += MINUTE) left = Math.min(1_200, left + 500);
          left -= calls;
          // Two calls of one place may lie on both sides of a minute's end.
          expect(left).toBeGreaterThanOrEqual(-3);
        }
      }),
      { numRuns: 50 },
    );
  });
});
