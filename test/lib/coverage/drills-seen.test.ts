/** What the list of drills says: in any order, page by page over invocations, and only what counts. */
import { describe, expect, test } from 'vitest';
import type { DrillListQuery } from '../../../lib/aws/drill-ledger.ts';
import {
  type DrillNews,
  drillNews,
  mergedDrills,
  withoutForgotten,
} from '../../../lib/coverage/drills-seen.ts';
import type { DrillsRead } from '../../../lib/coverage/record.ts';
import { newDrill } from '../../../lib/drills/new-drill.ts';
import { drillPlan } from '../../../lib/drills/plans/plan.ts';
import type { DrillRecord } from '../../../lib/drills/record.ts';

const PROJECT = 'a'.repeat(24);
const START = Date.parse('2026-11-22T10:00:00Z');
const plan = drillPlan.parse({
  name: 'nightly',
  sources: [{ projectId: PROJECT, name: 'Orders' }],
  schedule: 'rate(1 day)',
  objectives: { rtoMinutes: 90, rpoMinutes: 1_440 },
});

function drill(minutesAgo: number, more: Partial<DrillRecord> & { name?: string } = {}): DrillRecord {
  const { name = 'Orders', ...fields } = more;
  const at = new Date(START - minutesAgo * 60_000);
  const trigger = { kind: 'schedule', by: 'rule', at: at.toISOString() } as const;
  const source = { projectId: PROJECT, name };
  const record = newDrill({ plan, source, trigger, start: `s${minutesAgo}`, simulated: false, now: at });
  return { ...record, ...fields };
}

/** As the ledger lists them. */
function listOf(drills: readonly DrillRecord[], pages: string[] = []) {
  const sorted = [...drills].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return {
    getDrill: async (id: string) => drills.find((one) => one.id === id),
    async listDrills({ limit, cursor }: DrillListQuery) {
      pages.push(cursor ?? '');
      const older = sorted.filter(({ createdAt }) => cursor === undefined || createdAt < cursor);
      const page = older.slice(0, limit);
      const last = page.at(-1)?.createdAt;
      return { drills: page, ...(older.length > limit && last !== undefined && { next: last }) };
    },
  };
}
const reading = (simulated = false, now = new Date(START)) => ({ simulated, now, isOver: () => false });
const ofOrders = ({ byProject }: DrillNews) => byProject.get(PROJECT)?.Orders;

test('the last pass and the last decided drill of each source are known', async () => {
  const list = listOf([
    drill(30, { verdict: 'FAILED' }),
    drill(60, { verdict: 'PASSED' }),
    drill(90, { verdict: 'PASSED' }),
    drill(5),
  ]);
  const news = await drillNews(list, {}, reading());
  expect(ofOrders(news)).toMatchObject({
    passed: { verdict: 'PASSED', at: new Date(START - 3_600_000).toISOString() },
    decided: { verdict: 'FAILED' },
  });
  expect(news.fired.get('nightly')).toBe(new Date(START - 300_000).toISOString());
});

test('a drill that ended early was decided when it ended, not when it was accepted: it waited for one that passed', async () => {
  const at = (minutesAgo: number) => new Date(START - minutesAgo * 60_000).toISOString();
  const list = listOf([
    drill(60, { verdict: 'PASSED', marks: { decidedAt: at(30) }, cleanupSince: at(30) }),
    drill(50, { verdict: 'FAILED', cleanupSince: at(20) }),
  ]);
  const news = await drillNews(list, {}, reading());
  expect(ofOrders(news)).toMatchObject({
    passed: { at: at(30) },
    decided: { verdict: 'FAILED', at: at(20) },
  });
});

describe('what does not count', () => {
  test('is a simulated drill, unless all is simulated', async () => {
    const list = listOf([drill(30, { verdict: 'PASSED', simulated: true })]);
    expect(ofOrders(await drillNews(list, {}, reading()))).toBeUndefined();
    expect(ofOrders(await drillNews(list, {}, reading(true)))).toBeDefined();
  });

  test('is one that was skipped, and yet its plan fired', async () => {
    const ended = {
      verdict: 'INCONCLUSIVE',
      code: 'SKIPPED_BUDGET',
      detail: 'It would cost $30.00.',
    } as const;
    const skipped = drill(30, { verdict: 'INCONCLUSIVE', ended });
    const news = await drillNews(listOf([skipped]), {}, reading());
    expect(ofOrders(news)).toEqual({ skipped: expect.objectContaining({ id: skipped.id }) });
    expect(news.fired.has('nightly')).toBe(true);
    // Somebody must look at it all the same.
    expect(news.unreviewed).toEqual([skipped]);
    const passed = drill(60, { verdict: 'PASSED' });
    expect(ofOrders(await drillNews(listOf([skipped, passed]), {}, reading()))?.decided?.id).toBe(passed.id);
  });

  test('is, for a plan’s rule, one that somebody asked for', async () => {
    const trigger = { kind: 'request', by: 'somebody', at: new Date(START).toISOString() } as const;
    const news = await drillNews(listOf([drill(1, { trigger, verdict: 'PASSED' })]), {}, reading());
    expect(news.fired.size).toBe(0);
    expect(ofOrders(news)).toBeDefined();
  });
});

