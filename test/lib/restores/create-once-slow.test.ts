/** An Atlas that is slower than any limit: the answer comes too late, and so may the job. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { jumpTime } from '../../support/jump-time.ts';
import { type Bench, startBench } from './steps/bench.ts';

/** The POST's limit really passes: half a second is still far more than a request to this machine takes. */
const LONGEST_TIMER_MS = 500;

let bench: Bench;
beforeAll(async () => {
  bench = await startBench(jumpTime(undefined, LONGEST_TIMER_MS));
});
afterEach(() => bench.simulator.faults.clear());
afterAll(() => bench.close());

const operation = 'createClusterRestoreJob';
/** After the attempt's deadline (25 s), between the first look at the list and the second. */
const delaySeconds = 38;

test('made at once, answered after the deadline: adopted', async () => {
  const fresh = bench.fresh();
  bench.simulator.faults.add({ kind: 'slow', operation, delaySeconds, handled: true });
  const view = await bench.restore(fresh.body);
  expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: true });
  expect(fresh.jobs().map(({ id }) => id)).toEqual([view.atlasJobId]);
  expect(fresh.wipes()).toBe(1);
});

test('made after the deadline, within the quiet period: adopted, nothing is posted again', async () => {
  const fresh = bench.fresh();
  bench.simulator.faults.add({ kind: 'slow', operation, delaySeconds });
  const view = await bench.restore(fresh.body);
  expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: true });
  const [job, ...others] = fresh.jobs();
  expect(others).toEqual([]);
  const late = Date.parse(job?.createdAt ?? '') - Date.parse(view.createdAt);
  expect(late).toBeGreaterThanOrEqual(delaySeconds * 1000);
  expect((await bench.record(view.id)).attempt).toMatchObject({ number: 1 });
  expect(fresh.wipes()).toBe(1);
});
