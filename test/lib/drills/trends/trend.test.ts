import { describe, expect, test } from 'vitest';
import type { DrillRecord } from '../../../../lib/drills/record.ts';
import { lineThrough, trendsOf } from '../../../../lib/drills/trends/trend.ts';

const DAY_MS = 86_400_000;
const FIRST = Date.parse('2026-06-01T02:00:00.000Z');
const dayOf = (day: number) => new Date(FIRST + day * DAY_MS);

const fidelity = {
  target: 'new',
  sameProject: false,
  sameRegion: true,
  sameSize: true,
  sameVersion: true,
  dropped: [],
} as const;

type Given = Partial<Omit<DrillRecord, 'measures'>> & { readonly rto?: number; readonly age?: number | null };

/** A drill of that day; one that had wanted another snapshot than the newest has no age that counts. */
function drill(day: number, { rto = 1_000, age = 3_600, ...more }: Given = {}): DrillRecord {
  const startedAt = dayOf(day).toISOString();
  return {
    id: `d${day}`,
    version: 1,
    plan: 'weekly',
    source: { projectId: 'p', name: 'Orders' },
    trigger: { kind: 'schedule', by: 'rule', at: startedAt },
    simulated: false,
    phase: 'DONE',
    createdAt: startedAt,
    endsBy: startedAt,
    deleteBy: startedAt,
    objectives: { rtoSeconds: 3_600, rpoSeconds: 86_400, rto: 'verified', whenMissed: 'fail' },
    marks: { startedAt },
    snapshot: { createdAt: startedAt, sizeBytes: 1_000 * day, worstGapSeconds: null },
    fidelity,
    checks: [],
    verdict: 'PASSED',
    measures: {
      technicalRtoSeconds: rto - 10,
      verifiedRtoSeconds: rto,
      restoreSeconds: 500,
      pollSeconds: 4,
      snapshotAgeSeconds: age ?? 9_999_999,
      snapshotAgeCounts: age !== null,
      worstSnapshotGapSeconds: null,
      observedRpoSeconds: null,
      rtoMet: true,
      rpoMet: null,
    },
    ...more,
  };
}

const weekly = (count: number, of: (week: number) => Given): DrillRecord[] =>
  Array.from({ length: count }, (_, week) => drill(week * 7, of(week)));
function failedWithoutRto(day: number): DrillRecord {
  const { measures, ...record } = drill(day, { verdict: 'FAILED' });
  return { ...record, ...(measures && { measures: { ...measures, verifiedRtoSeconds: null } }) };
}
const found = (drills: readonly DrillRecord[], day: number) =>
  trendsOf(drills, dayOf(day)).flatMap(({ findings }) => findings.map(({ code }) => code));

