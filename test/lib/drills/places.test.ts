/** However drills come, go, are cut off and come again, no more of them run than may. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DrillPlace, sourceKey, withPlace } from '../../../lib/drills/places.ts';

const START = Date.parse('2026-11-22T10:00:00Z');
const at = (minutes: number) => new Date(START + minutes * 60_000);
const LIMITS = { total: 3, perProject: 2 };
const HELD_MINUTES = 60;

/** Twelve drills, of eight sources in three projects. */
const placeOf = (drill: number, minute: number): DrillPlace => {
  const projectId = `project-${drill % 3}`;
  return {
    id: `drill-${drill}`,
    projectId,
    source: sourceKey({ projectId, name: `source-${drill % 8}` }),
    until: at(minute + HELD_MINUTES).toISOString(),
  };
};

type Move = readonly [does: 'asks' | 'leaves', drill: number, minutes: number];
const moves = fc.array(
  fc.tuple(
    fc.constantFrom('asks' as const, 'asks' as const, 'leaves' as const),
    fc.nat({ max: 11 }),
    fc.constantFrom(0, 0, 1, 20, HELD_MINUTES),
  ),
  { maxLength: 40 },
);

/** What the moves come to; `look` sees it after each. */
function play(
  all: readonly Move[],
  look: (held: readonly DrillPlace[], wasLet: boolean, move: Move) => void,
): void {
  let places: readonly DrillPlace[] = [];
  let minute = 0;
  for (const move of all) {
    const [does, drill, minutes] = move;
    minute += minutes;
    const next = does === 'asks' ? withPlace(places, placeOf(drill, minute), LIMITS, at(minute)) : undefined;
    if (does === 'leaves') places = places.filter(({ id }) => id !== `drill-${drill}`);
    places = next ?? places;
    look(
      places.filter(({ until }) => Date.parse(until) > at(minute).getTime()),
      next !== undefined,
      move,
    );
  }
}

const count = <Key>(keys: readonly Key[]) =>
  Math.max(0, ...keys.map((key) => keys.filter((one) => one === key).length));

describe('places', () => {
  test('are never more than may be in all, of one project, or of one source', () => {
    fc.assert(
      fc.property(moves, (all) =>
        play(all, (held) => {
          expect(held.length).toBeLessThanOrEqual(LIMITS.total);
          expect(count(held.map(({ projectId }) => projectId))).toBeLessThanOrEqual(LIMITS.perProject);
          expect(count(held.map(({ source }) => source))).toBeLessThanOrEqual(1);
          expect(count(held.map(({ id }) => id))).toBeLessThanOrEqual(1);
        }),
      ),
      { numRuns: 2_000 },
    );
  });

  test('are given to everybody who asks while there is one', () => {
    fc.assert(
      fc.property(moves, (all) => {
        let before: readonly DrillPlace[] = [];
        play(all, (held, wasLet, [does, drill, minutes]) => {
          const wanted = placeOf(drill, 0);
          // Those whose time was up in the meantime are not there any more.
          const others = (minutes === 0 ? before : held).filter(({ id }) => id !== wanted.id);
          const isFree =
            others.length < LIMITS.total &&
            others.every(({ source }) => source !== wanted.source) &&
            others.filter(({ projectId }) => projectId === wanted.projectId).length < LIMITS.perProject;
          if (does === 'asks' && isFree) expect(wasLet).toBe(true);
          before = held;
        });
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a drill that has a place', () => {
  const full = [0, 1, 2].map((drill) => placeOf(drill, 0));

  test('keeps it when it asks again, with its new end, though all are taken', () => {
    const again = placeOf(1, 30);
    expect(withPlace(full, again, LIMITS, at(30))).toEqual([full[0], full[2], again]);
  });

  test('loses it to others when its time is up', () => {
    expect(withPlace(full, placeOf(3, 59), LIMITS, at(59))).toBeUndefined();
    expect(withPlace(full, placeOf(3, 60), LIMITS, at(60))).toEqual([placeOf(3, 60)]);
  });
});
