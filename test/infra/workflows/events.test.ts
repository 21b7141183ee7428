/** What the world is told of restores, through the whole service; and executions that end before their restore. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BusEvent } from '../../../infra/local/event-bus.ts';
import type { RestoreEvent } from '../../../lib/events/restore-event.ts';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { eventCheck } from '../../support/event-schemas.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';

let harness: Harness;
let bus: BusEvent[];
/** What the bus does with the next events. */
let failing: number;
beforeEach(async () => {
  bus = [];
  failing = 0;
  harness = await startHarness({
    onRestoreEvent: (event) => {
      if (failing-- > 0) throw new Error('The bus is away.');
      bus.push(event);
    },
  });
});
afterEach(() => harness.close());

const eventsOf = (id: string) =>
  bus.map(({ detail }) => detail as RestoreEvent).filter((event) => event.id === id);
const statusesOf = (id: string) => eventsOf(id).map(({ status }) => status);
const accept = async (body: object) =>
  (await harness.call<RestoreView>('POST', '/v1/restores', body)).body.id;

const fits = eventCheck('Restore Job State Change');

describe('the events of a restore', () => {
  test.each<[string, () => object, object | undefined, string[]]>([
    ['that succeeds', requests.dedicated, undefined, ['QUEUED', 'RUNNING', 'SUCCEEDED']],
    ['of a download', requests.download, undefined, ['QUEUED', 'RUNNING', 'READY']],
    ['that fails', requests.flex, { kind: 'jobFails' }, ['QUEUED', 'RUNNING', 'FAILED']],
    ['that Atlas cancels', requests.dedicated, { kind: 'jobCancelled' }, ['QUEUED', 'RUNNING', 'CANCELLED']],
    [
      'that never ends',
      () => requests.flex({ timeLimitMinutes: 5 }),
      { kind: 'jobNeverEnds' },
      ['QUEUED', 'RUNNING', 'TIMED_OUT'],
    ],
  ])('%s are its statuses, each once, and fit their schema', async (_, request, fault, statuses) => {
    if (fault) harness.simulator.faults.add(fault as never);
    const view = await harness.restore(request());
    expect(statusesOf(view.id)).toEqual(statuses);
    for (const event of eventsOf(view.id)) expect([fits(event), fits.errors]).toEqual([true, null]);
    expect(new Set(bus.map(({ source, detailType }) => `${source} ${detailType}`))).toEqual(
      new Set(['atlas-restore Restore Job State Change']),
    );
    // The last one is what `GET` answers, and what the workflow hands on.
    const { eventId, ...last } = eventsOf(view.id).at(-1)!;
    expect([eventId, last]).toEqual([`${view.id}#${view.status}`, view]);
  });

  test('hold no secret and no link', async () => {
    await harness.restore(requests.download());
    const text = JSON.stringify(bus);
    expect(text).not.toMatch(/https?:\/\//);
    expect(text).not.toContain(harness.simulator.fleet.credentials.serviceAccount!.clientSecret);
  });

  test('come later where the bus is away, in order, and the restore does not mind', async () => {
    failing = 2;
    const view = await harness.restore(requests.dedicated());
    expect(view.status).toBe('SUCCEEDED');
    expect(statusesOf(view.id)).toEqual(['QUEUED', 'RUNNING', 'SUCCEEDED']);
    expect(harness.lines.map(({ message }) => message)).toContain('events not sent');
    const record = await harness.service.ledger.getRestore(view.id);
    expect(record?.pendingEvents).toBeUndefined();
  });

  test('stay pending where the bus stays away', async () => {
    failing = 1_000;
    const view = await harness.restore(requests.flex());
    expect(view.status).toBe('SUCCEEDED');
    expect((await harness.service.ledger.getRestore(view.id))?.pendingEvents).toEqual([
      'QUEUED',
      'RUNNING',
      'SUCCEEDED',
    ]);
  });
});

describe('an execution that ends before its restore', () => {
  const reached = async (id: string, status: string) => {
    for (;;) {
      const view = await harness.get(id);
      if (view.status === status) return view;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const stopAt = async (id: string, status: string) => {
    await reached(id, status);
    harness.service.stop(id);
    await harness.service.endOf(id);
  };
  const terminal = async (id: string) => {
    for (;;) {
      const view = await harness.get(id);
      if (!['QUEUED', 'RUNNING'].includes(view.status)) return view;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  test('while Atlas is at it is followed by another, to the end', async () => {
    harness.simulator.faults.add({ kind: 'jobNeverEnds', operation: 'createFlexRestoreJob' });
    const id = await accept(requests.flex({ timeLimitMinutes: 600 }));
    await stopAt(id, 'RUNNING');
    const view = await terminal(id);
    expect(view).toMatchObject({ status: 'TIMED_OUT', reason: { code: 'ATLAS_JOB_STILL_RUNNING' } });
    const record = await harness.service.ledger.getRestore(id);
    expect(record?.resumes).toBe(1);
    expect(harness.simulator.jobs()).toHaveLength(1);
    expect(statusesOf(id)).toEqual(['QUEUED', 'RUNNING', 'TIMED_OUT']);
  });

  test('before anything was started ends the restore, and says so', async () => {
    harness.simulator.faults.add({
      kind: 'serverError',
      status: 503,
      operation: 'getFlexCluster',
      times: 0,
      after: 2,
    });
    const id = await accept(requests.flex());
    harness.service.stop(id);
    await harness.service.endOf(id);
    const view = await terminal(id);
    expect(view.status).toBe('FAILED');
    expect(view.reason?.detail).toContain('Nothing was started');
    expect(harness.simulator.jobs()).toEqual([]);
    harness.simulator.faults.clear();
    expect((await harness.restore(requests.flex({ again: true }))).status).toBe('SUCCEEDED');
  });

  test('after its restore, an event that comes late or twice, changes nothing', async () => {
    harness.simulator.faults.add({ kind: 'jobFails', operation: 'createFlexRestoreJob' });
    const view = await harness.restore(requests.flex());
    const before = await harness.service.ledger.getRestore(view.id);
    for (const status of ['FAILED', 'TIMED_OUT', 'ABORTED'] as const)
      await harness.service.executionEnded({ name: view.id, status, input: undefined });
    await harness.service.executionEnded({ name: 'nobody-knows', status: 'FAILED', input: undefined });
    expect(await harness.service.ledger.getRestore(view.id)).toEqual(before);
  });
});
