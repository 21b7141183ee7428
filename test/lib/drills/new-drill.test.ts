/** The record and the id of a drill: the same however often it is asked for, and short enough for AWS. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drillIdOf, newDrill, startOfTime } from '../../../lib/drills/new-drill.ts';
import { drillPlan } from '../../../lib/drills/plans/plan.ts';
import { drillOfRestore, restoreIdOf } from '../../../lib/drills/target/target-name.ts';

const PROJECT = 'a'.repeat(24);
const plan = drillPlan.parse({
  name: 'nightly',
  sources: [{ projectId: PROJECT, name: 'Orders' }],
  schedule: 'rate(1 day)',
  objectives: { rtoMinutes: 90, rpoMinutes: 1_440 },
  limits: { timeLimitMinutes: 120 },
});
const NOW = new Date('2026-11-22T02:00:01.234Z');
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/);
const source = fc.record({
  projectId: fc.stringMatching(/^[a-f0-9]{24}$/),
  name: fc.stringMatching(/^[\w-]{1,64}$/),
});
const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });

describe('an id', () => {
  test('fits the name of an execution, with its restore’s suffix as well, whatever the plan is called', () => {
    fc.assert(
      fc.property(fc.oneof(name, fc.constant('a'.repeat(32))), moment, source, (plan, at, from) => {
        const id = drillIdOf(plan, startOfTime(at), from);
        expect(id.length).toBeLessThanOrEqual(72);
        expect(restoreIdOf(id).length).toBeLessThanOrEqual(80);
        expect(restoreIdOf(id)).toMatch(/^[a-zA-Z0-9_-]+$/);
        expect(drillOfRestore(restoreIdOf(id))).toBe(id);
      }),
    );
  });

  test('is as long with the longest name as there is room for a start of 28 characters', () => {
    const place = { projectId: PROJECT, name: 'Orders' };
    expect(drillIdOf('a'.repeat(32), startOfTime(NOW), place)).toHaveLength(60);
    expect(drillIdOf('a'.repeat(32), 's'.repeat(28), place)).toHaveLength(72);
  });

  test('is the same for the same plan, start and source, and another for any other', () => {
    fc.assert(
      fc.property(name, moment, source, name, source, (plan, at, from, otherPlan, otherFrom) => {
        const start = startOfTime(at);
        const id = drillIdOf(plan, start, from);
        expect(drillIdOf(plan, start, { ...from })).toBe(id);
        if (otherPlan !== plan) expect(drillIdOf(otherPlan, start, from)).not.toBe(id);
        if (JSON.stringify(otherFrom) !== JSON.stringify(from))
          expect(drillIdOf(plan, start, otherFrom)).not.toBe(id);
        expect(drillIdOf(plan, startOfTime(new Date(at.getTime() + 1_000)), from)).not.toBe(id);
      }),
    );
  });

  test('of a plan whose name and start run into each other is that of no other plan', () => {
    const place = { projectId: PROJECT, name: 'Orders' };
    expect(drillIdOf('a-b', 'c', place)).not.toBe(drillIdOf('a', 'b-c', place));
  });
});

test('a start is its time to the second, without what an execution’s name may not hold', () => {
  expect(startOfTime(NOW)).toBe('20261122T020001Z');
});

test('a new drill says what was asked, by when it ends, by when nothing is left, and the objectives of its day', () => {
  const trigger = { kind: 'schedule', by: 'a rule', at: NOW.toISOString() } as const;
  const from = { projectId: PROJECT, name: 'Orders', family: 'cluster' } as const;
  const record = newDrill({ plan, source: from, trigger, start: 's', simulated: true, now: NOW });
  expect(record).toEqual({
    id: drillIdOf('nightly', 's', from),
    version: 0,
    plan: 'nightly',
    source: { projectId: PROJECT, name: 'Orders' },
    trigger,
    simulated: true,
    phase: 'PREFLIGHT',
    createdAt: '2026-11-22T02:00:01.234Z',
    endsBy: '2026-11-22T04:00:01.234Z',
    deleteBy: '2026-11-22T04:30:01.234Z',
    objectives: { rtoSeconds: 5_400, rpoSeconds: 86_400, rto: 'verified', whenMissed: 'fail' },
    marks: {},
    checks: [],
  });
});
