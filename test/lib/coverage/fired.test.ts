/** Whether a rule fired when it was due, and when a schedule was due last. */
import { describe, expect, test } from 'vitest';
import { planFindings, plansSeen } from '../../../lib/coverage/fired.ts';
import { lastFire, nextFire } from '../../../lib/drills/plans/schedule.ts';

const NIGHTLY = { name: 'nightly', schedule: 'cron(0 2 * * ? *)', enabled: true };
const at = (text: string) => new Date(`2026-11-${text}Z`);

test.each([
  ['cron(0 2 * * ? *)', '22T10:00:00', '2026-11-22T02:00:00.000Z'],
  ['cron(0 2 * * ? *)', '22T02:00:00', '2026-11-22T02:00:00.000Z'],
  ['cron(0 2 * * ? *)', '22T01:59:59', '2026-11-21T02:00:00.000Z'],
  ['cron(* * * * ? *)', '22T10:00:30', '2026-11-22T10:00:00.000Z'],
  ['cron(0 2 ? * SUN *)', '21T10:00:00', '2026-11-15T02:00:00.000Z'],
  ['cron(0 0 31 * ? *)', '22T10:00:00', '2026-10-31T00:00:00.000Z'],
  ['cron(0 0 1 1 ? *)', '22T10:00:00', '2026-01-01T00:00:00.000Z'],
  ['cron(0 0 1 1 ? 2030)', '22T10:00:00', undefined],
  ['rate(1 day)', '22T10:00:00', undefined],
])('%s was due last before %s at %s', (schedule, until, expected) => {
  expect(lastFire(schedule, at(until))?.toISOString()).toBe(expected);
  if (expected !== undefined)
    expect(nextFire(schedule, new Date(expected))?.getTime()).toBeGreaterThan(at(until).getTime());
});

describe('a plan', () => {
  const seen = (fired?: string, plan = NIGHTLY, since = at('20T12:00:00')) =>
    plansSeen({}, [plan], new Map(fired === undefined ? [] : [[plan.name, at(fired).toISOString()]]), since);
  const codes = (...given: Parameters<typeof planFindings>) => planFindings(...given).map(({ code }) => code);

  test('has half an hour of grace', () => {
    expect(codes(seen('21T02:00:00'), at('22T02:29:59'))).toEqual([]);
    expect(codes(seen('21T02:00:00'), at('22T02:30:00'))).toEqual(['PLAN_DID_NOT_FIRE']);
    expect(codes(seen('22T02:00:00'), at('22T02:30:00'))).toEqual([]);
  });

  test('owes nothing of before it was known, had this schedule, or was enabled', () => {
    expect(codes(seen(), at('20T23:00:00'))).toEqual([]);
    expect(codes(seen(), at('21T03:00:00'))).toEqual(['PLAN_DID_NOT_FIRE']);
    const changed = { ...NIGHTLY, schedule: 'cron(0 1 * * ? *)' };
    expect(codes(plansSeen(seen(), [changed], new Map(), at('21T03:00:00')), at('21T04:00:00'))).toEqual([]);
    const disabled = plansSeen(seen(), [{ ...NIGHTLY, enabled: false }], new Map(), at('21T03:00:00'));
    expect(disabled).toEqual({});
    const again = plansSeen(disabled, [NIGHTLY], new Map(), at('21T05:00:00'));
    expect(codes(again, at('21T06:00:00'))).toEqual([]);
  });

  test('at a rate is due a period after its last drill, or after it was known', () => {
    const rate = { ...NIGHTLY, schedule: 'rate(12 hours)' };
    expect(codes(seen(undefined, rate), at('21T00:29:00'))).toEqual([]);
    expect(codes(seen(undefined, rate), at('21T00:30:00'))).toEqual(['PLAN_DID_NOT_FIRE']);
    expect(codes(seen('21T00:05:00', rate), at('21T12:34:00'))).toEqual([]);
    expect(codes(seen('21T00:05:00', rate), at('21T12:35:00'))).toEqual(['PLAN_DID_NOT_FIRE']);
  });
});
