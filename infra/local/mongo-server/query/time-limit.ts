/**
 * `maxTimeMS`: how long an operation may work, over all batches of its cursor. As with MongoDB, the time in which a
 * client does something else between them is its own.
 */
import type { Document } from 'bson';
import { numberIn } from '../arguments.ts';
import { CommandError } from '../command-error.ts';

export class TimeLimit {
  #leftMs: number;
  #since = performance.now();

  /** @param maxTimeMs 0: none, as MongoDB has it */
  constructor(maxTimeMs = 0) {
    this.#leftMs = maxTimeMs === 0 ? Number.POSITIVE_INFINITY : maxTimeMs;
  }

  static of(command: Document): TimeLimit {
    return new TimeLimit(numberIn(command, 'maxTimeMS'));
  }

  get leftMs(): number {
    return Math.max(0, this.#leftMs - (performance.now() - this.#since));
  }

  /** @throws {CommandError} it is over */
  check(): void {
    if (this.leftMs === 0) throw new CommandError(50, 'operation exceeded time limit');
  }

  pause(): void {
    this.#leftMs = this.leftMs;
    this.#since = Number.POSITIVE_INFINITY;
  }

  resume(): void {
    this.#since = performance.now();
  }
}
