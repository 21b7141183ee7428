import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../lib/restores/families/family.ts';
import { chooseSnapshot, momentOf, SAFETY_SNAPSHOT_PREFIX } from '../../../lib/restores/snapshot-choice.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const HOUR_MS = 3_600_000;
const at = (hoursAgo: number) => new Date(NOW.getTime() - hoursAgo * HOUR_MS).toISOString();
const snapshot = (hoursAgo: number, more: Partial<Snapshot> = {}): Snapshot => ({
  id: `${hoursAgo}h`,
  createdAt: at(hoursAgo),
  completed: true,
  fallback: false,
  ...more,
});
const ids = (snapshots: readonly Snapshot[]) => snapshots.map(({ id }) => id);
const withoutTime = ({ createdAt: _, ...rest }: Snapshot): Snapshot => rest;

/** As Atlas may list them: in no order. */
const DAILY = [snapshot(30), snapshot(6), snapshot(54), snapshot(78), snapshot(102)];

describe('the snapshot that "latest" means', () => {
  test('is the newest, and its older neighbours are shown with it', () => {
    const chosen = chooseSnapshot('latest', DAILY, NOW);
    expect(chosen.snapshot?.id).toBe('6h');
    expect(ids(chosen.candidates)).toEqual(['6h', '30h', '54h']);
    expect(chosen.refusals).toEqual([]);
  });

  test.each<[string, Snapshot]>([
    ['one that is not completed', snapshot(1, { completed: false })],
    ['one that is being taken', withoutTime(snapshot(1, { completed: false }))],
    ['a fallback', snapshot(1, { fallback: true })],
    ['our own safety snapshot', snapshot(1, { description: `${SAFETY_SNAPSHOT_PREFIX} of r1` })],
    ['one that has expired', snapshot(1, { expiresAt: at(0) })],
  ])('is never %s', (_, unwanted) => {
    expect(chooseSnapshot('latest', [unwanted, ...DAILY], NOW).snapshot?.id).toBe('6h');
  });

  test('may expire in a moment, and may have any other description', () => {
    const last = snapshot(1, { expiresAt: at(-0.001), description: `not an ${SAFETY_SNAPSHOT_PREFIX}` });
    expect(chooseSnapshot('latest', [last, ...DAILY], NOW).snapshot?.id).toBe('1h');
  });

  test('has passed-over ones among its neighbours', () => {
    const chosen = chooseSnapshot('latest', [snapshot(1, { fallback: true }), ...DAILY], NOW);
    expect(ids(chosen.candidates)).toEqual(['1h', '6h', '30h', '54h']);
  });

  test('is refused where there is none', () => {
    const { snapshot: chosen, refusals } = chooseSnapshot('latest', [snapshot(1, { completed: false })], NOW);
    expect(chosen).toBeUndefined();
    expect(refusals).toEqual([
      {
        code: 'SNAPSHOT_NOT_FOUND',
        field: 'snapshot',
        detail: 'There is no completed snapshot.',
        status: 404,
      },
    ]);
  });
});

describe('the snapshot before a time', () => {
  test('is the newest that is older, with two neighbours on each side', () => {
    const chosen = chooseSnapshot({ before: at(54) }, DAILY, NOW);
    expect(chosen.snapshot?.id).toBe('78h');
    expect(ids(chosen.candidates)).toEqual(['30h', '54h', '78h', '102h']);
  });

  test('is refused where all are newer, and the oldest are shown', () => {
    const chosen = chooseSnapshot({ before: at(102) }, DAILY, NOW);
    expect(chosen.snapshot).toBeUndefined();
    expect(chosen.refusals[0]).toMatchObject({ code: 'SNAPSHOT_NOT_FOUND', status: 404 });
    expect(chosen.refusals[0]?.detail).toContain(at(102));
    expect(ids(chosen.candidates)).toContain('102h');
  });
});

