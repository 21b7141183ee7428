/** The sweeper: whatever was cut off, a restore ends, its target is free, and its end is told. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BusEvent } from '../../../infra/local/event-bus.ts';
import type { RestoreEvent } from '../../../lib/events/restore-event.ts';
import { lockKey } from '../../../lib/restores/target-lock.ts';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { firstInLine, setLine } from '../../support/line.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';

let harness: Harness;
let bus: BusEvent[];
let away: boolean;
beforeEach(async () => {
  bus = [];
  away = false;
  harness = await startHarness({
    onRestoreEvent: (event) => {
      if (away) throw new Error('The bus is away.');
      bus.push(event);
    },
  });
});
afterEach(() => harness.close());

const ledger = () => harness.service.ledger;
const statusesOf = (id: string) =>
  bus.map(({ detail }) => detail as RestoreEvent).flatMap((event) => (event.id === id ? [event.status] : []));
const lockOf = async (id: string) => {
  const record = await ledger().getRestore(id);
  return firstInLine(ledger(), lockKey(record!));
};
/** Later than any lease. */
const LATER = 3_600;

/** As an accepted restore whose process died before it started the execution. */
async function acceptedOnly(): Promise<string> {
  const view = await harness.restore(requests.flex());
  const {
    atlasJobId: _job,
    startedAt: _started,
    finishedAt: _finished,
    durations: _durations,
    ...record
  } = (await ledger().getRestore(view.id))!;
  const { intent: _intent, attempt: _attempt, ...fresh } = record;
  const id = 'accepted-only';
  await ledger().createRestore({
    ...fresh,
    id,
    status: 'QUEUED',
    timeline: [{ at: fresh.createdAt, status: 'QUEUED' }],
  });
  return id;
}

test('a restore whose execution was never started is started, once its lease is over', async () => {
  const id = await acceptedOnly();
  harness.time.advance(LATER);
  await harness.service.sweep();
  expect(await harness.service.endOf(id)).toMatchObject({ status: 'SUCCEEDED' });
  expect((await harness.get(id)).status).toBe('SUCCEEDED');
  expect(await lockOf(id)).toBeUndefined();
});

test('a restore that somebody is at is left alone', async () => {
  const id = await acceptedOnly();
  const record = (await ledger().getRestore(id))!;
  const leaseUntil = new Date(harness.time.clock.now().getTime() + 60_000).toISOString();
  await setLine(ledger(), lockKey(record), { id, leaseUntil });
  await harness.service.sweep();
  expect(await harness.service.endOf(id)).toBeUndefined();
  harness.time.advance(LATER);
  await harness.service.sweep();
  expect(await harness.service.endOf(id)).toMatchObject({ status: 'SUCCEEDED' });
});

test('what was not told is told, under its own id', async () => {
  away = true;
  const view = await harness.restore(requests.flex());
  expect(statusesOf(view.id)).toEqual([]);
  await harness.service.sweep();
  expect(statusesOf(view.id)).toEqual([]);
  away = false;
  await harness.service.sweep();
  expect(statusesOf(view.id)).toEqual(['QUEUED', 'RUNNING', 'SUCCEEDED']);
  await harness.service.sweep();
  expect(statusesOf(view.id)).toHaveLength(3);
});

test('the target of a restore that outlived its limit is free once Atlas is done, and the record says how it ended', async () => {
  // A dedicated restore takes four minutes.
  const view = await harness.restore(requests.dedicated({ timeLimitMinutes: 1 }));
  expect(view).toMatchObject({ status: 'TIMED_OUT', reason: { code: 'ATLAS_JOB_STILL_RUNNING' } });
  await harness.service.sweep();
  expect((await lockOf(view.id))?.id).toBe(view.id);
  harness.time.advance(LATER);
  await harness.service.sweep();
  expect(await lockOf(view.id)).toBeUndefined();
  const after = await harness.get(view.id);
  expect(after.status).toBe('TIMED_OUT');
  expect(after.reason?.detail).toContain('has ended since: SUCCEEDED');
  expect(await harness.service.sweep()).toMatchObject({ looked: 0 });
});

test('a restore whose execution ended without anybody noticing ends, by what Atlas says', async () => {
  harness.simulator.faults.add({ kind: 'jobFails', operation: 'createFlexRestoreJob' });
  const view = await harness.restore(requests.flex());
  const ended = (await ledger().getRestore(view.id))!;
  // As it was before its last step.
  await ledger().saveRestore({ ...ended, status: 'RUNNING', timeline: ended.timeline.slice(0, 2) });
  harness.time.advance(LATER);
  await harness.service.sweep();
  expect(await harness.get(view.id)).toMatchObject({
    status: 'FAILED',
    reason: { code: 'ATLAS_JOB_FAILED' },
  });
  expect(await lockOf(view.id)).toBeUndefined();
});

test('one that cannot be looked after does not keep the others waiting', async () => {
  away = true;
  const first = await harness.restore(requests.flex());
  away = false;
  harness.simulator.faults.add({ kind: 'jobNeverEnds', operation: 'createClusterRestoreJob' });
  const stuck = await harness.restore(requests.dedicated({ timeLimitMinutes: 5 }));
  harness.simulator.faults.add({ kind: 'unauthorized', operation: 'getClusterRestoreJob', times: 0 });
  const swept = await harness.service.sweep();
  expect(swept).toMatchObject({ failed: 1, complete: true });
  expect(statusesOf(first.id)).toContain('SUCCEEDED');
  expect(harness.lines.find(({ message }) => message === 'not looked after')?.fields.restoreId).toBe(
    stuck.id,
  );
});

test('there is nothing to sweep after restores that ended well', async () => {
  for (const body of [requests.flex(), requests.dedicated(), requests.download()])
    expect((await harness.restore(body)).status).toMatch(/SUCCEEDED|READY/);
  expect(await harness.service.sweep()).toMatchObject({ looked: 0, failed: 0 });
});

test('two sweeps at once do no harm', async () => {
  const id = await acceptedOnly();
  harness.time.advance(LATER);
  await Promise.all([harness.service.sweep(), harness.service.sweep(), harness.service.sweep()]);
  expect(await harness.service.endOf(id)).toMatchObject({ status: 'SUCCEEDED' });
  const restored: RestoreView = await harness.get(id);
  expect(harness.simulator.jobs().map((job) => job.id)).toContain(restored.atlasJobId);
  expect(harness.simulator.jobs()).toHaveLength(2);
});
