/**
 * Time for tests of whole restores: the clock stands still but for the waits of the workflow and of the client, which
 * take no time and move it on. Network limits are short in real time, so that a test of a hanging Atlas is too.
 */
import { setTimeout as delay } from 'node:timers/promises';
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
  const advance = (seconds: number) => {
    ms += seconds * 1000;
  };
  const limit = (wanted: number) => ({ timerMs: Math.min(wanted, longestTimerMs), ms: wanted });
  const clock: Clock = {
    now,
    limit,
    async sleep(wanted, signal) {
      signal?.throwIfAborted();
      ms += wanted;
    },
  };
  const simulatorClock: Clock = {
    now,
    limit,
    // A slow Atlas really is slow: slower than any limit of the client's.
    async sleep(_wanted, signal) {
      await delay(2 * longestTimerMs, undefined, { signal });
    },
  };
  return { clock, simulatorClock, waitMs: () => 0, onWait: advance, advance };
}
