/** How an execution begins: anew, again, or under a name that is taken. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planStep } from '../../../../lib/restores/steps/plan-restore.ts';
import { type Bench, startBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:restore:it';

describe('an execution whose name belongs to a restore', () => {
  test('goes on with it when it asks for the same', async () => {
    const record = await bench.accept(bench.fresh());
    const step = await planStep(bench.context, {
      id: record.id,
      execution: EXECUTION,
      request: record.request,
    });
    expect(step).toEqual({ id: record.id, next: 'CREATE', waitSeconds: expect.any(Number) });
  });

  test.each([
    ['another restore', (other: object) => other],
    ['nothing that could be a restore', () => ({ source: 'Orders' })],
  ])('is refused when it asks for %s, and leaves the restore of that name alone', async (_what, asked) => {
    const first = bench.fresh();
    const record = await bench.accept(first);
    const other = bench.fresh();
    const end = await bench.run(record.id, asked(other.body));
    expect(end).toMatchObject({ status: 'FAILED', error: 'RestoreRefused' });
    expect(JSON.parse(end.cause ?? '')).toMatchObject({
      id: record.id,
      status: 'REFUSED',
      reason: { code: 'EXECUTION_NAME_REUSED' },
    });
    expect(await bench.record(record.id)).toEqual(record);
    expect(await bench.lockOwner(record)).toBe(record.id);
    expect([...first.jobs(), ...other.jobs()]).toEqual([]);
  });
});

test('an execution that was started directly is recorded under its name, as asked for by itself', async () => {
  const fresh = bench.fresh('flex');
  await planStep(bench.context, { id: 'by-hand', execution: EXECUTION, request: fresh.request });
  expect(await bench.record('by-hand')).toMatchObject({ status: 'QUEUED', requestedBy: EXECUTION });
});

test('an execution that another started is asked for by that one, and the same restore', async () => {
  const fresh = bench.fresh('flex');
  const parent = `${EXECUTION}-parent`;
  const request = { ...fresh.request, AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: parent };
  const input = { id: 'nested', execution: EXECUTION, request };
  expect(await planStep(bench.context, input)).toMatchObject({ next: 'CREATE' });
  expect(await bench.record('nested')).toMatchObject({ status: 'QUEUED', requestedBy: parent });
  expect(await planStep(bench.context, input)).toMatchObject({ next: 'CREATE' });
});

test('an execution that resumes a restore which nobody knows touches nothing', async () => {
  const step = await planStep(bench.context, {
    id: 'resume-1',
    execution: EXECUTION,
    request: { resume: 'x' },
  });
  expect(step).toMatchObject({ id: 'x', next: 'RECORD', leaveRecord: true, outcome: { status: 'REFUSED' } });
});

test('a dry run is no execution', async () => {
  const fresh = bench.fresh();
  const request = { ...fresh.request, dryRun: true };
  const step = await planStep(bench.context, { id: 'dry', execution: EXECUTION, request });
  expect(step).toMatchObject({ next: 'RECORD', outcome: { status: 'REFUSED' } });
  expect(await bench.service.ledger.getRestore('dry')).toBeUndefined();
});
