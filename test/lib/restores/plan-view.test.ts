import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedDuration, type PastRestore } from '../../../lib/restores/expected-duration.ts';
import type { DeploymentFacts, Snapshot } from '../../../lib/restores/families/family.ts';
import { orderOf } from '../../../lib/restores/order.ts';
import type { RestorePlan } from '../../../lib/restores/plan.ts';
import { toPlanView } from '../../../lib/restores/plan-view.ts';
import { warningsFor } from '../../../lib/restores/warnings.ts';
import { requestOf } from '../aws/records.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const FACTS: DeploymentFacts = {
  family: 'cluster',
  id: '6b000000000000000000d001',
  state: 'IDLE',
  paused: false,
  sharded: false,
  backups: true,
  pointInTime: false,
  terminationProtected: false,
};
const SNAPSHOT: Snapshot = {
  id: '6b000000000000000000c101',
  createdAt: '2026-11-22T04:00:00Z',
  completed: true,
  fallback: false,
  sizeBytes: 1_000,
};
const REQUEST = requestOf();
const PLAN: RestorePlan = {
  request: REQUEST,
  source: FACTS,
  target: FACTS,
  snapshot: SNAPSHOT,
  candidates: [SNAPSHOT],
  pointInTimeWindow: null,
  safetySnapshot: false,
  undo: 'none',
  order: orderOf(REQUEST, SNAPSHOT),
  refusals: [],
  planHash: '0123456789abcdef',
};
const view = (plan: Partial<RestorePlan> = {}, targetSnapshot?: Snapshot) =>
  toPlanView({ ...PLAN, ...plan }, { expected: null, ...(targetSnapshot && { targetSnapshot }) }, NOW);
const without = <Key extends keyof RestorePlan>(...keys: Key[]) =>
  Object.fromEntries(
    Object.entries(PLAN).filter(([key]) => !keys.includes(key as Key)),
  ) as unknown as RestorePlan;

describe('the view of a plan', () => {
  test('says what would be done, to what, and what is not known', () => {
    expect(view()).toEqual({
      snapshot: { id: SNAPSHOT.id, createdAt: '2026-11-22T04:00:00Z', ageSeconds: 21_600 },
      candidates: [{ id: SNAPSHOT.id, createdAt: '2026-11-22T04:00:00Z', ageSeconds: 21_600 }],
      pointInTimeWindow: null,
      target: { id: FACTS.id, family: 'cluster', state: 'IDLE', holdsNow: 'unknown' },
      expected: null,
      undo: 'none',
      warnings: ['WRITERS_NOT_STOPPED', 'SEARCH_INDEXES_REBUILD', 'TTL_WILL_DELETE', 'USERS_NOT_RESTORED'],
      refusals: [],
      manual: expect.arrayContaining([expect.stringContaining(`--snapshotId ${SNAPSHOT.id}`)]),
      planHash: '0123456789abcdef',
    });
  });

  test("measures the target by its newest snapshot, as of that snapshot's time", () => {
    const holds = { ...SNAPSHOT, createdAt: '2026-11-22T01:00:00Z', sizeBytes: 5 };
    expect(view({}, holds).target?.holdsNow).toEqual({ sizeBytes: 5, asOf: '2026-11-22T01:00:00Z' });
    const { sizeBytes: _, ...unmeasured } = holds;
    expect(view({}, unmeasured).target?.holdsNow).toBe('unknown');
  });

  test('says that going back loses what is written after', () => {
    expect(view({ undo: 'snapshot' }).warnings).toContain('UNDO_LOSES_LATER_WRITES');
  });

  test('says every refusal, without the status that is for HTTP', () => {
    const refusals = [
      { code: 'A', field: 'target', detail: 'a', status: 403 },
      { code: 'B', field: 'snapshot', detail: 'b', status: 404 },
    ];
    expect(view({ refusals }).refusals).toEqual([
      { code: 'A', field: 'target', detail: 'a' },
      { code: 'B', field: 'snapshot', detail: 'b' },
    ]);
  });

  test('marks a fallback, and never gives an age below zero', () => {
    const fresh = { ...SNAPSHOT, fallback: true, createdAt: '2026-11-22T10:00:03Z' };
    expect(view({ candidates: [fresh] }).candidates).toEqual([
      { id: SNAPSHOT.id, createdAt: '2026-11-22T10:00:03Z', ageSeconds: 0, fallback: true },
    ]);
  });

  test('has nothing where nothing was found', () => {
    const empty = { ...without('source', 'target', 'snapshot'), order: orderOf(REQUEST, undefined) };
    expect(toPlanView(empty, { expected: null }, NOW)).toMatchObject({
      snapshot: null,
      target: null,
      manual: [],
      warnings: [],
    });
  });

  test('gives no half command where the source has no snapshot', () => {
    const plan = { ...without('snapshot'), order: orderOf(REQUEST, undefined) };
    expect(toPlanView(plan, { expected: null }, NOW).manual).toEqual([]);
  });
});

