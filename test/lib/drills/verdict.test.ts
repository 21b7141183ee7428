/** The verdict: what could not be verified is never a pass. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHECK_IDS, CHECK_VERDICTS, type CheckResult } from '../../../lib/drills/check-result.ts';
import type { Measures, Objectives } from '../../../lib/drills/record.ts';
import { allRows, decide } from '../../../lib/drills/verdict.ts';

const check = fc
  .record({
    id: fc.constantFrom(...CHECK_IDS),
    verdict: fc.constantFrom('PASS' as const, 'PASS' as const, ...CHECK_VERDICTS),
    required: fc.boolean(),
    provesData: fc.boolean(),
  })
  .map((one): CheckResult => ({ ...one, code: `CODE_${one.verdict}`, reason: 'Because.', durationMs: 1 }));
const checks = fc.array(check, { maxLength: 6 });
const objectives = fc.record({
  rtoSeconds: fc.constant(60),
  rpoSeconds: fc.constant(60),
  rto: fc.constantFrom('verified' as const, 'technical' as const),
  whenMissed: fc.constantFrom('fail' as const, 'warn' as const),
});
const UNKNOWN: Measures = {
  technicalRtoSeconds: null,
  verifiedRtoSeconds: null,
  restoreSeconds: null,
  pollSeconds: null,
  snapshotAgeSeconds: null,
  snapshotAgeCounts: true,
  worstSnapshotGapSeconds: null,
  observedRpoSeconds: null,
  rtoMet: null,
  rpoMet: null,
};
const met = fc.constantFrom(true, true, false, null);
const measures = fc
  .record({ rtoMet: met, rpoMet: met })
  .map((some): Measures => ({ ...UNKNOWN, technicalRtoSeconds: 61, verifiedRtoSeconds: 62, ...some }));
const ended = fc.option(
  fc.record({
    code: fc.constant('ENDED'),
    detail: fc.constant('It ended.'),
    verdict: fc.constantFrom('FAILED' as const, 'INCONCLUSIVE' as const),
  }),
  { nil: undefined, freq: 2 },
);
const drill = fc.record({ checks, objectives, measures, ended });
type Drill = typeof drill extends fc.Arbitrary<infer One> ? One : never;

const decided = ({ checks, objectives, measures, ended }: Drill) =>
  decide({ checks, objectives, ...(ended && { ended }) }, measures);
const always = (is: (drill: Drill, decision: ReturnType<typeof decide>) => boolean) =>
  fc.assert(
    fc.property(drill, (one) => is(one, decided(one))),
    { numRuns: 3_000 },
  );
const isMissed = ({ measures: { rtoMet, rpoMet } }: Drill) => rtoMet === false || rpoMet === false;
const hasRequired = ({ checks }: Drill, ...verdicts: readonly string[]) =>
  checks.some(({ required, verdict }) => required && verdicts.includes(verdict));

describe('a drill', () => {
  test('in which no check proved data never passes', () => {
    always(
      ({ checks }, { verdict }) =>
        verdict !== 'PASSED' || checks.some((one) => one.verdict === 'PASS' && one.provesData),
    );
  });

  test('passes exactly when data is proven, all that is required passed, its objectives were met, and it did not end early', () => {
    always((one, { verdict }) => {
      const isProven = one.checks.some(({ verdict, provesData }) => verdict === 'PASS' && provesData);
      const isMet = !isMissed(one) || one.objectives.whenMissed === 'warn';
      const isClean = !hasRequired(one, 'FAIL', 'INCONCLUSIVE', 'NOT_RUN');
      return (verdict === 'PASSED') === (isProven && isMet && isClean && one.ended === undefined);
    });
  });

  test('fails exactly when a required check fails, an objective is missed that counts, or it ended so', () => {
    always((one, { verdict }) => {
      const counts = isMissed(one) && one.objectives.whenMissed === 'fail';
      return (
        (verdict === 'FAILED') === (hasRequired(one, 'FAIL') || counts || one.ended?.verdict === 'FAILED')
      );
    });
  });

  test('that does not pass says why, and names every required check that speaks against it', () => {
    always((one, { verdict, findings }) => {
      const against = one.checks.filter(({ required, verdict: said }) => required && said !== 'PASS');
      const codes = findings.map(({ code }) => code);
      return (
        (verdict === 'PASSED' || findings.length > 0) && against.every(({ code }) => codes.includes(code))
      );
    });
  });

  test('that missed an objective says so, whether it fails with it or not', () => {
    always(({ measures: { rtoMet, rpoMet } }, { findings }) => {
      const codes = findings.map(({ code }) => code);
      return (
        codes.includes('RTO_MISSED') === (rtoMet === false) &&
        codes.includes('RPO_MISSED') === (rpoMet === false)
      );
    });
  });
});

describe('a missed objective', () => {
  const proof: CheckResult = {
    id: 'not-empty',
    verdict: 'PASS',
    code: 'OK',
    reason: 'Is there.',
    required: true,
    provesData: true,
    durationMs: 1,
  };
  const late: Measures = { ...UNKNOWN, technicalRtoSeconds: 61, verifiedRtoSeconds: 99, rtoMet: false };
  const judged = (more: Partial<Objectives>) =>
    decide(
      {
        checks: [proof],
        objectives: { rtoSeconds: 60, rpoSeconds: 60, rto: 'verified', whenMissed: 'fail', ...more },
      },
      late,
    );

  test('fails the drill, with the measure and the objective in its sentence', () => {
    const detail = 'The verified RTO was 99 s, the objective is 60 s.';
    expect(judged({})).toEqual({ verdict: 'FAILED', findings: [{ code: 'RTO_MISSED', detail }] });
  });

  test('is a warning where the plan says so, and the drill passes', () => {
    const detail = 'The technical RTO was 61 s, the objective is 60 s.';
    const said = judged({ whenMissed: 'warn', rto: 'technical' });
    expect(said).toEqual({ verdict: 'PASSED', findings: [{ code: 'RTO_MISSED', detail }] });
  });
});

describe('the rows of a drill', () => {
  test('are in the order of the checks, and one of each kind that needs no configuration is there', () => {
    fc.assert(
      fc.property(checks, (some) => {
        const rows = allRows(some);
        const ids = rows.map(({ id }) => id);
        expect(rows).toEqual(expect.arrayContaining([...some]));
        expect(ids).toEqual([...ids].sort((a, b) => CHECK_IDS.indexOf(a) - CHECK_IDS.indexOf(b)));
        const configured = ['newest-document', 'query-assertion'];
        const given = new Set(some.map(({ id }) => id));
        for (const id of CHECK_IDS) expect(ids.includes(id)).toBe(!configured.includes(id) || given.has(id));
        const added = rows.filter((row) => !some.includes(row));
        for (const row of added) expect(row).toMatchObject({ verdict: 'NOT_RUN', code: 'NOT_REACHED' });
      }),
    );
  });

  test('that were added keep a drill from passing', () => {
    const objectives = { rtoSeconds: 1, rpoSeconds: 1, rto: 'verified', whenMissed: 'warn' } as const;
    expect(decide({ checks: allRows([]), objectives }, UNKNOWN).verdict).toBe('INCONCLUSIVE');
  });
});
