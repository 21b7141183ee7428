/** Schedules that EventBridge would refuse are refused before it, and those that it takes have a next moment. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextFire, scheduleMistake } from '../../../../lib/drills/plans/schedule.ts';

describe('a schedule is refused', () => {
  test.each([
    ['every night at two', /cron\(…\) or rate\(…\)/],
    ['', /cron\(…\) or rate\(…\)/],
    ['cron()', /cron\(…\) or rate\(…\)/],
    ['at(2026-11-22T02:00:00)', /cron\(…\) or rate\(…\)/],
    ['rate(1.5 days)', /cron\(…\) or rate\(…\)/],
    ['rate(-1 days)', /cron\(…\) or rate\(…\)/],
    ['rate(1 week)', /cron\(…\) or rate\(…\)/],
    ['rate( 1 day )', /cron\(…\) or rate\(…\)/],
    ['cron(0 2 * * *)', /six fields/],
    ['cron(0 2 * * ? * *)', /six fields/],
    ['cron(0 2 * * * *)', /must be \?/],
    ['cron(0 2 ? * ? *)', /must be \?/],
    ['cron(0 2 1 * MON *)', /must be \?/],
    ['cron(61 2 * * ? *)', /not a cron expression/],
    ['cron(0 24 * * ? *)', /not a cron expression/],
    ['cron(0 2 32 * ? *)', /not a cron expression/],
    ['cron(0 2 * 13 ? *)', /not a cron expression/],
    ['cron(0 2 ? * FUNDAY *)', /not a cron expression/],
    ['cron(a 2 * * ? *)', /not a cron expression/],
    ['cron(0 2 * * ? 2020)', /never fires again/],
    ['cron(0 2 31 2 ? *)', /never fires again/],
    ['rate(0 days)', /at least 1/],
    ['rate(0 day)', /at least 1/],
    ['rate(1 minutes)', /singular/],
    ['rate(1 days)', /singular/],
    ['rate(2 hour)', /singular/],
  ])('%s', (schedule, mistake) => {
    expect(scheduleMistake(schedule)).toMatch(mistake);
  });
});

describe('a schedule is taken', () => {
  test.each([
    'cron(0 2 * * ? *)',
    'cron(0/15 8-18 ? * MON-FRI *)',
    'cron(30 2 1 1,4,7,10 ? *)',
    'cron(0 2 L * ? *)',
    'cron(0 2 ? * 6L *)',
    'cron(0 2 ? * SUN#1 2026-2099)',
    'cron(0  2  *  *  ?  *)',
    'rate(1 minute)',
    'rate(12 hours)',
    'rate(7 days)',
  ])('%s', (schedule) => {
    expect(scheduleMistake(schedule)).toBeUndefined();
  });
});

const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
const MINUTE = 60_000;

describe('the next moment', () => {
  test('of a cron expression is the first of its minutes after now, not now', () => {
    fc.assert(
      fc.property(fc.nat({ max: 59 }), fc.nat({ max: 23 }), moment, (minute, hour, now) => {
        const after = nextFire(`cron(${minute} ${hour} * * ? *)`, now);
        let expected = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hour, minute);
        if (expected <= now.getTime()) expected += 24 * 60 * MINUTE;
        expect(after?.toISOString()).toBe(new Date(expected).toISOString());
      }),
      { numRuns: 200 },
    );
  });

  test('of a rate is a whole number of them after it was last due, the first after now', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 100 }),
        moment,
        fc.nat({ max: 100_000 }),
        (count, since, passed) => {
          const now = new Date(since.getTime() + passed * MINUTE);
          const next = nextFire(`rate(${count} minutes)`, now, since)!;
          const steps = (next.getTime() - since.getTime()) / (count * MINUTE);
          expect(Number.isInteger(steps)).toBe(true);
          expect(next.getTime()).toBeGreaterThan(now.getTime());
          expect(next.getTime() - now.getTime()).toBeLessThanOrEqual(count * MINUTE);
        },
      ),
    );
  });

  test.each([
    ['rate(1 minute)', '2026-11-22T10:01:00.000Z'],
    ['rate(1 hour)', '2026-11-22T11:00:00.000Z'],
    ['rate(7 days)', '2026-11-29T10:00:00.000Z'],
    ['cron(0 10 * * ? *)', '2026-11-23T10:00:00.000Z'],
    ['cron(1 10 * * ? *)', '2026-11-22T10:01:00.000Z'],
    ['cron(0 2 ? * MON *)', '2026-11-23T02:00:00.000Z'],
  ])('of %s, at ten o’clock of a Sunday', (schedule, expected) => {
    expect(nextFire(schedule, new Date('2026-11-22T10:00:00Z'))?.toISOString()).toBe(expected);
  });

  test.each([
    ['cron(0 2 31 * ? *)', '2026-12-31T02:00:00.000Z'],
    ['cron(0 2 31,30 3,2 ? *)', '2027-03-30T02:00:00.000Z'],
    ['cron(0 2 29 2 ? *)', '2028-02-29T02:00:00.000Z'],
    ['cron(0 2 L * ? *)', '2026-11-30T02:00:00.000Z'],
  ])('of %s is a day that its month has', (schedule, expected) => {
    expect(nextFire(schedule, new Date('2026-11-22T10:00:00Z'))?.toISOString()).toBe(expected);
  });

  test('of a list is the first of it, whatever its order', () => {
    const all = fc.uniqueArray(fc.nat({ max: 23 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(all, moment, (hours, now) => {
        const days = [0, 1].map((more) => Math.floor(now.getTime() / (1_440 * MINUTE)) + more);
        const moments = days.flatMap((day) => hours.map((hour) => (day * 24 + hour) * 60 * MINUTE));
        const expected = Math.min(...moments.filter((each) => each > now.getTime()));
        expect(nextFire(`cron(0 ${hours.join(',')} * * ? *)`, now)?.getTime()).toBe(expected);
      }),
    );
  });

  test.each(['09:59:00.000', '09:59:59.000', '09:59:59.999'])('is not passed over from %s', (time) => {
    const next = nextFire('cron(0 10 * * ? *)', new Date(`2026-11-22T${time}Z`));
    expect(next?.toISOString()).toBe('2026-11-22T10:00:00.000Z');
  });

  test('of no schedule is none', () => {
    expect(nextFire('every night', new Date())).toBeUndefined();
    expect(nextFire('cron(0 2 * * ? 2020)', new Date('2026-11-22T10:00:00Z'))).toBeUndefined();
  });
});
