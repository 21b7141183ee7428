import { expect, test } from 'vitest';
import { reviewOverdue } from '../../../../lib/drills/review/overdue.ts';

const decided = '2026-11-01T00:00:00.000Z';
const drill = { createdAt: decided, marks: {}, cleanupSince: decided } as const;
const review = { number: 1, decision: 'accepted', reviewer: 'a', recordedBy: 'a', at: decided } as const;
const at = (text: string) => new Date(text);

test.each([
  ['FAILED', 7, '2026-11-07T23:59:59.999Z', undefined],
  ['FAILED', 7, '2026-11-08T00:00:00.000Z', 'REVIEW_OVERDUE'],
  ['INCONCLUSIVE', 1, '2026-11-02T00:00:00.000Z', 'REVIEW_OVERDUE'],
  ['INCONCLUSIVE', 30, '2026-11-08T00:00:00.000Z', undefined],
  ['PASSED', 1, '2027-11-08T00:00:00.000Z', undefined],
  [undefined, 1, '2027-11-08T00:00:00.000Z', undefined],
] as const)(
  'a drill that is %s, to be reviewed within %i days, is at %s found %s',
  (verdict, days, now, code) => {
    expect(reviewOverdue({ ...drill, ...(verdict && { verdict }) }, days, at(now))?.code).toBe(code);
  },
);

test('one review is enough', () => {
  const reviewed = { ...drill, verdict: 'FAILED', reviews: [review] } as const;
  expect(reviewOverdue(reviewed, 1, at('2027-01-01T00:00:00Z'))).toBeUndefined();
});

test('of a record that does not say when it was decided, its creation counts', () => {
  const old = { createdAt: decided, marks: {}, verdict: 'FAILED' } as const;
  expect(reviewOverdue(old, 7, at('2026-11-08T00:00:00Z'))?.code).toBe('REVIEW_OVERDUE');
});
