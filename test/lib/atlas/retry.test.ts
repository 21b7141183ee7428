import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRetry, type FailedAttempt } from '../../../lib/atlas/retry.ts';

const BASE: FailedAttempt = {
  method: 'GET',
  status: 503,
  errorCode: 'SERVICE_UNAVAILABLE',
  headers: {},
  attempt: 1,
  remainingMs: 60_000,
  random: 0.5,
  now: new Date('2026-11-22T10:00:00Z'),
};

describe('the retry decision', () => {
  test.each<[string, Partial<FailedAttempt>, number | string]>([
    ['waits a part of 250 ms after a first 503', {}, 125],
    ['doubles that with each attempt', { attempt: 3 }, 500],
    ['and stops doubling at 4 s', { attempt: 30 }, 2_000],
    ['never hammers', { random: 0 }, 100],
    ['repeats what got no answer', { status: 0, errorCode: 'NO_ANSWER' }, 125],
    ['repeats what was not to be read', { status: 200, errorCode: 'UNREADABLE_ANSWER' }, 125],
    ['does not repeat what was too large', { status: 0, errorCode: 'UNREADABLE_ANSWER' }, 'permanent'],
    ['repeats 408, 500 and 504', { status: 408 }, 125],
    ['waits 10 s for a throttle', { status: 429, errorCode: 'RATE_LIMITED' }, 10_500],
    ['then 20 s', { status: 429, errorCode: 'RATE_LIMITED', attempt: 2 }, 20_500],
    ['then 40 s', { status: 429, errorCode: 'RATE_LIMITED', attempt: 3 }, 40_500],
    ['and no longer', { status: 429, errorCode: 'RATE_LIMITED', attempt: 9 }, 40_500],
    ['gives up where that does not fit', { status: 429, attempt: 2, remainingMs: 20_000 }, 'budget'],
    [
      'waits the same for one of the 100 tokens to expire',
      { status: 403, errorCode: 'access_denied' },
      10_500,
    ],
    ['does what Retry-After says', { status: 429, headers: { 'retry-after': '3' } }, 3_500],
    ['on a 503 too', { headers: { 'retry-after': '3' } }, 3_500],
    ['as a date too', { headers: { 'retry-after': 'Sun, 22 Nov 2026 10:00:05 GMT' } }, 5_500],
    [
      'leaves the jitter out where it does not fit',
      { headers: { 'retry-after': '3' }, remainingMs: 3_600 },
      3_100,
    ],
    ['gives up where Retry-After asks for too much', { headers: { 'retry-after': '86400' } }, 'budget'],
    ['gives up where no time for an attempt is left', { remainingMs: 550 }, 'budget'],
    ['takes 404 for final', { status: 404 }, 'permanent'],
    ['takes 401 for final', { status: 401 }, 'permanent'],
    ['takes 403 for final', { status: 403, errorCode: 'ACCESS_FORBIDDEN' }, 'permanent'],
    ['takes a redirect for final', { status: 302 }, 'permanent'],
    ['takes 405 for final', { status: 405, errorCode: 'OTHER' }, 'permanent'],
    ['except during an upgrade', { status: 405, errorCode: 'WRITES_NOT_ALLOWED_DURING_APP_UPGRADES' }, 125],
    ['does not repeat a POST', { method: 'POST' }, 'notRepeatable'],
    ['does not repeat a throttled POST', { method: 'POST', status: 429 }, 'notRepeatable'],
    ['does not repeat a DELETE', { method: 'DELETE', status: 0 }, 'notRepeatable'],
  ])('%s', (_, failed, expected) => {
    const decision = decideRetry({ ...BASE, ...failed });
    expect(decision.retry ? decision.waitMs : decision.why).toBe(expected);
  });

  const failedAttempt = fc.record<FailedAttempt>({
    method: fc.constantFrom('GET', 'POST', 'DELETE'),
    status: fc.oneof(fc.constant(0), fc.integer({ min: 200, max: 599 })),
    errorCode: fc.constantFrom(
      'NO_ANSWER',
      'UNREADABLE_ANSWER',
      'access_denied',
      'RATE_LIMITED',
      'WRITES_NOT_ALLOWED_DURING_APP_UPGRADES',
    ),
    headers: fc.oneof(
      fc.constant<Record<string, string>>({}),
      fc.nat().map((seconds) => ({ 'retry-after': String(seconds) })),
      fc.string().map((text) => ({ 'retry-after': text })),
      fc.date({ noInvalidDate: true }).map((date) => ({ 'retry-after': date.toUTCString() })),
    ),
    attempt: fc.integer({ min: 1, max: 2_000 }),
    remainingMs: fc.integer({ min: -10_000, max: 600_000 }),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    now: fc.date({ noInvalidDate: true }),
  });

  test('never waits longer than the budget, nor not at all', () => {
    fc.assert(
      fc.property(failedAttempt, (failed) => {
        const decision = decideRetry(failed);
        if (!decision.retry) return;
        expect(decision.waitMs).toBeLessThan(failed.remainingMs);
        expect(decision.waitMs).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(decision.waitMs)).toBe(true);
      }),
    );
  });

  test('never repeats a POST or DELETE, nor a 4xx that is neither throttle nor maintenance', () => {
    fc.assert(
      fc.property(failedAttempt, (failed) => {
        if (!decideRetry(failed).retry) return;
        expect(failed.method).toBe('GET');
        const { status, errorCode } = failed;
        const final = status >= 300 && status <= 499;
        const known = [408, 429].includes(status) || /access_denied|WRITES_NOT/.test(errorCode);
        expect(final && !known).toBe(false);
      }),
    );
  });

  test('never waits less than Retry-After asks for', () => {
    fc.assert(
      fc.property(failedAttempt, fc.nat({ max: 700 }), (failed, seconds) => {
        const decision = decideRetry({ ...failed, headers: { 'retry-after': String(seconds) } });
        if (decision.retry) expect(decision.waitMs).toBeGreaterThanOrEqual(seconds * 1_000);
      }),
    );
  });

  test('waits no shorter for a later attempt, and a larger budget stops nothing', () => {
    fc.assert(
      fc.property(failedAttempt, fc.nat({ max: 600_000 }), (failed, moreMs) => {
        const ample = { ...failed, remainingMs: 10_000_000_000 };
        const [now, later] = [decideRetry(ample), decideRetry({ ...ample, attempt: ample.attempt + 1 })];
        if (now.retry && later.retry) expect(later.waitMs).toBeGreaterThanOrEqual(now.waitMs);
        const more = decideRetry({ ...failed, remainingMs: failed.remainingMs + moreMs });
        if (decideRetry(failed).retry) expect(more.retry).toBe(true);
      }),
    );
  });
});
