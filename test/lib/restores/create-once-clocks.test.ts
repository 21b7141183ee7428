/** Atlas' clock and ours differ: a lost job is recognised by Atlas' own time. */
import { describe, expect, test } from 'vitest';
import { type JumpTime, jumpTime } from '../../support/jump-time.ts';
import { startBench } from './steps/bench.ts';

/** The simulator lives that many seconds ahead of the service. */
function apart(seconds: number): JumpTime {
  const time = jumpTime();
  const now = () => new Date(time.clock.now().getTime() + seconds * 1000);
  return { ...time, simulatorClock: { ...time.simulatorClock, now } };
}

describe.each([
  ['an hour ahead', 3600],
  ['an hour behind', -3600],
])('Atlas is %s', (_, seconds) => {
  test('a lost job is adopted, and the one of the restore before is not', async () => {
    const bench = await startBench(apart(seconds));
    try {
      const fresh = bench.fresh();
      bench.simulator.faults.add({ kind: 'droppedAfter', operation: 'createClusterRestoreJob' });
      const view = await bench.restore(fresh.body);
      expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: true });
      expect(fresh.jobs().map(({ id }) => id)).toEqual([view.atlasJobId]);
      expect(fresh.posts()).toBe(1);

      bench.simulator.faults.add({ kind: 'droppedBefore', operation: 'createClusterRestoreJob' });
      const next = await bench.restore({ ...fresh.body, again: true });
      expect(next).toMatchObject({ status: 'SUCCEEDED', adopted: false });
      expect(fresh.jobs().map(({ id }) => id)).toEqual([view.atlasJobId, next.atlasJobId]);
    } finally {
      await bench.close();
    }
  });
});
