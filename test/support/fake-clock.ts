/** A clock for tests: a sleep takes no time and moves the clock; real timers are left to the tests that want them. */
import type { Clock } from '../../lib/clock.ts';

export class FakeClock implements Clock {
  /** What was slept, in ms, in order. */
  readonly sleeps: number[] = [];
  #ms: number;

  constructor(start = new Date('2026-11-22T10:00:00Z')) {
    this.#ms = start.getTime();
  }

  now(): Date {
    return new Date(this.#ms);
  }

  advance(ms: number): void {
    this.#ms += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.sleeps.push(ms);
    this.#ms += ms;
  }

  limit(ms: number): { timerMs: number; ms: number } {
    return { timerMs: ms, ms };
  }
}