describe('a snapshot asked for by its id', () => {
  const byId = (given: Snapshot) => chooseSnapshot(given.id, [given, ...DAILY], NOW, given);

  test('is taken as it is, whatever is newer', () => {
    const chosen = byId(snapshot(40));
    expect(chosen.snapshot?.id).toBe('40h');
    expect(ids(chosen.candidates)).toEqual(['6h', '30h', '40h', '54h', '78h']);
  });

  test.each<[string, Snapshot]>([
    ['a fallback', snapshot(1, { fallback: true })],
    ['a safety snapshot', snapshot(1, { description: SAFETY_SNAPSHOT_PREFIX })],
  ])('may be %s: whoever names it means it', (_, given) => {
    expect(byId(given)).toMatchObject({ snapshot: given, refusals: [] });
  });

  test.each<[string, Snapshot, string]>([
    [
      'not completed',
      snapshot(1, { completed: false }),
      'CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT',
    ],
    ['expired', snapshot(1, { expiresAt: at(0) }), 'CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT'],
  ])('is refused as Atlas would when it is %s', (_, given, code) => {
    const { refusals } = byId(given);
    expect(refusals).toMatchObject([{ code, field: 'snapshot', status: 409 }]);
    expect(refusals[0]?.detail).toContain(given.id);
  });

  test('has the newest as neighbours while it is being taken', () => {
    const taking = withoutTime(snapshot(0, { completed: false }));
    expect(ids(byId(taking).candidates)).toEqual(['6h', '30h', '54h']);
  });
});

describe('a point in time', () => {
  test('leaves the snapshot to Atlas and shows what lies around it', () => {
    const chosen = chooseSnapshot({ pointInTime: at(50) }, DAILY, NOW);
    expect(chosen.snapshot).toBeUndefined();
    expect(chosen.refusals).toEqual([]);
    expect(ids(chosen.candidates)).toEqual(['6h', '30h', '54h', '78h', '102h']);
  });

  test('means a moment in milliseconds, whichever way it is said', () => {
    expect(momentOf({ pointInTime: '2026-11-22T02:00:00Z' })).toBe(Date.UTC(2026, 10, 22, 2));
    expect(momentOf({ oplog: { ts: 1_795_312_800, inc: 7 } })).toBe(1_795_312_800_000);
  });
});

describe('whatever the order of the list', () => {
  const anySnapshot = fc
    .record({
      hours: fc.double({ min: 0, max: 400, noNaN: true }),
      completed: fc.boolean(),
      fallback: fc.boolean(),
      safety: fc.boolean(),
      expiresIn: fc.option(fc.integer({ min: -50, max: 50 })),
    })
    .map(({ hours, completed, fallback, safety, expiresIn }) =>
      snapshot(hours, {
        completed,
        fallback,
        ...(safety && { description: SAFETY_SNAPSHOT_PREFIX }),
        ...(expiresIn !== null && { expiresAt: at(-expiresIn) }),
      }),
    );
  const list = fc.uniqueArray(anySnapshot, { selector: ({ createdAt }) => createdAt, maxLength: 12 });

  test('the choice is the newest usable one before the time, and candidates are newest first', () => {
    fc.assert(
      fc.property(list, fc.double({ min: 0, max: 400, noNaN: true }), (snapshots, hours) => {
        const before = at(hours);
        const { snapshot: chosen, candidates, refusals } = chooseSnapshot({ before }, snapshots, NOW);
        const usable = snapshots.filter(
          ({ completed, fallback, description, expiresAt, createdAt = '' }) =>
            completed &&
            !fallback &&
            description === undefined &&
            (expiresAt === undefined || Date.parse(expiresAt) > NOW.getTime()) &&
            createdAt < before,
        );
        const newest = usable.map(({ createdAt = '' }) => createdAt).sort();
        expect(chosen?.createdAt).toBe(newest.at(-1));
        expect(refusals).toHaveLength(chosen ? 0 : 1);
        if (chosen) expect(candidates).toContain(chosen);
        const times = candidates.map(({ createdAt = '' }) => createdAt);
        expect(times).toEqual([...times].sort().reverse());
        expect(candidates.length).toBeLessThanOrEqual(5);
        expect(candidates.every(({ completed }) => completed)).toBe(true);
      }),
    );
  });
});
