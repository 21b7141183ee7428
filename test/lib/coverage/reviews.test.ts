/** Reviews that are owed in any number: each is told once, whatever project its source is in, and clears when it is given. */
import { afterEach, expect, test } from 'vitest';
import { MOST_UNREVIEWED } from '../../../lib/coverage/unreviewed.ts';
import type { CoverageView } from '../../../lib/coverage/view.ts';
import { newDrill } from '../../../lib/drills/new-drill.ts';
import type { DrillReview } from '../../../lib/drills/record.ts';
import { COVERAGE_CHANGE, type CoverageEvent } from '../../../lib/events/coverage-event.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';

let harness: DrillHarness;
afterEach(() => harness.close());

const passes = async (seconds: number) => {
  harness.time.advance(seconds);
  await harness.service.drills.count();
};
const told = (code: string, change: CoverageEvent['change']) =>
  harness.told
    .filter(({ detailType }) => detailType === COVERAGE_CHANGE)
    .map(({ detail }) => detail as unknown as CoverageEvent)
    .filter((one) => one.change === change && one.finding.code === code)
    .map(({ finding }) => finding.subject);
const shown = async (query = '') =>
  (await harness.call<CoverageView>('GET', `/v1/coverage${query}`)).body.findings;
const ledger = () => harness.service.drills.services.drillLedger;

/** As failed drills of ten days ago would be written down, without their restores. */
async function failed(projectId: string, count: number): Promise<readonly string[]> {
  const [plan] = harness.service.drills.services.drills.plans;
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const now = new Date(harness.time.clock.now().getTime() - 10 * 86_400_000 + at * 1_000);
    const trigger = { kind: 'request', by: 'somebody', at: now.toISOString() } as const;
    const source = { projectId, name: `Shop${at % 7}` };
    const record = newDrill({
      plan: plan!,
      source,
      trigger,
      start: `${projectId}${at}`,
      simulated: true,
      now,
    });
    const marks = { decidedAt: now.toISOString() };
    await ledger().createDrill({ ...record, phase: 'DONE', verdict: 'FAILED', marks });
    ids.push(record.id);
  }
  return ids;
}

async function review(ids: readonly string[]): Promise<void> {
  const said = { number: 1, decision: 'accepted', reviewer: 'Ada' } as DrillReview;
  for (const id of ids) {
    const record = (await ledger().getDrill(id))!;
    await ledger().saveDrill({ ...record, reviews: [said] });
  }
}

const project = (digit: string) => digit.repeat(24);

test('of many projects all arrive, more than one project has room for, also where none of them is in scope', async () => {
  harness = await drillHarness({ enabled: false });
  const [one, other, third] = ['a', 'b', 'c'].map(project);
  const ids = [...(await failed(one!, 150)), ...(await failed(other!, 120)), ...(await failed(third!, 3))];
  await passes(900);
  expect(told('REVIEW_OVERDUE', 'ARISEN').sort()).toEqual([...ids].sort());
  expect(told('REVIEWS_LEFT_OUT', 'ARISEN')).toEqual([]);
  const overdue = (await shown()).filter(({ code }) => code === 'REVIEW_OVERDUE');
  expect(overdue.map(({ subject }) => subject).sort()).toEqual([...ids].sort());
  expect((await shown(`?projectId=${third}`)).map(({ subject }) => subject).sort()).toEqual(
    ids.slice(-3).sort(),
  );
  await review(ids);
  for (let times = 0; times < 2; times += 1) await passes(900);
  expect(told('REVIEW_OVERDUE', 'CLEARED').sort()).toEqual([...ids].sort());
  expect(told('REVIEW_OVERDUE', 'ARISEN')).toHaveLength(ids.length);
  expect((await shown()).filter(({ code }) => code === 'REVIEW_OVERDUE')).toEqual([]);
  expect((await harness.service.drills.services.coverageLedger.head())?.reviews).toEqual([]);
});

test('of more in one project than there is room for it is told that some are left out, and they arrive when there is room', async () => {
  harness = await drillHarness({ enabled: false });
  const ids = await failed(project('a'), MOST_UNREVIEWED + 30);
  const [oldest, newest] = [ids.slice(0, MOST_UNREVIEWED), ids.slice(MOST_UNREVIEWED)];
  await passes(900);
  expect(told('REVIEW_OVERDUE', 'ARISEN').sort()).toEqual([...oldest].sort());
  expect(told('REVIEWS_LEFT_OUT', 'ARISEN')).toEqual([project('a')]);

  // Not yet half of the room.
  await review(oldest.slice(0, MOST_UNREVIEWED / 2 - 1));
  for (let times = 0; times < 3; times += 1) await passes(900);
  expect(told('REVIEWS_LEFT_OUT', 'CLEARED')).toEqual([]);
  expect((await shown()).filter(({ code }) => code === 'REVIEWS_LEFT_OUT')).toHaveLength(1);

  await review(oldest.slice(MOST_UNREVIEWED / 2 - 1, MOST_UNREVIEWED / 2));
  for (let times = 0; times < 3; times += 1) await passes(900);
  expect(told('REVIEW_OVERDUE', 'ARISEN').sort()).toEqual([...ids].sort());
  expect(told('REVIEWS_LEFT_OUT', 'CLEARED')).toEqual([project('a')]);
  const open = (await shown()).filter(({ code }) => code === 'REVIEW_OVERDUE').map(({ subject }) => subject);
  expect(open.sort()).toEqual([...oldest.slice(MOST_UNREVIEWED / 2), ...newest].sort());
});

test('what a head of an earlier release has told of is not told anew', async () => {
  harness = await drillHarness({ enabled: false });
  const [id] = await failed(project('a'), 1);
  await passes(900);
  expect(told('REVIEW_OVERDUE', 'ARISEN')).toEqual([id]);
  const { coverageLedger } = harness.service.drills.services;
  // As it was: the finding in the head, and none of reviews.
  const { reviews: _, ...head } = (await coverageLedger.head())!;
  const known = (await coverageLedger.reviews(project('a')))!;
  await coverageLedger.saveHead({ ...head, findings: [...head.findings, ...known.findings] });
  await coverageLedger.saveReviews(known, { ...known, drills: [], findings: [] });
  await passes(900);
  await passes(900);
  expect(told('REVIEW_OVERDUE', 'ARISEN')).toEqual([id]);
  expect(told('REVIEW_OVERDUE', 'CLEARED')).toEqual([]);
});
