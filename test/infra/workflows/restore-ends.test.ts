/** Every restore ends as what it is, for the same reason, wherever one looks: API, lists, ledger and workflow. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../../infra/local/atlas-simulator/faults/fault.ts';
import type { RestoreStatus } from '../../../lib/restores/record.ts';
import { createStep } from '../../../lib/restores/steps/create-restore-job.ts';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { type Bench, type Fresh, type Kind, startBench } from '../../lib/restores/steps/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.simulator.faults.clear());
afterAll(() => bench.close());

/** Asks for it and waits for the end of its execution. */
async function restore(fresh: Fresh, ...faults: FaultSpec[]): Promise<RestoreView> {
  for (const fault of faults) bench.simulator.faults.add(fault);
  return bench.restore(fresh.body);
}

/** Accepted and posted, with nobody to follow it yet: what comes next happens while it runs. */
async function running(fresh: Fresh): Promise<string> {
  const { id } = await bench.accept(fresh);
  await createStep(bench.context, id);
  return id;
}

async function follow(id: string, fresh: Fresh): Promise<RestoreView> {
  bench.service.execute(id, fresh.body);
  await bench.service.endOf(id);
  return bench.get(id);
}

async function listed(status: RestoreStatus, id: string): Promise<RestoreView | undefined> {
  const { body } = await bench.call<{ results: RestoreView[] }>('GET', `/v1/restores?status=${status}`);
  return body.results.find((one) => one.id === id);
}

const SUCCESSES: readonly RestoreStatus[] = ['SUCCEEDED', 'READY'];
const ERRORS: Partial<Record<RestoreStatus, string>> = {
  FAILED: 'RestoreFailed',
  EXPIRED: 'RestoreFailed',
  CANCELLED: 'RestoreCancelled',
  TIMED_OUT: 'RestoreTimedOut',
};

async function expectSameEverywhere(view: RestoreView, status: RestoreStatus, code?: string): Promise<void> {
  const { id } = view;
  expect(view.status).toBe(status);
  expect(view.reason?.code).toBe(code);
  expect(view.timeline.at(-1)?.status).toBe(status);
  expect(view.finishedAt).toBeDefined();
  expect(await listed(status, id)).toEqual(view);
  expect(await listed('RUNNING', id)).toBeUndefined();
  const record = await bench.record(id);
  expect(record).toMatchObject({ status, ...(view.reason && { reason: view.reason }) });
  const end = await bench.service.endOf(id);
  if (SUCCESSES.includes(status)) expect(end).toEqual({ status: 'SUCCEEDED', output: view });
  else {
    expect(end).toEqual({ status: 'FAILED', error: ERRORS[status], cause: expect.any(String) });
    expect(JSON.parse(end?.cause ?? '')).toEqual(view);
  }
}

describe('a restore that succeeds', () => {
  test.each<Kind>(['dedicated', 'sharded', 'flex', 'serverless', 'tenant'])('%s: SUCCEEDED', async (kind) => {
    const fresh = bench.fresh(kind);
    await expectSameEverywhere(await restore(fresh), 'SUCCEEDED');
    expect(fresh.jobs()).toMatchObject([{ status: 'succeeded' }]);
  });
});

describe('a job that fails', () => {
  test.each<Kind>(['dedicated', 'flex', 'tenant'])(
    '%s: FAILED, and says that the target is unusable',
    async (kind) => {
      const fresh = bench.fresh(kind);
      const view = await restore(fresh, { kind: 'jobFails' });
      await expectSameEverywhere(view, 'FAILED', 'ATLAS_JOB_FAILED');
      expect(view.reason?.detail).toContain(`${fresh.target?.name} is unusable until it is restored again`);
    },
  );

  test('download: FAILED, and there is no target to speak of', async () => {
    const view = await restore(bench.fresh('download'), { kind: 'jobFails' });
    await expectSameEverywhere(view, 'FAILED', 'ATLAS_JOB_FAILED');
    expect(view.reason?.detail).not.toContain('unusable');
  });
});

describe('a job that is cancelled', () => {
  const cancel = (id: string) => bench.call('DELETE', `/v1/restores/${id}`);

  test('a download, by DELETE: CANCELLED as requested; asking twice is asking once', async () => {
    const fresh = bench.fresh('download');
    const id = await running(fresh);
    expect(await cancel(id)).toMatchObject({
      status: 202,
      body: { id, cancelRequestedAt: expect.any(String) },
    });
    expect(await cancel(id)).toMatchObject({ status: 202 });
    const view = await follow(id, fresh);
    await expectSameEverywhere(view, 'CANCELLED', 'ATLAS_JOB_CANCELLED');
    expect(view.reason?.detail).toContain('as requested');
    expect(fresh.jobs()).toMatchObject([{ status: 'cancelled' }]);
    expect(await cancel(id)).toMatchObject({ status: 409, body: { errorCode: 'RESTORE_ENDED' } });
  });

  test('inside Atlas: CANCELLED, and says where', async () => {
    const view = await restore(bench.fresh(), { kind: 'jobCancelled' });
    await expectSameEverywhere(view, 'CANCELLED', 'ATLAS_JOB_CANCELLED');
    expect(view.reason?.detail).toContain('in Atlas');
  });

  test('inside Atlas, Flex, which calls it failed: FAILED', async () => {
    const view = await restore(bench.fresh('flex'), { kind: 'jobCancelled' });
    await expectSameEverywhere(view, 'FAILED', 'ATLAS_JOB_FAILED');
  });

  test.each<Kind>(['dedicated', 'flex', 'flexDownload'])(
    '%s, by DELETE: 409, Atlas cannot stop it',
    async (kind) => {
      const fresh = bench.fresh(kind);
      const id = await running(fresh);
      expect(await cancel(id)).toMatchObject({ status: 409, body: { errorCode: 'CANNOT_CANCEL_RESTORE' } });
      const view = await follow(id, fresh);
      expect(SUCCESSES).toContain(view.status);
    },
  );
});

