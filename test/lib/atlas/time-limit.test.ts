import { afterEach, expect, test, vi } from 'vitest';
import { TimeLimit, TimeLimitPassed } from '../../../lib/atlas/time-limit.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('a limit that passes stops with a reason of its own', () => {
  vi.useFakeTimers();
  const { signal } = new TimeLimit(1_000);
  vi.advanceTimersByTime(999);
  expect(signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(signal.reason).toBeInstanceOf(TimeLimitPassed);
});

test.each([
  ['before', true],
  ['after', false],
])('a caller who gives up %s it begins stops it with the caller’s reason', (_, before) => {
  vi.useFakeTimers();
  const controller = new AbortController();
  if (before) controller.abort('enough');
  const { signal } = new TimeLimit(1_000, controller.signal);
  if (!before) controller.abort('enough');
  vi.advanceTimersByTime(1_000);
  expect(signal.reason).toBe('enough');
});

test('a limit that was ended leaves no timer and no listener behind', () => {
  vi.useFakeTimers();
  const controller = new AbortController();
  const limit = new TimeLimit(1_000, controller.signal);
  limit.end();
  expect(vi.getTimerCount()).toBe(0);
  controller.abort();
  expect(limit.signal.aborted).toBe(false);
});
