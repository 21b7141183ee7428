/** How time passes for the service on one machine. */
import { join } from 'node:path';
import { type Clock, wallClock } from '../../lib/clock.ts';
import { keptClock } from './kept-clock.ts';

export interface ServiceTime {
  readonly clock: Clock;
  readonly simulatorClock: Clock;
  /** How long a workflow's wait of so many seconds really lasts, in milliseconds. */
  waitMs(seconds: number): number;
  /** Told of every wait as it begins: a clock that stands still is moved on by it. */
  onWait?(seconds: number): void;
  close?(): void;
}

/** The simulator's clock may run fast, and the service lives by it; another Atlas lives in real time. */
export function passingTime({
  speed,
  data,
  atlas,
}: {
  readonly speed: number;
  readonly data?: string;
  readonly atlas?: object;
}): ServiceTime {
  const waitMs = (seconds: number) => (seconds * 1000) / speed;
  if (atlas !== undefined) return { clock: wallClock, simulatorClock: wallClock, waitMs };
  const clock = keptClock(speed, data && join(data, 'clock.json'));
  return { clock, simulatorClock: clock, waitMs, close: () => clock.close() };
}
