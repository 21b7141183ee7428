/** Many requests at once: with one key, one job; with keys of their own onto one target, one after another, in order. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

type Kind = 'dedicated' | 'flex';
const ask = (body: object, key: string) =>
  harness.call<RestoreView & { errorCode?: string; detail?: string }>('POST', '/v1/restores', body, {
    'idempotency-key': key,
  });
const endAll = (ids: readonly string[]) => Promise.all(ids.map((id) => harness.service.endOf(id)));

/** How many wait: every wait of each moves the clock on, so that twenty dedicated ones would outlive their snapshot. */
describe.each<[Kind, readonly number[]]>([
  ['dedicated', [2]],
  ['flex', [2, 20]],
])('%s', (kind, lines) => {
  test.each([2, 20])('%i at once with the same key: one restore and one job', async (count) => {
    const answers = await Promise.all(Array.from({ length: count }, () => ask(requests[kind](), 'same')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const ids = [...new Set(answers.map(({ body }) => body.id))];
    expect(ids).toHaveLength(1);
    await endAll(ids);
    expect(harness.simulator.jobs()).toHaveLength(1);
    expect((await harness.get(ids[0]!)).status).toBe('SUCCEEDED');
  });

  test.each([2, 20])(
    '%i at once with keys of their own: one is accepted, the others are told by whom the target is taken',
    async (count) => {
      const answers = await Promise.all(
        Array.from({ length: count }, (_, at) =>
          ask(requests[kind]({ reason: `number ${at}` }), `key-${at}`),
        ),
      );
      const accepted = answers.filter(({ status }) => status === 202);
      expect(accepted).toHaveLength(1);
      const { id } = accepted[0]!.body;
      for (const { status, body } of answers.filter((answer) => answer !== accepted[0])) {
        expect([status, body.errorCode]).toEqual([409, 'TARGET_BUSY']);
        expect(body.detail).toContain(id);
      }
      await endAll([id]);
      expect(harness.simulator.jobs()).toHaveLength(1);
    },
  );

  test.each(lines)('%i that wait: one at a time, in the order in which they were accepted', async (count) => {
    const ids: string[] = [];
    for (let at = 0; at < count; at += 1) {
      const body = requests[kind]({
        whenTargetBusy: 'wait',
        timeLimitMinutes: 10_080,
        reason: `number ${at}`,
      });
      const answer = await ask(body, `key-${at}`);
      expect(answer.status).toBe(202);
      ids.push(answer.body.id);
    }
    await endAll(ids);
    const views = await Promise.all(ids.map(harness.get));
    expect(views.map(({ status }) => status)).toEqual(ids.map(() => 'SUCCEEDED'));
    expectOneAtATime(views);
  });

  test.each(lines)('%i that wait and come at once: one at a time, each with its job', async (count) => {
    const answers = await Promise.all(
      Array.from({ length: count }, (_, at) =>
        ask(
          requests[kind]({ whenTargetBusy: 'wait', timeLimitMinutes: 10_080, reason: `number ${at}` }),
          `key-${at}`,
        ),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    await endAll(answers.map(({ body }) => body.id));
    const inOrder = [...answers].sort((a, b) => (a.body.inLine?.place ?? 0) - (b.body.inLine?.place ?? 0));
    const views = await Promise.all(inOrder.map(({ body }) => harness.get(body.id)));
    expect(views.map(({ status }) => status)).toEqual(views.map(() => 'SUCCEEDED'));
    expectOneAtATime([...views].sort((a, b) => Date.parse(a.startedAt!) - Date.parse(b.startedAt!)));
  });
});

/** Each has a job of its own, made when that of the one before it had ended. */
function expectOneAtATime(views: readonly RestoreView[]): void {
  const jobs = new Map(harness.simulator.jobs().map((job) => [job.id, job]));
  expect(jobs.size).toBe(views.length);
  let before: string | undefined;
  for (const { atlasJobId = '', finishedAt } of views) {
    const madeAt = new Date(Number.parseInt(atlasJobId.slice(0, 8), 16) * 1_000).toISOString();
    if (before !== undefined)
      expect(Date.parse(madeAt)).toBeGreaterThanOrEqual(Math.floor(Date.parse(before) / 1_000) * 1_000);
    before = finishedAt;
  }
}

describe('in line', () => {
  const waits = (more: object = {}) => requests.dedicated({ whenTargetBusy: 'wait', ...more });

  test('says whose turn it is and who is next; who does not wait does not overtake', async () => {
    hold();
    const first = await ask(requests.dedicated(), 'first');
    const second = await ask(waits(), 'second');
    expect(second.body).toMatchObject({ status: 'QUEUED', inLine: { behind: first.body.id, place: 1 } });
    const third = await ask(waits({ reason: 'another' }), 'third');
    expect(third.body.inLine).toEqual({ behind: first.body.id, place: 2 });
    expect((await ask(requests.dedicated({ reason: 'me first' }), 'fourth')).body.errorCode).toBe(
      'TARGET_BUSY',
    );
  });

  test('cancelled in line: at once, nothing started, and the place is free', async () => {
    hold();
    await ask(requests.dedicated(), 'first');
    const second = await ask(waits(), 'second');
    const third = await ask(waits({ reason: 'another' }), 'third');
    const cancelled = await harness.call<RestoreView>('DELETE', `/v1/restores/${second.body.id}`);
    expect(cancelled).toMatchObject({
      status: 202,
      body: { status: 'CANCELLED', reason: { code: 'CANCELLED_BEFORE_START' } },
    });
    expect(cancelled.body.inLine).toBeUndefined();
    release();
    expect(await harness.service.endOf(second.body.id)).toMatchObject({ error: 'RestoreCancelled' });
    expect(await harness.service.endOf(third.body.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(harness.simulator.jobs()).toHaveLength(2);
  });

  test('out of time in line: TIMED_OUT, and that nothing was started', async () => {
    const first = await ask(requests.dedicated(), 'first');
    const second = await ask(waits({ timeLimitMinutes: 1 }), 'second');
    await endAll([first.body.id, second.body.id]);
    expect(await harness.get(second.body.id)).toMatchObject({
      status: 'TIMED_OUT',
      reason: { code: 'NOT_STARTED_IN_TIME', detail: expect.stringContaining('Nothing was started.') },
    });
    expect(harness.simulator.jobs()).toHaveLength(1);
  });

  test('an execution that another workflow starts waits too', async () => {
    const first = await ask(requests.dedicated(), 'first');
    harness.service.execute('from-a-workflow', waits());
    expect(await harness.service.endOf('from-a-workflow')).toMatchObject({ status: 'SUCCEEDED' });
    expect((await harness.get(first.body.id)).status).toBe('SUCCEEDED');
    expect(harness.simulator.jobs()).toHaveLength(2);
  });

  test('stopped by hand in line: FAILED, nothing started, and the next one goes on', async () => {
    hold();
    await ask(requests.dedicated(), 'first');
    const second = await ask(waits(), 'second');
    const third = await ask(waits({ reason: 'another' }), 'third');
    harness.service.stop(second.body.id);
    await expect.poll(async () => (await harness.get(second.body.id)).status).toBe('FAILED');
    release();
    expect(await harness.service.endOf(third.body.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(harness.simulator.jobs()).toHaveLength(2);
  });

  test('what was confirmed is not waited for: the source itself, and protected targets', async () => {
    const itself = requests.dedicated();
    const onto = { ...itself, target: { projectId: itself.source.projectId, name: 'Orders' } };
    const confirmTarget = `${onto.target.projectId}/Orders`;
    const refused = await ask(
      { ...onto, confirmTarget, safetySnapshot: false, whenTargetBusy: 'wait' },
      'itself',
    );
    expect([refused.status, refused.body.errorCode]).toEqual([400, 'WAITING_NOT_ALLOWED']);
  });

  test('a dry run says that it would wait, and refuses nothing', async () => {
    hold();
    await ask(requests.dedicated(), 'first');
    const { body } = await harness.call('POST', '/v1/restores', waits({ dryRun: true }));
    expect(body.refusals).toEqual([]);
    expect(body.warnings).toContain('TARGET_BUSY');
  });
});

/** Atlas lets nobody through until {@link release}. */
function hold(): void {
  harness.simulator.faults.add({ kind: 'upgrading', operation: 'createClusterRestoreJob', times: 0 });
}
function release(): void {
  harness.simulator.faults.clear();
}
