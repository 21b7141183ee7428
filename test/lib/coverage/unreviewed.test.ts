/** Drills without a review: which are known, for how long, and how many at once. */
import { expect, test } from 'vitest';
import { drillNews } from '../../../lib/coverage/drills-seen.ts';
import { newReviews, type ReviewCoverage } from '../../../lib/coverage/record.ts';
import { reviewsOwed } from '../../../lib/coverage/reviews-owed.ts';
import { MOST_UNREVIEWED, reviewFindings, unreviewedNow } from '../../../lib/coverage/unreviewed.ts';
import { newDrill } from '../../../lib/drills/new-drill.ts';
import { drillPlan } from '../../../lib/drills/plans/plan.ts';
import type { DrillRecord, DrillReview } from '../../../lib/drills/record.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const source = { projectId: 'a'.repeat(24), name: 'Orders' };
const plan = drillPlan.parse({
  name: 'nightly',
  sources: [source],
  schedule: 'rate(1 day)',
  objectives: { rtoMinutes: 90, rpoMinutes: 1_440 },
});
const REVIEW = { number: 1, decision: 'accepted', reviewer: 'Ada' } as DrillReview;

function drill(daysAgo: number, more: Partial<DrillRecord> = {}): DrillRecord {
  const now = new Date(NOW.getTime() - daysAgo * 86_400_000);
  const trigger = { kind: 'schedule', by: 'rule', at: now.toISOString() } as const;
  const record = newDrill({ plan, source, trigger, start: `s${daysAgo}`, simulated: false, now });
  return { ...record, phase: 'DONE', verdict: 'FAILED', ...more };
}
const ledgerOf = (drills: readonly DrillRecord[]) => ({
  getDrill: async (id: string) => drills.find((one) => one.id === id),
});
const newsOf = async (drills: readonly DrillRecord[], simulated = false) => {
  const reading = { simulated, now: NOW, isOver: () => false };
  return (await drillNews({ listDrills: async () => ({ drills }), ...ledgerOf(drills) }, {}, reading))
    .unreviewed;
};

test('news are those that are decided, did not pass, and have no review', async () => {
  const wanted = [drill(1), drill(2, { verdict: 'INCONCLUSIVE' })];
  const { verdict: _, ...undecided } = drill(3);
  const others = [undecided, drill(4, { verdict: 'PASSED' }), drill(5, { reviews: [REVIEW] })];
  expect(await newsOf([...wanted, ...others])).toEqual(wanted);
});

test('simulated ones are none, unless all is simulated', async () => {
  const drills = [drill(1, { simulated: true })];
  expect(await newsOf(drills)).toEqual([]);
  expect(await newsOf(drills, true)).toEqual(drills);
});

test('one that is reviewed, or gone, is no longer known; one that comes twice is known once', async () => {
  const [stays, reviewed, gone, fresh] = [drill(9), drill(8), drill(7), drill(6)];
  const ledger = ledgerOf([stays, { ...reviewed, reviews: [REVIEW] }]);
  const known = [stays, reviewed, gone].map(({ id }) => id);
  expect(await unreviewedNow(ledger, known, [fresh, stays])).toEqual({ drills: [stays, fresh], left: 0 });
});

test('of more than there is room for the oldest are known, and it says how many are not', async () => {
  const drills = Array.from({ length: MOST_UNREVIEWED + 3 }, (_, at) => drill(at + 1));
  const [newest, ...known] = drills;
  const now = await unreviewedNow(
    ledgerOf(drills),
    known.map(({ id }) => id),
    [newest!],
  );
  expect(now).toEqual({ drills: drills.slice(3).reverse(), left: 3 });
});

test('each is a finding when its plan’s days are over; those of a plan that is gone have a week', () => {
  const drills = [drill(1), drill(2), drill(6.9, { plan: 'gone' }), drill(7, { plan: 'gone' })];
  const of = { projectId: source.projectId };
  const found = reviewFindings(of, drills, [{ name: 'nightly', reviewWithinDays: 2 }], NOW);
  expect(found.map(({ code, subject }) => [code, subject])).toEqual([
    ['REVIEW_OVERDUE', drills[1]?.id],
    ['REVIEW_OVERDUE', drills[3]?.id],
  ]);
});

test('an answer shows so many and says how many more there are; of one project it shows all', async () => {
  const drills = Array.from({ length: 40 }, (_, at) => {
    const made = drill(9 + at / 100);
    return { ...made, source: { ...made.source, projectId: String(10 + (at % 20)).padStart(24, '0') } };
  });
  const ids = [...new Set(drills.map(({ source: { projectId } }) => projectId))];
  const item = (projectId: string): ReviewCoverage => {
    const own = drills.filter((one) => one.source.projectId === projectId);
    const found = reviewFindings({ projectId }, own, [plan], NOW);
    const findings = found.map((one) => ({ ...one, since: NOW.toISOString() }));
    return { ...newReviews(projectId), drills: own.map(({ id }) => id), findings };
  };
  const context = {
    coverageLedger: { reviews: async (projectId: string) => item(projectId) },
    drillLedger: ledgerOf(drills),
    drills: { plans: [plan] },
  };
  const owed = (more: object) => reviewsOwed(context, { reviews: ids }, [], { now: NOW, ...more });
  expect(await owed({})).toHaveLength(40);
  const some = await owed({ most: 10 });
  expect(some.map(({ code }) => code)).toEqual([...Array(10).fill('REVIEW_OVERDUE'), 'REVIEWS_LEFT_OUT']);
  expect(some.at(-1)?.detail).toMatch(/^30 findings/);
  expect(await owed({ projectId: ids[0], most: 10 })).toHaveLength(2);
});