test('a start by hand in a rule’s name, of a time to come, does not stand for that time’s', async () => {
  const at = new Date(START + 86_400_000).toISOString();
  const ahead = drill(5, { trigger: { kind: 'schedule', by: 'rule', at } });
  const rule = drill(60);
  const { fired } = await drillNews(listOf([ahead, rule]), {}, reading());
  expect(fired.get('nightly')).toBe(rule.trigger.at);
});

test('one that was undecided is read again, also when much has happened since', async () => {
  const early = [drill(120), drill(60, { name: 'Other', verdict: 'PASSED' })];
  const { read } = await drillNews(listOf(early), {}, reading());
  expect(read.from).toBe(early[0]?.createdAt);
  const later = [drill(120, { verdict: 'PASSED' }), ...early.slice(1)];
  const news = await drillNews(listOf(later), read, reading(false, new Date(START + 3_600_000)));
  expect(ofOrders(news)?.passed?.id).toBe(early[0]?.id);
  expect(news.read.from).toBe(new Date(START + 3_000_000).toISOString());
});

test('a long past is read over several invocations, and nothing of it is missed', async () => {
  const drills = Array.from({ length: 730 }, (_, at) =>
    drill(at * 10 + 1, { name: `source-${at}`, verdict: 'PASSED' }),
  );
  const pages: string[] = [];
  const list = listOf(drills, pages);
  let read: DrillsRead = {};
  let known = {};
  for (let round = 0; round < 8; round += 1) {
    const news = await drillNews(list, read, { ...reading(), isOver: () => true });
    known = mergedDrills(known, news.byProject.get(PROJECT));
    expect(news.complete).toBe(round === 7);
    read = JSON.parse(JSON.stringify(news.read));
  }
  expect(Object.keys(known)).toHaveLength(730);
  expect(read).toEqual({ from: new Date(START - 600_000).toISOString() });
  pages.length = 0;
  await drillNews(list, read, reading());
  expect(pages).toHaveLength(1);
});

test('one whose verdict comes after more than three days is seen all the same', async () => {
  const days = (count: number) => new Date(START + count * 86_400_000);
  const waiting = drill(60);
  const early = [waiting, drill(120, { verdict: 'PASSED' })];
  let read: DrillsRead = {};
  // Its evidence cannot be written: others go on.
  for (let day = 0; day <= 5; day += 1)
    ({ read } = await drillNews(listOf(early), read, reading(false, days(day))));
  expect(read).toEqual({ from: new Date(days(5).getTime() - 600_000).toISOString(), late: [waiting.id] });
  const decided = listOf([{ ...waiting, verdict: 'FAILED', cleanupSince: days(6).toISOString() }, early[1]!]);
  const news = await drillNews(decided, read, reading(false, days(6)));
  expect(ofOrders(news)?.decided).toMatchObject({ id: waiting.id, verdict: 'FAILED' });
  expect(news.unreviewed.map(({ id }) => id)).toEqual([waiting.id]);
  expect(news.read.late).toBeUndefined();
});

test('of names that are no deployment’s any more the last that were drilled are known, and all that are', () => {
  const at = (number: number) => new Date(START + number * 1_000).toISOString();
  const all = Object.fromEntries(
    Array.from({ length: 700 }, (_, number) => [
      `Made-${number}`,
      { decided: { id: `drill-${number}`, verdict: 'PASSED', at: at(number) } } as const,
    ]),
  );
  const kept = Object.keys(withoutForgotten(all, [{ name: 'Made-0' }, { name: 'New' }]));
  expect(kept).toEqual(['Made-0', ...Array.from({ length: 200 }, (_, number) => `Made-${500 + number}`)]);
  expect(
    withoutForgotten(
      all,
      Object.keys(all).map((name) => ({ name })),
    ),
  ).toBe(all);
});
