/** How long an operation may work: only while it works. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TimeLimit } from '../../../../../infra/local/mongo-server/query/time-limit.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('a limit is over after its time', () => {
  const limit = new TimeLimit(100);
  vi.advanceTimersByTime(99);
  expect(() => limit.check()).not.toThrow();
  vi.advanceTimersByTime(1);
  expect(() => limit.check()).toThrow('operation exceeded time limit');
});

test('the time between two batches belongs to the client', () => {
  const limit = new TimeLimit(100);
  vi.advanceTimersByTime(60);
  limit.pause();
  vi.advanceTimersByTime(10_000);
  limit.resume();
  expect(limit.leftMs).toBe(40);
  vi.advanceTimersByTime(40);
  expect(() => limit.check()).toThrow('operation exceeded time limit');
});

test('0 is none', () => {
  const limit = TimeLimit.of({ find: 'a', maxTimeMS: 0 });
  vi.advanceTimersByTime(1e9);
  expect(() => limit.check()).not.toThrow();
});
