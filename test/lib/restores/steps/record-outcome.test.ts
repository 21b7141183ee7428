/** How the end is written: once, true, and whatever failed before. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LedgerConflict } from '../../../../lib/aws/ledger-conflict.ts';
import { createStep } from '../../../../lib/restores/steps/create-restore-job.ts';
import { outcomeStep } from '../../../../lib/restores/steps/record-outcome.ts';
import { end, refused } from '../../../../lib/restores/steps/step.ts';
import { type Bench, startBench } from './bench.ts';
import { Crash, relay, watched } from './crashing.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.simulator.faults.clear());
afterAll(() => bench.close());

const operation = 'createClusterRestoreJob';
const failed = (name: string, Cause = 'It broke.') => ({ failure: { Error: name, Cause } });

describe('after a failure of the workflow', () => {
  test('before anything was posted: nothing was started, the target is free', async () => {
    const fresh = bench.fresh();
    const record = await bench.accept(fresh);
    const cause = JSON.stringify({ errorType: 'AtlasUnavailable', errorMessage: 'Atlas is away.' });
    const ended = await outcomeStep(bench.context, {
      id: record.id,
      step: failed('AtlasUnavailable', cause),
    });
    expect(ended).toMatchObject({ status: 'FAILED', record: { reason: { code: 'ATLAS_UNAVAILABLE' } } });
    expect(JSON.parse('cause' in ended ? ended.cause : '')).toMatchObject({
      reason: { detail: 'Atlas is away. Nothing was started.' },
    });
    expect(await bench.lockOwner(record)).toBeUndefined();
  });

  test.each([
    ['States.Timeout', 'STEP_TIMED_OUT'],
    ['AtlasError', 'ATLAS_REFUSED'],
    ['TypeError', 'INTERNAL_ERROR'],
  ])('%s is called %s', async (name, code) => {
    const { id } = await bench.accept(bench.fresh());
    expect(await outcomeStep(bench.context, { id, step: failed(name) })).toMatchObject({
      record: { reason: { code } },
    });
  });

  test('while a POST was under way: nobody knows, the target stays locked', async () => {
    const fresh = bench.fresh();
    const record = await bench.accept(fresh);
    bench.simulator.faults.add({ kind: 'droppedAfter', operation });
    await createStep(bench.context, record.id);
    const ended = await outcomeStep(bench.context, { id: record.id, step: failed('States.Timeout') });
    expect(ended).toMatchObject({ status: 'FAILED', record: { reason: { code: 'CREATE_OUTCOME_UNKNOWN' } } });
    expect(await bench.lockOwner(record)).toBe(record.id);
  });

  test('with a job that has succeeded by now: SUCCEEDED', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    await createStep(bench.context, id);
    bench.time.advance(300);
    const ended = await outcomeStep(bench.context, { id, step: failed('TypeError') });
    expect(ended).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('with a job that goes on: so does the restore, and nothing is written', async () => {
    const { id } = await bench.accept(bench.fresh());
    await createStep(bench.context, id);
    const before = await bench.record(id);
    const step = await outcomeStep(bench.context, { id, step: failed('TypeError') });
    expect(step).toMatchObject({ id, status: 'RUNNING', next: 'CHECK', waitSeconds: 300 });
    expect(await bench.record(id)).toEqual(before);
  });

  test.each(['running', 'unreadable'] as const)(
    'with a job that is %s when the time is up: TIMED_OUT, and the target stays locked',
    async (job) => {
      const record = await bench.accept(bench.fresh('dedicated', { timeLimitMinutes: 2 }));
      await createStep(bench.context, record.id);
      bench.time.advance(120);
      const gone = relay(bench.context.atlas, () => {
        throw new TypeError('no secret');
      });
      const atlas = job === 'running' ? bench.context.atlas : gone;
      const step = failed('TypeError');
      const ended = await outcomeStep({ ...bench.context, atlas }, { id: record.id, step });
      const code = job === 'running' ? 'ATLAS_JOB_STILL_RUNNING' : 'ATLAS_JOB_NOT_READABLE';
      expect(ended).toMatchObject({
        status: 'TIMED_OUT',
        record: { reason: { code, detail: expect.stringContaining('Atlas may still be at it.') } },
      });
      expect(await bench.record(record.id)).toMatchObject({ status: 'TIMED_OUT', jobMayRun: true });
      expect(await bench.lockOwner(record)).toBe(record.id);
    },
  );
});

describe('another run of the step before goes on meanwhile', () => {
  test('an end is not written over what it wrote, but found out anew', async () => {
    const fresh = bench.fresh();
    const record = await bench.accept(fresh);
    const { id } = record;
    bench.simulator.faults.add({ kind: 'droppedAfter', operation });
    let posted = false;
    const ledger = watched(bench.context.ledger, async (method) => {
      if (method !== 'getRestore' || posted) return;
      posted = true;
      await createStep(bench.context, id);
    });
    const once = outcomeStep({ ...bench.context, ledger }, { id, step: failed('States.Timeout') });
    await expect(once).rejects.toThrow(LedgerConflict);
    const ended = await outcomeStep(bench.context, { id, step: failed('States.Timeout') });
    expect(ended).toMatchObject({ record: { reason: { code: 'CREATE_OUTCOME_UNKNOWN' } } });
    expect(await bench.lockOwner(record)).toBe(id);
  });

  test('an end without a job is not believed while a POST is under way', async () => {
    const fresh = bench.fresh();
    const record = await bench.accept(fresh);
    const { id } = record;
    bench.simulator.faults.add({ kind: 'droppedAfter', operation });
    await createStep(bench.context, id);
    const ended = await outcomeStep(bench.context, { id, step: refused(id, 'TARGET_CHANGED', 'Nothing.') });
    expect(ended).toMatchObject({ status: 'FAILED', record: { reason: { code: 'CREATE_OUTCOME_UNKNOWN' } } });
    expect(await bench.lockOwner(record)).toBe(id);
  });
});

describe('the end is written once', () => {
  test('the first one stays', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    await outcomeStep(bench.context, { id, step: refused(id, 'TARGET_CHANGED', 'It was replaced.') });
    const again = await outcomeStep(bench.context, { id, step: failed('TypeError') });
    expect(again).toMatchObject({ status: 'REFUSED', record: { reason: { code: 'TARGET_CHANGED' } } });
    expect((await bench.record(id)).timeline).toHaveLength(2);
  });

  test('cut off right after the write: the lock is given back by the next run', async () => {
    const fresh = bench.fresh();
    const record = await bench.accept(fresh);
    const { id } = record;
    const ledger = watched(bench.context.ledger, (method) => {
      if (method === 'saveRestore') throw new Crash();
    });
    const step = refused(id, 'TARGET_CHANGED', 'It was replaced.');
    await expect(outcomeStep({ ...bench.context, ledger }, { id, step })).rejects.toThrow(Crash);
    expect(await bench.lockOwner(record)).toBe(id);
    expect(await outcomeStep(bench.context, { id, step })).toMatchObject({ status: 'REFUSED' });
    expect(await bench.lockOwner(record)).toBeUndefined();
  });
});

test('a step of an older release that does not say how: FAILED, and the target stays locked', async () => {
  const fresh = bench.fresh();
  const record = await bench.accept(fresh);
  const ended = await outcomeStep(bench.context, { id: record.id, step: end(record.id) });
  expect(ended).toMatchObject({ status: 'FAILED', record: { reason: { code: 'INTERNAL_ERROR' } } });
  expect(await bench.lockOwner(record)).toBe(record.id);
});

test('an execution without a record is told why, as a record would be', async () => {
  const id = 'never-written';
  expect(
    await outcomeStep(bench.context, { id, step: failed('AtlasUnavailable', 'Atlas is away.') }),
  ).toEqual({
    id,
    status: 'FAILED',
    cause: expect.any(String),
    record: {
      id,
      status: 'FAILED',
      reason: { code: 'ATLAS_UNAVAILABLE', detail: 'Atlas is away. Nothing was started.' },
    },
  });
  expect(await outcomeStep(bench.context, { id, step: {} })).toMatchObject({ status: 'FAILED' });
});
