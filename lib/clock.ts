/**
 * The time that restores live in: the wall clock, or on one machine the simulator's faster clock. Everything that
 * is written to the ledger or compared with Atlas' times is read from here.
 */
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  now(): Date;
  /** Resolves after `ms` of this clock's time; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * A time limit of `ms` of this clock's time, as what a timer needs (`timerMs`, real milliseconds) and what it
   * then really lasts on this clock (`ms`): a fast clock keeps a floor, because a socket is not faster there.
   */
  limit(ms: number): { readonly timerMs: number; readonly ms: number };
}

export const wallClock: Clock = {
  now: () => new Date(),
  sleep,
  limit: (ms) => ({ timerMs: ms, ms }),
};

/** Real time below which no network time limit falls, however fast the clock runs: two busy cores need it. */
const LEAST_TIMER_MS = 2_000;

/** A clock that runs `speed` times as fast as the wall clock, from `start` on. */
export function scaledClock(speed: number, start: Date = new Date()): Clock {
  const origin = performance.now();
  return {
    now: () => new Date(start.getTime() + (performance.now() - origin) * speed),
    sleep: (ms, signal) => sleep(ms / speed, signal),
    limit: (ms) => {
      const timerMs = Math.max(ms / speed, Math.min(ms, LEAST_TIMER_MS));
      return { timerMs, ms: timerMs * speed };
    },
  };
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    // Node gives an error of its own, with the reason inside.
    signal?.throwIfAborted();
    throw error;
  }
}
