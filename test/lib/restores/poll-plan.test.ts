import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAMILIES } from '../../../lib/atlas/operations.ts';
import { nextPollSeconds, type PollQuestion } from '../../../lib/restores/poll-plan.ts';

const QUESTION: PollQuestion = {
  family: 'cluster',
  delivery: 'restore',
  elapsedSeconds: 0,
  expectedSeconds: null,
  activeJobs: 1,
};
const WEEK_SECONDS = 7 * 86_400;
const question = fc.record<PollQuestion>({
  family: fc.constantFrom(...FAMILIES),
  delivery: fc.constantFrom('restore', 'download'),
  elapsedSeconds: fc.double({ min: 0, max: WEEK_SECONDS, noNaN: true }),
  expectedSeconds: fc.option(fc.nat({ max: WEEK_SECONDS })),
  activeJobs: fc.integer({ min: 1, max: 2_000 }),
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

describe('the next look', () => {
  test.each<[string, Partial<PollQuestion>, number]>([
    ['comes at half of what is left of the recorded duration', {}, 116],
    ['of a Flex restore, of its own', { family: 'flex' }, 30],
    ['of a tenant, of the same', { family: 'tenant' }, 30],
    ['of a serverless restore, of a dedicated one', { family: 'serverless' }, 116],
    ['of a download, of its own', { delivery: 'download' }, 128],
    ['goes by the history of the source where there is one', { expectedSeconds: 60 }, 30],
    ['comes every 15 s near the end', { elapsedSeconds: 225 }, 15],
    ['and every 5 s for Flex', { family: 'flex', elapsedSeconds: 58 }, 5],
    ['then a tenth of the time gone by', { elapsedSeconds: 1_000 }, 100],
    ['at least every five minutes', { expectedSeconds: 86_400 }, 300],
    ['even after days', { elapsedSeconds: 5 * 86_400 }, 300],
  ])('%s', (_, more, seconds) => {
    expect(nextPollSeconds({ ...QUESTION, ...more })).toBe(seconds);
  });

  test('comes after whole seconds, never at once and never too late', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const seconds = nextPollSeconds(asked);
        const fairShare = (asked.activeJobs * 2 * 60) / 250;
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThanOrEqual(5);
        expect(seconds).toBeLessThanOrEqual(Math.max(300, Math.ceil(fairShare)));
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

  test('keeps a fleet, of 200 or of any size, in half of what Atlas gives a project', () => {
    const fleet = fc.oneof(fc.constant(200), fc.integer({ min: 1, max: 5_000 }));
    fc.assert(
      fc.property(question, fleet, (asked, activeJobs) => {
        const requestsAMinute = (activeJobs * 2 * 60) / nextPollSeconds({ ...asked, activeJobs });
        expect(requestsAMinute).toBeLessThanOrEqual(250);
      }),
    );
  });

  test('sees an end late by a tenth of the duration, or by a shortest look', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), (lasting) => {
        const end = looks(lasting, { expectedSeconds: lasting }).at(-1) ?? 0;
        expect(end - lasting).toBeLessThanOrEqual(Math.max(15, lasting / 10));
      }),
    );
  });

  test('leaves a week inside the 25,000 events of an execution, at nine a look', () => {
    for (const family of FAMILIES) expect(looks(WEEK_SECONDS, { family }).length * 9).toBeLessThan(25_000);
  });
});
