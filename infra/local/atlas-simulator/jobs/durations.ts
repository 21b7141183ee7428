/** How long simulated restores take: recorded durations of the real Atlas, in seconds. */
import type { Family } from '../../../../lib/atlas/operations.ts';
import type { Job, JobPlan } from '../model.ts';
import { SECOND } from '../time.ts';

/** M10, 30 GB disk, nearly empty. */
const AUTOMATED_SECONDS = 232;
const DOWNLOAD_SECONDS = 256;
/** Twenty-one quantiles of 100 recorded Flex restores; the quickest is from the rest of the recordings. */
const FLEX_SECONDS = [
  54, 61, 62, 63, 64, 64, 66, 70, 75, 80, 88, 89, 90, 91, 92, 96, 108, 118, 132, 137, 217,
];
/** Recorded: PENDING in the answer to the POST, RUNNING when asked again 3 s later. */
const FLEX_PENDING_MS = 2 * SECOND;
/** Coprime to the number of quantiles, so that consecutive jobs visit all of them; the first job is the median. */
const STRIDE = 8;

export function planFor(family: Family, delivery: Job['delivery'], jobNumber: number): JobPlan {
  if (family === 'flex' || family === 'tenant') {
    const index = (10 + STRIDE * (jobNumber - 1)) % FLEX_SECONDS.length;
    const seconds = FLEX_SECONDS[index] ?? 88;
    return { startsAfterMs: FLEX_PENDING_MS, takesMs: seconds * SECOND, ending: 'succeeds' };
  }
  const seconds = delivery === 'download' ? DOWNLOAD_SECONDS : AUTOMATED_SECONDS;
  return { startsAfterMs: 0, takesMs: seconds * SECOND, ending: 'succeeds' };
}