describe('a restore that outlives its time limit', () => {
  const again = (fresh: Fresh) => ({ ...fresh.body, again: true, timeLimitMinutes: 60 });

  test('TIMED_OUT; its target stays locked until the job in Atlas has ended, and then it says how', async () => {
    const fresh = bench.fresh('dedicated', { timeLimitMinutes: 3 });
    const view = await restore(fresh);
    await expectSameEverywhere(view, 'TIMED_OUT', 'ATLAS_JOB_STILL_RUNNING');
    expect(view.reason?.detail).toContain(`goes on overwriting ${fresh.target?.name}`);
    expect(fresh.jobs()).toMatchObject([{ status: 'running' }]);

    const refused = await bench.call('POST', '/v1/restores', again(fresh));
    expect(refused).toMatchObject({ status: 409, body: { errorCode: 'TARGET_BUSY' } });
    expect(await bench.lockOwner(await bench.record(view.id))).toBe(view.id);

    bench.time.advance(120);
    const next = await bench.restore(again(fresh));
    expect(next.status).toBe('SUCCEEDED');
    expect(fresh.jobs()).toHaveLength(2);
    const settled = await bench.get(view.id);
    expect(settled).toMatchObject({ status: 'TIMED_OUT', reason: { code: 'ATLAS_JOB_STILL_RUNNING' } });
    expect(settled.reason?.detail).toContain("Atlas' job has ended since: SUCCEEDED.");
    expect(await listed('TIMED_OUT', view.id)).toEqual(settled);
  });

  test('a job that never ends: TIMED_OUT, and its target is never given to anybody', async () => {
    const fresh = bench.fresh('dedicated', { timeLimitMinutes: 5 });
    const view = await restore(fresh, { kind: 'jobNeverEnds' });
    await expectSameEverywhere(view, 'TIMED_OUT', 'ATLAS_JOB_STILL_RUNNING');
    bench.time.advance(7 * 24 * 3600);
    const refused = await bench.call('POST', '/v1/restores', again(fresh));
    expect(refused).toMatchObject({ status: 409, body: { errorCode: 'TARGET_BUSY' } });
    expect(fresh.posts()).toBe(1);
  });

  test('a download: TIMED_OUT, and nothing is being overwritten', async () => {
    const fresh = bench.fresh('download', { timeLimitMinutes: 2 });
    const view = await restore(fresh);
    await expectSameEverywhere(view, 'TIMED_OUT', 'ATLAS_JOB_STILL_RUNNING');
    expect(view.reason?.detail).not.toContain('overwriting');
  });
});

describe('a download', () => {
  test.each<[Kind, number]>([
    ['download', 3600],
    ['flexDownload', 4 * 3600],
  ])('%s: READY with links, and EXPIRED once they do not work any more', async (kind, lifeSeconds) => {
    const fresh = bench.fresh(kind);
    const view = await restore(fresh);
    await expectSameEverywhere(view, 'READY');
    const path = `/v1/restores/${view.id}/download`;
    expect(view.links).toMatchObject({ download: path });
    expect(await bench.call('GET', path)).toMatchObject({
      status: 200,
      body: { urls: [expect.stringContaining('https://')], expiresAt: view.expiresAt },
    });

    bench.time.advance(lifeSeconds);
    const expired = await bench.get(view.id);
    expect(expired).toMatchObject({ status: 'EXPIRED', reason: { code: 'DOWNLOAD_LINK_EXPIRED' } });
    expect(expired.links).not.toHaveProperty('download');
    expect(await listed('EXPIRED', view.id)).toEqual(expired);
    expect(await listed('READY', view.id)).toBeUndefined();
    expect(await bench.call('GET', path)).toMatchObject({
      status: 410,
      body: { errorCode: 'DOWNLOAD_LINK_EXPIRED' },
    });
    // The workflow ended while it was ready.
    expect(await bench.service.endOf(view.id)).toEqual({ status: 'SUCCEEDED', output: view });
    // Nothing keeps the next one from being made.
    expect(await bench.restore({ ...fresh.body, again: true })).toMatchObject({ status: 'READY' });
  });

  test('that was not looked at before its link stopped working: EXPIRED, and the execution fails', async () => {
    const fresh = bench.fresh('download');
    const id = await running(fresh);
    bench.time.advance(2 * 3600);
    await expectSameEverywhere(await follow(id, fresh), 'EXPIRED', 'DOWNLOAD_LINK_EXPIRED');
    expect(await bench.lockOwner(await bench.record(id))).toBeUndefined();
  });
});