describe('an objective will be missed soon', () => {
  test('when the line through its drills crosses it within thirty days, and says when', () => {
    // 1,000 s, and 70 s a day: the objective of 3,600 s is crossed on day 37.1.
    const drills = weekly(5, (week) => ({ rto: 1_000 + week * 490 }));
    expect(trendsOf(drills, dayOf(28))[0]?.findings).toEqual([
      {
        code: 'RTO_MISSED_SOON',
        detail:
          'The verified RTO grows by 70 s a day over the last 5 drills: the objective of 3600 s is missed in about 10 days.',
      },
    ]);
  });

  test.each<[string, DrillRecord[], number, readonly string[]]>([
    ['not of a line that needs longer', weekly(5, (week) => ({ rto: 1_000 + week * 100 })), 28, []],
    ['not of three drills', weekly(3, (week) => ({ rto: 1_000 + week * 1_200 })), 14, []],
    ['of four', weekly(4, (week) => ({ rto: 1_000 + week * 800 })), 21, ['RTO_MISSED_SOON']],
    ['not of one that falls', weekly(8, (week) => ({ rto: 3_500 - week * 100 })), 49, []],
    [
      'not of one that was missed: it says so itself',
      weekly(5, (week) => ({ rto: 1_000 + week * 700 })),
      28,
      [],
    ],
    ['of the snapshot age', weekly(6, (week) => ({ age: 60_000 + week * 4_000 })), 35, ['RPO_MISSED_SOON']],
    [
      'not of ages of snapshots that were not to be the newest',
      weekly(6, (week) => (week < 3 ? { age: 3_600 } : { age: null })),
      35,
      [],
    ],
    [
      'not of drills of one night: that is no course',
      [0, 0.1, 0.2, 0.3, 0.4].map((day) =>
        drill(day, { rto: 1_000 + day * 2_000, age: 3_600 + day * 86_400 }),
      ),
      1,
      [],
    ],
    [
      'of drills of three days',
      [0, 1, 2, 3].map((day) => drill(day, { rto: 1_000 + day * 200 })),
      3,
      ['RTO_MISSED_SOON'],
    ],
    [
      'not where the newest drill failed before it had an RTO: it says so itself',
      [...weekly(5, (week) => ({ rto: 1_000 + week * 490 })), failedWithoutRto(35)],
      35,
      [],
    ],
    [
      'of the age too where the newest drill wanted another snapshot than the newest',
      weekly(6, (week) => (week < 5 ? { age: 60_000 + week * 4_000 } : { age: null })),
      35,
      ['RPO_MISSED_SOON'],
    ],
    [
      'not of a source that is not drilled any more',
      weekly(5, (week) => ({ rto: 1_000 + week * 490 })),
      300,
      [],
    ],
    [
      'by the last twelve alone',
      weekly(24, (week) => ({ rto: week < 12 ? 3_500 : 1_000 + (week - 12) * 220 })),
      161,
      ['RTO_MISSED_SOON'],
    ],
    [
      'not by drills that could not be decided',
      weekly(5, (week) => ({ rto: 1_000 + week * 490, ...(week > 2 && { verdict: 'INCONCLUSIVE' }) })),
      28,
      [],
    ],
    [
      'not across classes of fidelity',
      weekly(6, (week) => ({
        rto: 1_000 + week * 500,
        fidelity: { ...fidelity, sameSize: week < 3 },
      })),
      35,
      [],
    ],
  ])('%s', (_, drills, day, codes) => {
    expect(found(drills, day)).toEqual(codes);
  });

  test('by the RTO that the plan holds to it', () => {
    const technical = {
      rtoSeconds: 3_600,
      rpoSeconds: 86_400,
      rto: 'technical',
      whenMissed: 'warn',
    } as const;
    const drills = weekly(5, (week) => ({ rto: 1_000 + week * 490, objectives: technical }));
    expect(trendsOf(drills, dayOf(28))[0]?.findings[0]?.detail).toContain('The technical RTO grows');
  });
});

test('classes are told apart, the one of the newest drill first, and their points are oldest first', () => {
  const standing = { ...fidelity, target: 'standing' } as const;
  const dropped = (names: readonly string[]) => ({ ...fidelity, dropped: names });
  const classes = trendsOf(
    [
      drill(1),
      drill(2, { fidelity: standing }),
      drill(3, { fidelity: dropped(['a', 'b']), age: null }),
      drill(4, { fidelity: dropped(['b', 'a']) }),
      drill(5),
    ],
    dayOf(6),
  );
  expect(classes.map(({ points }) => points.map((point) => point.drill))).toEqual([
    ['d1', 'd5'],
    ['d3', 'd4'],
    ['d2'],
  ]);
  expect(classes[1]?.points.map((point) => [point.snapshotAgeSeconds, point.snapshotSizeBytes])).toEqual([
    [null, 3_000],
    [3_600, 4_000],
  ]);
});

test('drills that ended before they had a place or a target are no points', () => {
  const { fidelity: _, ...without } = drill(1);
  expect(trendsOf([without, drill(2, { marks: {} })], dayOf(3))).toEqual([]);
});

test('a line goes through what lies on it, and none through one moment', () => {
  const line = lineThrough([1, 2, 5].map((days) => ({ days, value: 7 + 3 * days })));
  expect(line?.perDay).toBeCloseTo(3);
  expect((line?.value ?? 0) - 3 * (line?.days ?? 0)).toBeCloseTo(7);
  expect(lineThrough([1, 2].map((value) => ({ days: 4, value })))).toBeUndefined();
});
