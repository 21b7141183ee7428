/** Coverage after each drill: its verdict brings it, and what comes while somebody computes is not lost. */
import { afterEach, expect, test } from 'vitest';
import type { Computed } from '../../../lib/coverage/compute.ts';
import { newDrill } from '../../../lib/drills/new-drill.ts';
import { COVERAGE_CHANGE, type CoverageEvent } from '../../../lib/events/coverage-event.ts';
import { DRILL_DETAIL_TYPES, type DrillEvent } from '../../../lib/events/drill-event.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';
import { jumpTime } from '../../support/jump-time.ts';

let harness: DrillHarness;
afterEach(() => harness.close());

const accounts = () => {
  const { projectId, name } = harness.service.drills.services.drills.plans[0]!.sources[0] as {
    readonly projectId: string;
    readonly name: string;
  };
  return `${projectId}/${name}`;
};
const count = async (event?: object) => (await harness.service.drills.count(event)) as Computed;
const changes = () =>
  harness.told
    .filter(({ detailType }) => detailType === COVERAGE_CHANGE)
    .map(({ detail }) => detail as unknown as CoverageEvent)
    .filter(({ finding }) => finding.subject === accounts())
    .map(({ change, finding }) => `${change} ${finding.code}`);
const verdictEvents = () =>
  harness.told
    .filter(({ detailType }) => detailType === DRILL_DETAIL_TYPES.VERDICT)
    .map(({ detail }) => ({ detail: detail as unknown as DrillEvent }));
const coverageLedger = () => harness.service.drills.services.coverageLedger;

/** The list of drills as it is for the moment in which its index does not have the new ones. */
function withoutIndex(): () => void {
  const { drillLedger } = harness.service.drills.services;
  const list = drillLedger.listDrills;
  drillLedger.listDrills = async () => ({ drills: [] });
  return () => {
    drillLedger.listDrills = list;
  };
}

/** Drills with a verdict, as they would be written down, without their restores. */
async function failed(times: number): Promise<readonly { readonly detail: { readonly id: string } }[]> {
  const { drills, drillLedger } = harness.service.drills.services;
  const [plan] = drills.plans;
  const now = harness.time.clock.now();
  const trigger = { kind: 'request', by: 'somebody', at: now.toISOString() } as const;
  const [projectId = ''] = accounts().split('/');
  const events = Array.from({ length: times }, async (_, at) => {
    const source = { projectId, name: `Shop${at}` };
    const record = newDrill({ plan: plan!, source, trigger, start: `s${at}`, simulated: true, now });
    await drillLedger.createDrill({ ...record, verdict: 'FAILED', phase: 'DONE' });
    return { detail: { id: record.id } };
  });
  return Promise.all(events);
}

test('a verdict changes coverage when it is told, not a quarter of an hour later, whether the list has it or not', async () => {
  harness = await drillHarness({ enabled: false });
  await count();
  expect(changes()).toEqual(['ARISEN NEVER_DRILLED']);
  const restored = withoutIndex();
  harness.simulator.faults.add({ kind: 'jobFails' });
  expect(await harness.drill()).toMatchObject({ verdict: 'FAILED' });
  await count(verdictEvents()[0]);
  expect(changes().slice(1).sort()).toEqual(['ARISEN DRILL_FAILED', 'CLEARED NEVER_DRILLED']);
  restored();
  expect(await harness.drill()).toMatchObject({ verdict: 'PASSED' });
  await count(verdictEvents()[1]);
  expect(changes().slice(3)).toEqual(['CLEARED DRILL_FAILED']);
  // And once.
  await count(verdictEvents()[1]);
  await count();
  expect(changes()).toHaveLength(4);
  expect(await coverageLedger().ended()).toEqual([]);
});

test('the event of its schedule, which tells of no drill, brings it too', async () => {
  harness = await drillHarness({ enabled: false });
  await count({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} });
  expect(changes()).toEqual(['ARISEN NEVER_DRILLED']);
});

test('Atlas is read no more often for it than once an hour', async () => {
  harness = await drillHarness({ enabled: false });
  await count();
  const [event] = await failed(1);
  const before = harness.simulator.requests().length;
  expect(await count(event)).toMatchObject({ read: 0, judged: true });
  expect(harness.simulator.requests()).toHaveLength(before);
});

