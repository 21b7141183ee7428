/**
 * Time for tests of whole restores: the clock stands still but for the waits of the workflow and of the client, which
 * take no time and move it on. Network limits are short in real time, so that a test of a hanging Atlas is too: what
 * Atlas is slow with comes when the clock has moved so far, not when some real time has passed, in which hours may.
 */
import type { ServiceTime } from '../../infra/local/service-time.ts';
import type { Clock } from '../../lib/clock.ts';

/** Far more than a request to this machine takes, even on a busy one. */
const LONGEST_TIMER_MS = 2_500;

export interface JumpTime extends ServiceTime {
  advance(seconds: number): void;
}

/** @param longestTimerMs what a request may take in real time */
export function jumpTime(start = '2026-11-22T10:00:00Z', longestTimerMs = LONGEST_TIMER_MS): JumpTime {
  let ms = Date.parse(start);
  const now = () => new Date(ms);
  const sleepers = new Set<() => void>();
  const pass = (passing: number) => {
    ms += passing;
    for (const wakeIfDue of sleepers) wakeIfDue();
  };
  const advance = (seconds: number) => pass(seconds * 1000);
  const limit = (wanted: number) => ({ timerMs: Math.min(wanted, longestTimerMs), ms: wanted });
  const clock: Clock = {
    now,
    limit,
    async sleep(wanted, signal) {
      signal?.throwIfAborted();
      pass(wanted);
    },
  };
  const simulatorClock: Clock = {
    now,
    limit,
    sleep: (wanted, signal) =>
      new Promise((resolve, reject) => {
        const until = ms + wanted;
        const give = (end: () => void) => {
          sleepers.delete(wakeIfDue);
          signal?.removeEventListener('abort', stop);
          end();
        };
        const wakeIfDue = () => {
          if (ms >= until) give(resolve);
        };
        const stop = () => give(() => reject(signal?.reason));
        sleepers.add(wakeIfDue);
        signal?.addEventListener('abort', stop, { once: true });
        if (signal?.aborted) stop();
      }),
  };
  return { clock, simulatorClock, waitMs: () => 0, onWait: advance, advance };
}