describe('what is asked of Atlas', () => {
  const target = { projectId: REQUEST.source.projectId, name: 'Restored' };

  test.each<[string, Parameters<typeof requestOf>[0], object]>([
    ['a snapshot', {}, { delivery: 'restore', target, snapshotId: SNAPSHOT.id }],
    [
      'a point in time in whole seconds, the fraction cut off',
      { snapshot: { pointInTime: '2025-11-22T02:00:00.999Z' } },
      { delivery: 'restore', target, pointInTimeSeconds: 1_763_776_800 },
    ],
    [
      'an oplog entry',
      { snapshot: { oplog: { ts: 1_763_776_800, inc: 3 } } },
      { delivery: 'restore', target, oplog: { ts: 1_763_776_800, inc: 3 } },
    ],
  ])('is %s', (_, request, order) => {
    expect(orderOf(requestOf(request), SNAPSHOT)).toEqual(order);
  });
});

const TARGET: DeploymentFacts = {
  family: 'cluster',
  paused: false,
  sharded: false,
  backups: true,
  pointInTime: false,
  terminationProtected: false,
};
const ALWAYS = ['WRITERS_NOT_STOPPED', 'SEARCH_INDEXES_REBUILD', 'TTL_WILL_DELETE', 'USERS_NOT_RESTORED'];
const expiring = (expiresAt?: string): Snapshot => ({
  id: 's',
  completed: true,
  fallback: false,
  ...(expiresAt !== undefined && { expiresAt }),
});

describe('the warnings of a plan', () => {
  test.each<[string, DeploymentFacts | undefined, Snapshot | undefined, string[]]>([
    ['always what only the caller can know', TARGET, undefined, ALWAYS],
    [
      'the gap in the point in time window',
      { ...TARGET, pointInTime: true },
      undefined,
      [...ALWAYS, 'PIT_GAP_UNTIL_NEXT_SNAPSHOT'],
    ],
    [
      'that termination protection protects from deletion only',
      { ...TARGET, terminationProtected: true },
      undefined,
      [...ALWAYS, 'TERMINATION_PROTECTION_DOES_NOT_HELP'],
    ],
    ['nothing about a target without one', undefined, expiring(), []],
    [
      'a snapshot with less than a day left',
      undefined,
      expiring('2026-11-23T09:59:59Z'),
      ['SNAPSHOT_EXPIRES_SOON'],
    ],
    ['not one with a day left', undefined, expiring('2026-11-23T10:00:00Z'), []],
  ])('say %s', (_, target, snapshot, warnings) => {
    expect(warningsFor(target, snapshot, NOW)).toEqual(warnings);
  });
});

function lasted(seconds: number, day = 22): PastRestore {
  return { id: `restore-${day}`, at: `2026-11-${String(day).padStart(2, '0')}T10:00:00.000Z`, seconds };
}

describe('the expected duration', () => {
  test('is not invented', () => {
    expect(expectedDuration([])).toBeNull();
  });

  test('of one restore is what that one took in Atlas', () => {
    const at = '2026-11-22T10:00:00.000Z';
    expect(expectedDuration([lasted(232)])).toEqual({
      p50Seconds: 232,
      p95Seconds: 232,
      basis: { restores: 1, from: at, to: at },
    });
  });

  test('says by which restores it goes, and how large the newest was', () => {
    const past = [{ ...lasted(30, 24), sizeBytes: 7 }, { ...lasted(10, 23), sizeBytes: 5 }, lasted(20)];
    const basis = { restores: 3, from: '2026-11-22T10:00:00.000Z', to: '2026-11-24T10:00:00.000Z' };
    expect(expectedDuration(past)).toEqual({
      p50Seconds: 20,
      p95Seconds: 30,
      basis: { ...basis, sizeBytes: 7 },
    });
  });

  test('of twenty leaves one of them above its 95th percentile', () => {
    const twenty = Array.from({ length: 20 }, (_, at) => lasted(20 - at));
    expect(expectedDuration(twenty)).toMatchObject({ p50Seconds: 10, p95Seconds: 19 });
  });

  test('really happened, and covers at least its share of restores', () => {
    const durations = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(durations, (seconds) => {
        const expected = expectedDuration(seconds.map((each) => lasted(each)));
        for (const [share, value] of [
          [0.5, expected?.p50Seconds ?? -1],
          [0.95, expected?.p95Seconds ?? -1],
        ] as const) {
          expect(seconds).toContain(value);
          expect(seconds.filter((each) => each <= value).length).toBeGreaterThanOrEqual(
            share * seconds.length,
          );
          expect(seconds.filter((each) => each < value).length).toBeLessThan(share * seconds.length);
        }
      }),
    );
  });
});
