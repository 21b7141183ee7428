/** What is kept of each day: coverage in the chain, and the chain's end elsewhere. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EVIDENCE_CHECKPOINT } from '../../../lib/events/checkpoint-event.ts';
import { closeDay } from '../../../lib/reports/close-day.ts';
import type { ReportCoverage } from '../../../lib/reports/report.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';
import { eventCheck } from '../../support/event-schemas.ts';

let harness: DrillHarness;
let busFails = false;
beforeEach(async () => {
  busFails = false;
  harness = await drillHarness({ enabled: false });
});
afterEach(() => harness.close());

const DAY = 86_400;
/** 2026-11-23, a quarter past midnight. */
const TO_MIDNIGHT = 14 * 3_600 + 15 * 60;
const toldOf = () =>
  harness.told.filter(({ detailType }) => detailType === EVIDENCE_CHECKPOINT).map(({ detail }) => detail);

async function kept() {
  const { store } = harness.service.drills.services.evidence;
  const records = [];
  for await (const sequence of store.sequences())
    records.push(JSON.parse(Buffer.from((await store.read(sequence)) ?? []).toString()).envelope);
  return records;
}

/** With what is put into the other account's bucket. */
function context() {
  const put = new Map<string, string>();
  const { drills, ledger: _, clock } = harness.service;
  const { checkpoints, ...services } = drills.services;
  const store = {
    putIfAbsent: async (name: string, text: string) => {
      const isNew = !put.has(name);
      if (isNew) put.set(name, text);
      return isNew;
    },
    close() {},
  };
  const events = {
    tell: async (checkpoint: Parameters<typeof checkpoints.events.tell>[0]) =>
      !busFails && checkpoints.events.tell(checkpoint),
    close() {},
  };
  return { put, context: { ...services, clock, checkpoints: { events, store } } };
}

test('a day that has ended leaves its coverage in the chain, and a checkpoint behind that', async () => {
  await harness.drill();
  await harness.service.drills.count();
  harness.time.advance(TO_MIDNIGHT);
  const { day, coverage, checkpoint } = await harness.service.drills.closeDay();
  expect([day, coverage, checkpoint?.sequence]).toEqual(['2026-11-22', true, 3]);
  const last = (await kept()).at(-1);
  expect(last).toMatchObject({
    kind: 'coverage',
    key: 'coverage#2026-11-22',
    body: { counts: { COVERED: 1 }, notListed: 0, everyDays: 35, simulated: true },
  });
  const { rows, findings } = last.body as ReportCoverage;
  expect(rows.every(({ state }) => state !== 'COVERED')).toBe(true);
  expect(findings.map(({ subject }) => subject).sort()).toEqual(
    rows.map(({ projectId, name }) => `${projectId}/${name}`).sort(),
  );
});

test('its event is the checkpoint, as its schema says it', async () => {
  await harness.drill();
  const { checkpoint } = await harness.service.drills.closeDay();
  const fits = eventCheck(EVIDENCE_CHECKPOINT);
  expect(toldOf()).toEqual([{ ...checkpoint, eventId: '2026-11-22#2' }]);
  expect([fits(toldOf()[0]), fits.errors]).toEqual([true, null]);
});

test('two at once, and again a moment later: one record of the day, and each end of the chain once', async () => {
  await harness.drill();
  await harness.service.drills.count();
  harness.time.advance(TO_MIDNIGHT);
  const { put, context: given } = context();
  await Promise.all([closeDay(given), closeDay(given)]);
  await closeDay(given);
  expect((await kept()).filter(({ kind }) => kind === 'coverage')).toHaveLength(1);
  expect(put.size).toBeLessThanOrEqual(2);
  expect([...put.keys()].at(-1)).toBe('2026-11-23-000000000003.json');
});

test('the next day has a record of its own', async () => {
  await harness.service.drills.count();
  for (let days = 0; days < 2; days += 1) {
    harness.time.advance(DAY);
    await harness.service.drills.closeDay();
  }
  expect((await kept()).map(({ key }) => key)).toEqual(['coverage#2026-11-22', 'coverage#2026-11-23']);
});

test('before anybody has read what there is, and before the first drill, there is nothing to keep', async () => {
  expect(await harness.service.drills.closeDay()).toMatchObject({ coverage: false, checkpoint: null });
  expect([await kept(), toldOf()]).toEqual([[], []]);
});

test('an event that cannot be sent fails the call, and the next one sends it', async () => {
  await harness.drill();
  const { put, context: given } = context();
  busFails = true;
  await expect(closeDay(given)).rejects.toMatchObject({ name: 'CheckpointNotTold' });
  expect(put.size).toBe(1);
  busFails = false;
  await closeDay(given);
  expect([put.size, toldOf().length]).toEqual([1, 1]);
});

test('coverage that fails does not keep the checkpoint from being taken, and is said', async () => {
  await harness.drill();
  const { put, context: given } = context();
  const coverageLedger = { head: () => Promise.reject(new Error('away')) } as never;
  await expect(closeDay({ ...given, coverageLedger })).rejects.toThrow('away');
  expect(put.size).toBe(1);
  expect(harness.lines).toContainEqual({
    level: 'error',
    message: 'coverage of the day not recorded',
    fields: expect.anything(),
  });
});
