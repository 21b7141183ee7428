/** Marks become measures; what is not known stays unknown, and is no objective met. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../../lib/drills/check-result.ts';
import { measuresOf } from '../../../lib/drills/measures.ts';
import type { DrillRecord, Objectives } from '../../../lib/drills/record.ts';
import { countsForRpo } from '../../../lib/drills/steps/choose.ts';

const START = Date.parse('2026-11-22T10:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();
const OBJECTIVES: Objectives = { rtoSeconds: 600, rpoSeconds: 3_600, rto: 'verified', whenMissed: 'fail' };
const snapshotOf = (ageSeconds: number) => ({ createdAt: at(-ageSeconds), worstGapSeconds: 7_200 });
type Given = Parameters<typeof measuresOf>[0];
const given = (more: Partial<Given>): Given => ({ marks: {}, checks: [], objectives: OBJECTIVES, ...more });

const MARKS = {
  startedAt: at(0),
  snapshotChosenAt: at(1),
  targetReadyAt: at(100),
  jobAcceptedAt: at(110),
  jobFinishedAt: at(410),
  firstReadAt: at(500),
  decidedAt: at(600),
  cleanedAt: at(5_000),
};

test('are from T0 to T5 and T6, and of the restore from T3 to T4; cleanup is no part of them', () => {
  const restore = { id: 'r', pollSeconds: 12 };
  expect(measuresOf(given({ marks: MARKS, restore, snapshot: snapshotOf(3_600) }), true)).toEqual({
    technicalRtoSeconds: 500,
    verifiedRtoSeconds: 600,
    restoreSeconds: 300,
    pollSeconds: 12,
    snapshotAgeSeconds: 3_600,
    snapshotAgeCounts: true,
    worstSnapshotGapSeconds: 7_200,
    observedRpoSeconds: null,
    rtoMet: true,
    rpoMet: true,
  });
});

describe('an objective', () => {
  test('is met up to the very second, by the RTO that the plan says', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1_200 }),
        fc.nat({ max: 1_200 }),
        fc.constantFrom('verified' as const, 'technical' as const),
        (read, more, rto) => {
          const marks = { startedAt: at(0), firstReadAt: at(read), decidedAt: at(read + more) };
          const { rtoMet } = measuresOf(given({ marks, objectives: { ...OBJECTIVES, rto } }), true);
          expect(rtoMet).toBe((rto === 'technical' ? read : read + more) <= 600);
        },
      ),
    );
  });

  test('is neither met nor missed where nothing was measured', () => {
    const nothing = measuresOf(given({}), true);
    expect(nothing).toMatchObject({ rtoMet: null, rpoMet: null, technicalRtoSeconds: null });
    const begun = measuresOf(given({ marks: { startedAt: at(0), firstReadAt: at(9) } }), true);
    expect(begun).toMatchObject({ technicalRtoSeconds: 9, verifiedRtoSeconds: null, rtoMet: null });
  });

  test('for the age of data is missed by a snapshot that is too old', () => {
    const { rpoMet } = measuresOf(given({ marks: MARKS, snapshot: snapshotOf(3_601) }), true);
    expect(rpoMet).toBe(false);
  });
});

describe('the age of a snapshot', () => {
  const days = { days: 30 };

  test.each([
    ['latest' as const, true],
    [{ pointInTime: { minutesAgo: 5 } }, true],
    [{ random: days }, false],
    [{ oldest: days }, false],
  ])('of %j counts: %s', (snapshot, counts) => {
    expect(countsForRpo({ snapshot })).toBe(counts);
  });

  test('that was not the newest is told, never counts, and meets or misses nothing', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000 }), (age) => {
        const said = measuresOf(given({ marks: MARKS, snapshot: snapshotOf(age) }), false);
        expect(said).toMatchObject({ snapshotAgeSeconds: age, snapshotAgeCounts: false, rpoMet: null });
      }),
    );
  });
});

test('no measure is less than nothing, however clocks differ', () => {
  const when = fc.option(fc.integer({ min: -1_000, max: 1_000 }).map(at), { nil: undefined });
  const marks = fc.record(Object.fromEntries(Object.keys(MARKS).map((mark) => [mark, when])));
  fc.assert(
    fc.property(marks, (some) => {
      const said = measuresOf(given({ marks: some as DrillRecord['marks'], snapshot: snapshotOf(-5) }), true);
      for (const value of Object.values(said))
        if (typeof value === 'number') expect(value).toBeGreaterThanOrEqual(0);
    }),
  );
});

describe('the observed data RPO', () => {
  const newest = (actual: unknown, verdict: CheckResult['verdict'] = 'PASS'): CheckResult => ({
    id: 'newest-document',
    verdict,
    code: 'OK',
    reason: '',
    required: true,
    provesData: true,
    actual,
    durationMs: 0,
  });
  const observed = (...checks: readonly CheckResult[]) =>
    measuresOf(given({ marks: MARKS, checks }), true).observedRpoSeconds;

  test('is the age of the newest document of all that were verified', () => {
    expect(observed(newest(at(-900)), newest(at(-60)), newest(at(-5_000)))).toBe(60);
  });

  test('is not known from a check that failed, or that saw no date', () => {
    expect(observed(newest(at(-60), 'FAIL'), newest(null), newest(undefined))).toBeNull();
  });
});
