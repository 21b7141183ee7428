import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PauseQuestion, pauseSeconds } from '../../../lib/restores/pause.ts';

const QUESTION: PauseQuestion = {
  times: 1,
  error: { status: 500, retryAfterSeconds: undefined },
  activeJobs: 1,
  random: 0,
};
const throttled = (retryAfterSeconds?: number) => ({ error: { status: 429, retryAfterSeconds } });

describe('the pause', () => {
  test.each<[string, Partial<PauseQuestion>, number]>([
    ['is 10 s at first', {}, 10],
    ['then twice as long', { times: 2 }, 20],
    ['and again', { times: 3 }, 40],
    ['and five minutes at most', { times: 400 }, 300],
    ['is what Atlas asks for', throttled(55), 55],
    ['even when it is less than our own', { ...throttled(3), times: 4 }, 3],
    ['but not longer than five minutes', throttled(86_400), 300],
    ['of one restore is hardly spread', { ...throttled(60), random: 0.99 }, 61],
    ['of a thousand is spread over what all need', { ...throttled(60), activeJobs: 1_000, random: 0.5 }, 180],
    ['less so each time', { ...throttled(60), activeJobs: 1_000, random: 0.5, times: 4 }, 90],
    ['after a failure is spread a little', { times: 3, random: 0.5 }, 45],
  ])('%s', (_, more, seconds) => {
    expect(pauseSeconds({ ...QUESTION, ...more })).toBe(seconds);
  });

  test('is never nothing, never before Atlas wants it, and whole seconds', () => {
    const question = fc.record({
      times: fc.integer({ min: 1, max: 10_000 }),
      status: fc.constantFrom(0, 200, 401, 405, 429, 500, 502, 503),
      retryAfterSeconds: fc.option(fc.nat({ max: 300 }), { nil: undefined }),
      activeJobs: fc.integer({ min: 1, max: 5_000 }),
      random: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(question, ({ status, retryAfterSeconds, ...rest }) => {
        const seconds = pauseSeconds({ ...rest, error: { status, retryAfterSeconds } });
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(retryAfterSeconds ?? 10);
      }),
    );
  });
});
