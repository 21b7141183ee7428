/** What a simulated cluster's MongoDB does wrong on demand, while it runs. */
import { setTimeout } from 'node:timers/promises';
import { CommandError } from './command-error.ts';
import type { TimeLimit } from './query/time-limit.ts';

export interface MongoFault {
  /** Nobody gets in, and who is in is thrown out at its next message. @default false */
  readonly refusesConnections?: boolean;
  /** Of a replica set: it says that it is a secondary, and knows of no primary. @default false */
  readonly hasNoPrimary?: boolean;
  /** Real time, however fast the clock runs: it is the network's. @default 0 */
  readonly delayMs?: number;
  /** The connection on which the so-and-so-manieth command from now on comes ends without an answer, once. */
  readonly closesAtCommand?: number;
  readonly failures?: readonly Failure[];
}

export interface Failure {
  /** Such as `find`. */
  readonly command: string;
  /** MongoDB's, such as 13. */
  readonly code: number;
  /** @default always */
  readonly times?: number;
}

/** The connection is to end at once. */
export class ConnectionLost extends Error {
  override name = 'ConnectionLost' as const;
}

/** Drivers make these as they please, so they are not counted, delayed or lost. */
const HANDSHAKE: ReadonlySet<string> = new Set([
  'hello',
  'isMaster',
  'ismaster',
  'saslStart',
  'saslContinue',
  'endSessions',
]);

export class MongoFaults {
  #fault: MongoFault = {};
  #commands = 0;
  #failed = new Map<Failure, number>();

  /** In place of what was set before; `{}` puts everything right. */
  set(fault: MongoFault): void {
    this.#fault = fault;
    this.#commands = 0;
    this.#failed = new Map();
  }

  get refusesConnections(): boolean {
    return this.#fault.refusesConnections === true;
  }

  get hasPrimary(): boolean {
    return this.#fault.hasNoPrimary !== true;
  }

  /** @throws {ConnectionLost | CommandError} */
  async meet(command: string, time: TimeLimit): Promise<void> {
    if (this.refusesConnections) throw new ConnectionLost('Connections are refused.');
    this.#fail(command);
    if (HANDSHAKE.has(command)) return;
    this.#commands += 1;
    if (this.#commands === this.#fault.closesAtCommand) throw new ConnectionLost('This was the command.');
    const { delayMs = 0 } = this.#fault;
    // A slow server is held to `maxTimeMS` too; a timer may come a fraction of a ms early. No reason for the process to
    // go on.
    const limitMs = Math.ceil(time.leftMs) + 1;
    if (delayMs > 0) await setTimeout(Math.min(delayMs, limitMs), undefined, { ref: false });
    time.check();
  }

  #fail(command: string): void {
    for (const failure of this.#fault.failures ?? []) {
      const failed = this.#failed.get(failure) ?? 0;
      if (failure.command !== command || failed >= (failure.times ?? Number.POSITIVE_INFINITY)) continue;
      this.#failed.set(failure, failed + 1);
      throw new CommandError(failure.code, `Failing command '${command}', as it was wished for`);
    }
  }
}
