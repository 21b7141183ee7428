/** In place of EventBridge's rules: by the service's clock, which may run fast. A clock that stands still fires nothing. */
import { nextFire } from '../../lib/drills/plans/schedule.ts';
import type { ServiceTime } from './service-time.ts';

type Stop = () => Promise<void>;

/** setTimeout's longest; a moment further off is come back to. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What goes wrong is in the log, and the next time does the same. */
export function every(time: ServiceTime, seconds: number, run: () => Promise<unknown>): Stop {
  const everyMs = time.waitMs(seconds);
  if (everyMs <= 0) return async () => {};
  let underWay: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    underWay = run().catch(() => {});
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}

/** As the rule on AWS has it: daily, in UTC. */
export const cronOf = ({ hour, minute }: { readonly hour: number; readonly minute: number }): string =>
  `cron(${minute} ${hour} * * ? *)`;

/** @param schedule as EventBridge takes it. @param run what goes wrong in it is in the log */
export function onSchedule(schedule: string, time: ServiceTime, run: (at: string) => Promise<unknown>): Stop {
  if (time.waitMs(1) <= 0) return async () => {};
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<unknown> = Promise.resolve();
  const since = time.clock.now();
  const wait = (after: Date): void => {
    const now = time.clock.now();
    const next = nextFire(schedule, after, since);
    if (next === undefined) return;
    const ms = time.waitMs((next.getTime() - now.getTime()) / 1_000);
    timer = setTimeout(
      () => {
        const isDue = ms <= LONGEST_TIMER_MS;
        if (isDue) underWay = run(next.toISOString()).catch(() => {});
        // A timer may come a little early: the moment that it was set for is not the next one again.
        wait(isDue && next > time.clock.now() ? next : time.clock.now());
      },
      Math.min(LONGEST_TIMER_MS, Math.max(1, ms)),
    );
  };
  wait(since);
  return async () => {
    clearTimeout(timer);
    await underWay;
  };
}
