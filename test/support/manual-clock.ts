/** A clock that stands still until a test moves it; a sleep ends when the clock has been moved past its end. */
import type { Clock } from '../../lib/clock.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export class ManualClock implements Clock {
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

  advance(seconds: number): void {
    this.#ms += seconds * 1000;
    const due = this.#sleepers.filter(({ until }) => until <= this.#ms);
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#ms);
    for (const { wake } of due) wake();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const sleeper: Sleeper = { until: this.#ms + ms, wake };
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      signal?.addEventListener('abort', stop, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  limit(ms: number): { timerMs: number; ms: number } {
    return { timerMs: ms, ms };
  }
}
