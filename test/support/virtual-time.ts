/**
 * Time for tests of many restores at once: it stands still while any of them works, and when all of them wait it goes
 * on to the moment at which the first of them is due. A week of a thousand restores takes as long as their calls do.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../lib/clock.ts';

/** Real time: a busy machine with a thousand calls under way must not look like an Atlas that hangs. */
const TIMER_MS = 300_000;
/** Who is due within this much is woken together. */
const TOGETHER_MS = 50;

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export class VirtualTime implements Clock {
  #ms: number;
  #sleepers: Sleeper[] = [];

  constructor(start = '2026-11-22T10:00:00Z') {
    this.#ms = Date.parse(start);
  }

  get sleeping(): number {
    return this.#sleepers.length;
  }

  now(): Date {
    return new Date(this.#ms);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const sleeper: Sleeper = { until: this.#ms + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }

  limit(ms: number): { timerMs: number; ms: number } {
    return { timerMs: TIMER_MS, ms };
  }

  /** Goes on until `isOver`, each time that nobody works. */
  async run(isOver: () => boolean, isAnybodyAtWork: () => boolean): Promise<void> {
    while (!isOver()) {
      if (isAnybodyAtWork()) await turn();
      else this.#goOn();
    }
  }

  #goOn(): void {
    const first = this.#sleepers.reduce(
      (least, { until }) => Math.min(least, until),
      Number.POSITIVE_INFINITY,
    );
    if (first === Number.POSITIVE_INFINITY)
      throw new Error('Nobody works, and nobody is waiting for anything.');
    this.#ms = Math.max(this.#ms, first);
    const due = this.#sleepers.filter(({ until }) => until <= this.#ms + TOGETHER_MS);
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#ms + TOGETHER_MS);
    for (const { wake } of due) wake();
  }
}
