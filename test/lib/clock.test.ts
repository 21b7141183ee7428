import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { type Clock, scaledClock, wallClock } from '../../lib/clock.ts';

const START = new Date('2026-11-22T10:00:00Z');
/** Real time below which no network time limit falls. */
const FLOOR_MS = 2_000;

describe('a fast clock', () => {
  test('runs so many times as fast, from its start on', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const clock = scaledClock(60, START);
      expect(clock.now()).toEqual(START);
      vi.advanceTimersByTime(1_500);
      expect(clock.now()).toEqual(new Date('2026-11-22T10:01:30Z'));
    } finally {
      vi.useRealTimers();
    }
  });

  test('sleeps as long as its own time says', async () => {
    const clock = scaledClock(10_000, START);
    await clock.sleep(100_000);
    expect(clock.now().getTime() - START.getTime()).toBeGreaterThanOrEqual(90_000);
  });

  const limits = fc.tuple(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 600_000 }));

  test('gives a timer what lasts as long as it says on the clock', () => {
    fc.assert(
      fc.property(limits, ([speed, ms]) => {
        const limit = scaledClock(speed, START).limit(ms);
        expect(limit.ms).toBeCloseTo(limit.timerMs * speed, 6);
        expect(limit.ms).toBeGreaterThanOrEqual(ms * 0.999_999);
      }),
    );
  });

  test('gives a socket the time it really needs, but no more than a real clock would', () => {
    fc.assert(
      fc.property(limits, ([speed, ms]) => {
        const { timerMs } = scaledClock(speed, START).limit(ms);
        expect(timerMs).toBeGreaterThanOrEqual(Math.min(ms, FLOOR_MS));
        expect(timerMs).toBeLessThanOrEqual(ms);
        if (ms / speed >= FLOOR_MS) expect(timerMs).toBeCloseTo(ms / speed, 6);
      }),
    );
  });
});

test('the wall clock takes every limit as it is', () => {
  expect(wallClock.limit(25_000)).toEqual({ timerMs: 25_000, ms: 25_000 });
});

test('the wall clock tells the real time', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  try {
    expect(wallClock.now()).toEqual(START);
  } finally {
    vi.useRealTimers();
  }
});

describe.each<[string, Clock]>([
  ['the wall clock', wallClock],
  ['a fast clock', scaledClock(2)],
])('a sleep of %s', (_, clock) => {
  test('ends with the reason of the signal', async () => {
    const reason = new Error('The caller gave up.');
    const controller = new AbortController();
    const sleeping = clock.sleep(600_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });

  test('does not begin after an abort', async () => {
    const reason = new Error('The caller gave up.');
    await expect(clock.sleep(600_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test('ends by itself', async () => {
    await expect(clock.sleep(1, new AbortController().signal)).resolves.toBeUndefined();
  });
});