test('an Atlas that does not list its projects is asked each quarter of an hour, and not after each drill', async () => {
  harness = await drillHarness({ enabled: false });
  harness.simulator.faults.add({ kind: 'serverError', operation: 'listProjects', times: 0 });
  await count();
  const asked = () =>
    harness.simulator.requests().filter(({ operation }) => operation === 'listProjects').length;
  const before = asked();
  expect(before).toBeGreaterThan(0);
  for (const event of await failed(3)) await count(event);
  expect(asked()).toBe(before);
  harness.time.advance(900);
  await count();
  expect(asked()).toBeGreaterThan(before);
});

test.each([
  { detail: null },
  { detail: { id: 7 } },
  { detail: { id: '' } },
  { detail: { id: 'x'.repeat(3_000) } },
])(
  'an event that names no drill as drills are named fails by itself, and holds up nothing: %.60j',
  async (event) => {
    harness = await drillHarness({ enabled: false });
    await expect(count(event)).rejects.toThrow();
    expect(await coverageLedger().ended()).toEqual([]);
    expect(await count({ detail: { id: 'nobody-knows-it' } })).toMatchObject({ judged: true, endedSince: 0 });
  },
);

test('its log is about the drill, and not about the event that tells of it', async () => {
  harness = await drillHarness({ enabled: false });
  const [{ detail } = { detail: { id: '' } }] = await failed(1);
  await count({ id: '53dc4d37', 'detail-type': DRILL_DETAIL_TYPES.VERDICT, detail });
  const [line] = harness.lines.filter(({ message }) => message === 'coverage judged');
  expect(line?.fields).toMatchObject({ step: 'compute-coverage', drillId: detail.id });
  expect(line?.fields).not.toHaveProperty('restoreId');
});

test('who comes while somebody computes leaves it to them, and they do it before they go', async () => {
  harness = await drillHarness({ enabled: false });
  await count();
  const events = await failed(1);
  withoutIndex();
  const ledger = coverageLedger();
  const save = ledger.saveHead.bind(ledger);
  const seen: unknown[] = [];
  // The drills of this round have been read by now.
  ledger.saveHead = async (head) => {
    ledger.saveHead = save;
    seen.push(await count(events[0]));
    return save(head);
  };
  const last = await count();
  expect(seen).toEqual([{ busy: true }]);
  expect(last).toMatchObject({ busy: false, endedSince: 0 });
  const [projectId = ''] = accounts().split('/');
  expect((await ledger.project(projectId))?.drills.Shop0?.decided).toMatchObject({ verdict: 'FAILED' });
});

test('what could not be written is not forgotten', async () => {
  harness = await drillHarness({ enabled: false });
  await count();
  const events = await failed(1);
  const restored = withoutIndex();
  const ledger = coverageLedger();
  const save = ledger.saveProject.bind(ledger);
  ledger.saveProject = () => Promise.reject(new Error('throttled'));
  await expect(count(events[0])).rejects.toThrow('could not be written');
  // Nor does it stay for ever: somebody may be long in mending it.
  expect(await ledger.ended()).toEqual([]);
  ledger.saveProject = save;
  restored();
  await count();
  const [projectId = ''] = accounts().split('/');
  expect((await ledger.project(projectId))?.drills.Shop0?.decided).toMatchObject({ verdict: 'FAILED' });
});

test('of forty that end in one moment none is lost', async () => {
  harness = await drillHarness({ enabled: false });
  await count();
  const events = await failed(40);
  withoutIndex();
  await Promise.all(events.map((event) => count(event)));
  const [projectId = ''] = accounts().split('/');
  const { drills = {} } = (await coverageLedger().project(projectId)) ?? {};
  expect(Object.keys(drills).filter((name) => name.startsWith('Shop'))).toHaveLength(40);
  expect(await coverageLedger().ended()).toEqual([]);
});

test('on one machine too the verdict brings it, without any schedule', async () => {
  const heard: string[] = [];
  const time = jumpTime();
  // The bus' rules live in a time that passes; the next schedule is far away in it.
  const waitMs = (seconds: number) => (seconds > 4 * 3_600 ? 1e9 : seconds === 1 ? 1 : 0);
  harness = await drillHarness(
    { enabled: false },
    {
      time: { ...time, waitMs },
      onRestoreEvent: ({ detailType, detail }) => {
        if (detailType === COVERAGE_CHANGE) heard.push((detail as CoverageEvent).finding.subject);
      },
    },
  );
  await harness.drill(time.clock.now().toISOString());
  await expect.poll(() => heard.length, { timeout: 50_000 }).toBeGreaterThan(0);
});
