/** Rules on one machine: a day of theirs takes a second here. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { EVENT_FUNCTIONS } from '../../../infra/event-functions.ts';
import { cronOf, every, onSchedule } from '../../../infra/local/schedules.ts';
import { wallClock } from '../../../lib/clock.ts';

const SPEED = 86_400;

function fastTime(from: string) {
  const began = performance.now();
  const now = () => new Date(Date.parse(from) + (performance.now() - began) * SPEED);
  const clock = { ...wallClock, now };
  return { clock, simulatorClock: clock, waitMs: (seconds: number) => (seconds * 1_000) / SPEED };
}

async function seen<Value>(values: readonly Value[], count: number): Promise<void> {
  while (values.length < count) await delay(10);
}

test('a day is closed when it is over, at the moment of the rule on AWS, whenever the process began', async () => {
  const moments: string[] = [];
  const stop = onSchedule(cronOf(EVENT_FUNCTIONS.closeDay), fastTime('2026-11-27T14:03:20Z'), async (at) => {
    moments.push(at);
  });
  await seen(moments, 2);
  await stop();
  expect(moments[0]).toBe('2026-11-28T00:15:00.000Z');
  expect(moments.map((at) => at.slice(10))).toEqual(moments.map(() => 'T00:15:00.000Z'));
});

test('what failed is done again the next time', async () => {
  let tries = 0;
  const stop = onSchedule('rate(1 hour)', fastTime('2026-11-27T14:03:20Z'), async () => {
    tries += 1;
    throw new Error('away');
  });
  while (tries < 2) await delay(10);
  await stop();
  expect(tries).toBeGreaterThanOrEqual(2);
});

test('a clock that stands still fires nothing', async () => {
  const still = { ...fastTime('2026-11-27T00:14:59Z'), waitMs: () => 0 };
  const fired: string[] = [];
  const stops = [
    onSchedule('rate(1 minute)', still, async (at) => void fired.push(at)),
    every(still, 60, async () => void fired.push('every')),
  ];
  await delay(50);
  for (const stop of stops) await stop();
  expect(fired).toEqual([]);
});
