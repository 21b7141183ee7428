import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAMILIES } from '../../../lib/atlas/operations.ts';
import { nextPollSeconds, type PollQuestion, type UsualEnd } from '../../../lib/restores/poll-plan.ts';

const QUESTION: PollQuestion = {
  family: 'cluster',
  delivery: 'restore',
  elapsedSeconds: 0,
  usual: null,
  activeJobs: 1,
};
const WEEK_SECONDS = 7 * 86_400;
const usual = fc
  .tuple(fc.nat({ max: WEEK_SECONDS }), fc.nat({ max: WEEK_SECONDS }))
  .map(([one, other]): UsualEnd => ({ fromSeconds: Math.min(one, other), toSeconds: Math.max(one, other) }));
const question: fc.Arbitrary<PollQuestion> = fc.record({
  family: fc.constantFrom(...FAMILIES),
  delivery: fc.constantFrom('restore', 'download'),
  elapsedSeconds: fc.double({ min: 0, max: WEEK_SECONDS, noNaN: true }),
  usual: fc.option(usual),
  activeJobs: fc.integer({ min: 1, max: 2_000 }),
  takesPlaces: fc.boolean(),
});

/** When a restore that takes so long is looked at, in seconds from its start; the last look sees its end. */
function looks(lasting: number, more: Partial<PollQuestion> = {}): number[] {
  const times: number[] = [];
  for (let at = 0; at < lasting; ) {
    at += nextPollSeconds({ ...QUESTION, ...more, elapsedSeconds: at });
    times.push(at);
  }
  return times;
}

const lag = (lasting: number, more: Partial<PollQuestion> = {}) =>
  (looks(lasting, more).at(-1) ?? 0) - lasting;

describe('the next look', () => {
  test.each<[string, Partial<PollQuestion>, number]>([
    ['comes when the quickest tenth of recorded restores had ended', {}, 207],
    ['of a Flex restore, of its own', { family: 'flex' }, 56],
    ['of a tenant, of the same', { family: 'tenant' }, 56],
    ['of a serverless restore, of a dedicated one', { family: 'serverless' }, 207],
    ['of a download, of its own', { delivery: 'download' }, 230],
    ['goes by the history of the source where there is one', { usual: at(60, 90) }, 60],
    ['of a download, a little before they were seen', { delivery: 'download', usual: at(100, 130) }, 92],
    ['comes five times while most end', { usual: at(1_000, 1_100), elapsedSeconds: 1_000 }, 20],
    ['but not more often than by a twelfth of the time gone by', { elapsedSeconds: 207 }, 16],
    ['nor than every 5 s', { usual: at(20, 25), elapsedSeconds: 22 }, 5],
    ['then a twelfth of the time gone by', { elapsedSeconds: 1_000 }, 80],
    ['at least every two minutes', { elapsedSeconds: 3_600 }, 120],
    ['at least every five minutes before any usually end', { usual: at(86_400, 90_000) }, 300],
    ['after three hours, a hundredth of them', { elapsedSeconds: 12 * 3_600 }, 432],
    ['at least every quarter of an hour, after days', { elapsedSeconds: 5 * 86_400 }, 900],
    ['of one in a thousand, at its share of the limit', { elapsedSeconds: 207, activeJobs: 1_000 }, 240],
    [
      'of one that takes places, when it is wanted',
      { elapsedSeconds: 207, activeJobs: 1_000, takesPlaces: true },
      16,
    ],
  ])('%s', (_, more, seconds) => {
    expect(nextPollSeconds({ ...QUESTION, ...more })).toBe(seconds);
  });

  test('comes after whole seconds, never at once and never too late', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const seconds = nextPollSeconds(asked);
        const fairShare = (asked.activeJobs * 60) / 250;
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(5);
        expect(seconds).toBeLessThanOrEqual(Math.max(900, Math.ceil(fairShare)));
      }),
    );
  });

  test('never comes earlier because more restores are followed', () => {
    fc.assert(
      fc.property(question, fc.nat({ max: 2_000 }), (asked, more) => {
        const busier = { ...asked, activeJobs: asked.activeJobs + more };
        expect(nextPollSeconds(busier)).toBeGreaterThanOrEqual(nextPollSeconds(asked));
      }),
    );
  });

  test('keeps a fleet, of 200 or of any size, in half of what Atlas gives a project, where it takes no places', () => {
    const fleet = fc.oneof(fc.constant(200), fc.integer({ min: 1, max: 5_000 }));
    fc.assert(
      fc.property(question, fleet, (asked, activeJobs) => {
        const looksAMinute =
          (activeJobs * 60) / nextPollSeconds({ ...asked, activeJobs, takesPlaces: false });
        expect(looksAMinute).toBeLessThanOrEqual(250);
      }),
    );
  });
});

describe('the end of a restore is seen late', () => {
  test('by a twelfth of its duration at most, when it takes longer than usual', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: WEEK_SECONDS }), (lasting) => {
        expect(lag(lasting)).toBeLessThanOrEqual(Math.min(900, lasting * 0.08) + 1);
      }),
    );
  });

  test('by a fifth of the usual time at most, when it is as usual', () => {
    const times = fc.tuple(fc.integer({ min: 5, max: 300 }), fc.nat({ max: 600 }), fc.nat({ max: 600 }));
    fc.assert(
      fc.property(times, ([from, usually, after]) => {
        const lasting = from + Math.min(usually, after);
        const late = lag(lasting, { usual: at(from, from + usually) });
        expect(late).toBeLessThanOrEqual(Math.max(5, usually / 5) + 1);
      }),
    );
  });

  test('by five minutes at most in the first eight hours, even when it fails long before its time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 * 3_600 }), usual, (lasting, end) => {
        expect(lag(lasting, { usual: end })).toBeLessThanOrEqual(300);
      }),
    );
  });
});

function at(fromSeconds: number, toSeconds: number): { fromSeconds: number; toSeconds: number } {
  return { fromSeconds, toSeconds };
}
