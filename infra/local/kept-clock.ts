/**
 * A fast clock that never goes back, not even over a restart: the ledger and the simulator hold times that it gave
 * out, and the next process must live after them.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Clock, scaledClock } from '../../lib/clock.ts';

/** How often the time is written down. What lies between is covered by writing a time ahead of now. */
const WRITE_EVERY_MS = 500;
/** How far ahead, in writes: a process that is held up for a moment must not be overtaken. */
const WRITES_AHEAD = 4;

export interface KeptClock extends Clock {
  /** Stops writing. */
  close(): void;
}

/** Without a file the clock starts at the real time and is forgotten. */
export function keptClock(speed: number, file?: string): KeptClock {
  const real = new Date();
  const kept = file === undefined ? undefined : readTime(file);
  const clock = scaledClock(speed, kept !== undefined && kept > real ? kept : real);
  const write = (): void => {
    if (file === undefined) return;
    const ahead = new Date(clock.now().getTime() + WRITE_EVERY_MS * WRITES_AHEAD * speed);
    writeFileSync(`${file}.new`, JSON.stringify({ time: ahead.toISOString() }));
    renameSync(`${file}.new`, file);
  };
  write();
  // A full disk or a folder that was taken away must not end the service: what is lost is the order of some times.
  const timer = setInterval(() => {
    try {
      write();
    } catch {
      // The next write may do.
    }
  }, WRITE_EVERY_MS);
  timer.unref();
  return {
    ...clock,
    close: () => {
      clearInterval(timer);
    },
  };
}

function readTime(file: string): Date | undefined {
  try {
    const { time } = JSON.parse(readFileSync(file, 'utf8')) as { time: string };
    const at = new Date(time);
    return Number.isNaN(at.getTime()) ? undefined : at;
  } catch {
    // Missing at the first start; a broken one costs nothing but the order of some times.
    return undefined;
  }
}
