import { describe, expect, test } from 'vitest';
import { parseHttpDate, retryAfterMs } from '../../../lib/atlas/http-date.ts';

const NOW = new Date('2026-11-22T10:00:00Z');

describe('parseHttpDate', () => {
  test.each([
    ['Sun, 22 Nov 2026 10:00:00 GMT', '2026-11-22T10:00:00.000Z'],
    ['Mon, 5 Aug 2024 00:00:00 GMT', '2024-08-05T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(parseHttpDate(text)?.toISOString()).toBe(expected);
  });

  test.each([[undefined], [''], ['1.5'], ['2026-11-22'], ['Sun, 99 Foo 2026 10:00:00 GMT']])(
    'takes %s for no date',
    (text) => {
      expect(parseHttpDate(text)).toBeUndefined();
    },
  );
});

describe('retryAfterMs', () => {
  test.each([
    ['seconds', { 'retry-after': '55' }, 55_000],
    [
      'a date, by the clock of the answer',
      { 'retry-after': 'Mon, 5 Aug 2024 00:00:30 GMT', date: 'Mon, 5 Aug 2024 00:00:10 GMT' },
      20_000,
    ],
    [
      'a date, by our clock where there is no other',
      { 'retry-after': 'Sun, 22 Nov 2026 10:00:07 GMT' },
      7_000,
    ],
    ['a date that has passed', { 'retry-after': 'Mon, 5 Aug 2024 00:00:30 GMT' }, 0],
    ['words', { 'retry-after': 'soon' }, undefined],
    ['a negative number', { 'retry-after': '-5' }, undefined],
    ['nothing', {}, undefined],
  ])('understands %s', (_, headers: Record<string, string>, expected) => {
    expect(retryAfterMs(headers, NOW)).toBe(expected);
  });
});
