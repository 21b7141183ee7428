/** One restore at a time has a target (or a snapshot to download) for itself, until nothing in Atlas goes on in its name. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../../infra/local/atlas-simulator/faults/fault.ts';
import type { RestoreStatus } from '../../../lib/restores/record.ts';
import { checkStep } from '../../../lib/restores/steps/check-restore-job.ts';
import { lockKey } from '../../../lib/restores/target-lock.ts';
import { firstInLine, setLine } from '../../support/line.ts';
import { type Bench, type Fresh, startBench } from './steps/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.simulator.faults.clear());
afterAll(() => bench.close());

const ask = (body: object) => bench.call('POST', '/v1/restores', body);
const operation = 'createClusterRestoreJob';

describe('while a restore is active', () => {
  test('another one onto its target is refused, and says which is in the way', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    const { status, body } = await ask({ ...fresh.body, reason: 'another one' });
    expect(status).toBe(409);
    expect(body).toMatchObject({ errorCode: 'TARGET_BUSY', parameters: ['target'] });
    expect(body.detail).toContain(id);
    expect(fresh.posts()).toBe(0);
  });

  test('another download of its snapshot is refused', async () => {
    const fresh = bench.fresh('download');
    await bench.accept(fresh);
    const { status, body } = await ask({ ...fresh.body, reason: 'another one' });
    expect(status).toBe(409);
    expect(body).toMatchObject({ errorCode: 'TARGET_BUSY', parameters: ['snapshot'] });
  });

  test('an execution that another workflow started is refused too, and leaves no record', async () => {
    const fresh = bench.fresh();
    await bench.accept(fresh);
    bench.service.execute('another-workflow', fresh.body);
    const end = await bench.service.endOf('another-workflow');
    expect(end).toMatchObject({ status: 'FAILED', error: 'RestoreRefused' });
    expect(JSON.parse(end?.cause ?? '')).toMatchObject({
      status: 'REFUSED',
      reason: { code: 'TARGET_BUSY' },
    });
    expect(await bench.context.ledger.getRestore('another-workflow')).toBeUndefined();
    expect(fresh.jobs()).toEqual([]);
  });

  test('of two that come at once, one is accepted', async () => {
    const fresh = bench.fresh();
    const answers = await Promise.all([1, 2].map((n) => ask({ ...fresh.body, reason: `number ${n}` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    const id = answers.find(({ status }) => status === 202)?.body.id;
    await bench.service.endOf(String(id));
    expect(fresh.jobs()).toHaveLength(1);
  });

  test('every look at the job renews the lease', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    const record = await bench.record(id);
    const before = await firstInLine(bench.context.ledger, lockKey(record));
    bench.time.advance(100);
    await bench.context.ledger.saveRestore({ ...record, atlasJobId: '6b0000000000000000009999' });
    await checkStep(bench.context, id);
    const after = await firstInLine(bench.context.ledger, lockKey(record));
    expect(Date.parse(after?.leaseUntil ?? '') - Date.parse(before?.leaseUntil ?? '')).toBeGreaterThanOrEqual(
      100_000,
    );
  });
});

describe('given back by every end after which nothing goes on', () => {
  const job = (kind: 'jobFails' | 'jobCancelled'): FaultSpec => ({ kind, operation });
  test.each<[RestoreStatus, () => Fresh, readonly FaultSpec[]]>([
    ['SUCCEEDED', () => bench.fresh(), []],
    ['FAILED', () => bench.fresh(), [job('jobFails')]],
    ['CANCELLED', () => bench.fresh(), [job('jobCancelled')]],
    ['READY', () => bench.fresh('download'), []],
    ['REFUSED', () => bench.fresh(), [{ kind: 'unauthorized', operation, times: 2 }]],
    [
      'TIMED_OUT',
      () => bench.fresh('dedicated', { timeLimitMinutes: 2 }),
      [{ kind: 'rateLimited', operation, times: 0, retryAfterSeconds: 60 }],
    ],
  ])('%s', async (status, make, faults) => {
    const fresh = make();
    for (const fault of faults) bench.simulator.faults.add(fault);
    const view = await bench.restore(fresh.body);
    expect(view.status).toBe(status);
    expect(await bench.lockOwner(await bench.record(view.id))).toBeUndefined();
  });

  test('TIMED_OUT before Atlas took a job says that nothing was started', async () => {
    const fresh = bench.fresh('dedicated', { timeLimitMinutes: 1 });
    bench.simulator.faults.add({ kind: 'rateLimited', operation, times: 0, retryAfterSeconds: 60 });
    const { reason } = await bench.restore(fresh.body);
    expect(reason).toMatchObject({
      code: 'NOT_STARTED_IN_TIME',
      detail: expect.stringContaining('Nothing was started'),
    });
    expect(fresh.jobs()).toEqual([]);
  });
});

describe('kept while Atlas may go on', () => {
  test('a lost answer at the end of the time limit: through the quiet period, until it is known that there is no job', async () => {
    const fresh = bench.fresh('dedicated', { timeLimitMinutes: 1 });
    bench.simulator.faults.add({ kind: 'droppedBefore', operation });
    const view = await bench.restore(fresh.body);
    expect(view).toMatchObject({ status: 'FAILED', reason: { code: 'CREATE_OUTCOME_UNKNOWN' } });
    expect(view.durations?.totalSeconds).toBeGreaterThanOrEqual(120);
    const next = { ...fresh.body, again: true, timeLimitMinutes: 60 };
    expect(await bench.restore(next)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await bench.get(view.id)).toMatchObject({
      status: 'FAILED',
      reason: { detail: expect.stringContaining('Atlas made no job.') },
    });
  });

  test('a lost answer whose job is found when the time is up: it is told what it is', async () => {
    const fresh = bench.fresh('dedicated', { timeLimitMinutes: 1 });
    bench.simulator.faults.add({ kind: 'droppedAfter', operation });
    const view = await bench.restore(fresh.body);
    const [job] = fresh.jobs();
    expect(view).toMatchObject({
      status: 'TIMED_OUT',
      reason: { code: 'ATLAS_JOB_STILL_RUNNING' },
      adopted: true,
      atlasJobId: job?.id,
    });
  });

  test('a lost answer whose job shows up after all: until that job has ended, and the record says how', async () => {
    const fresh = bench.fresh('dedicated', { timeLimitMinutes: 1 });
    bench.simulator.faults.add({ kind: 'droppedAfter', operation });
    bench.simulator.faults.add({ kind: 'jobHidden', operation, seconds: 180 });
    const view = await bench.restore(fresh.body);
    expect(view).toMatchObject({ status: 'FAILED', reason: { code: 'CREATE_OUTCOME_UNKNOWN' } });
    bench.time.advance(60);
    const next = { ...fresh.body, again: true, timeLimitMinutes: 60 };
    expect((await ask(next)).body).toMatchObject({ errorCode: 'TARGET_BUSY' });
    bench.time.advance(240);
    expect(await bench.restore(next)).toMatchObject({ status: 'SUCCEEDED' });
    expect((await bench.get(view.id)).reason?.detail).toContain("Atlas' job has ended since: SUCCEEDED.");
    expect(fresh.wipes()).toBe(2);
  });

  test('a job that Atlas has forgotten: the target is not locked for ever', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    const startedAt = bench.time.clock.now().toISOString();
    const record = await bench.record(id);
    const atlasJobId = '6b0000000000000000009999';
    await bench.context.ledger.saveRestore({ ...record, status: 'RUNNING', startedAt, atlasJobId });
    await bench.run(id, fresh.request);
    const view = await bench.get(id);
    expect(view).toMatchObject({ status: 'FAILED', reason: { code: 'ATLAS_JOB_NOT_FOUND' } });
    expect(await bench.lockOwner(record)).toBe(id);
    expect(await bench.restore({ ...fresh.body, again: true })).toMatchObject({ status: 'SUCCEEDED' });
    expect((await bench.get(id)).reason?.detail).toContain('Atlas knows nothing of its job any more.');
  });

  test('while Atlas cannot be asked how the job stands, the target is not given to anybody', async () => {
    const fresh = bench.fresh('dedicated', { timeLimitMinutes: 1 });
    const { id } = await bench.restore(fresh.body);
    expect(await bench.get(id)).toMatchObject({ status: 'TIMED_OUT' });
    bench.simulator.faults.add({ kind: 'serverError', operation: 'getClusterRestoreJob', times: 0 });
    const { status, body } = await ask({ ...fresh.body, again: true });
    expect(status).toBe(503);
    expect(body).toMatchObject({ errorCode: 'ATLAS_UNAVAILABLE' });
    expect(await bench.lockOwner(await bench.record(id))).toBe(id);
  });
});

describe('a lock that means nothing any more', () => {
  test('of a restore that was never written down: free when its lease is over', async () => {
    const fresh = bench.fresh();
    const { source } = await bench.accept(bench.fresh());
    const key = lockKey({ source, target: { projectId: '', name: '', ...fresh.target, family: 'cluster' } });
    const leaseUntil = new Date(bench.time.clock.now().getTime() + 300_000).toISOString();
    await setLine(bench.context.ledger, key, { id: 'cut-off', leaseUntil });
    expect((await ask(fresh.body)).body).toMatchObject({ errorCode: 'TARGET_BUSY' });
    bench.time.advance(301);
    expect(await bench.restore(fresh.body)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('of a restore that ended and died before it gave the lock back: taken by one of two', async () => {
    const fresh = bench.fresh();
    const record = await bench.accept(fresh);
    await bench.context.ledger.saveRestore({ ...record, status: 'FAILED' });
    const answers = await Promise.all([1, 2].map((n) => ask({ ...fresh.body, reason: `number ${n}` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    await bench.service.endOf(String(answers.find(({ status }) => status === 202)?.body.id));
    expect(fresh.jobs()).toHaveLength(1);
  });
});
