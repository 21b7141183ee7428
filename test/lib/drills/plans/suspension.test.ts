import { describe, expect, test } from 'vitest';
import {
  cleanupVerdict,
  NEVER_FAILED,
  type PlanStanding,
  withFailure,
  withResume,
  withSuccess,
} from '../../../../lib/drills/plans/suspension.ts';

const now = new Date('2026-11-22T10:00:00.000Z');

/** `-a`: the cleanup of a failed; `+a`: it did not. */
function standingOf(...steps: readonly string[]): PlanStanding {
  let standing: PlanStanding = NEVER_FAILED;
  for (const [sign, id = ''] of steps.map((step) => [step[0], step.slice(1)] as const))
    standing = (sign === '-' ? withFailure(standing, id, now) : withSuccess(standing, id)) ?? standing;
  return standing;
}

describe('a plan', () => {
  test.each<[string, readonly string[], number, boolean]>([
    ['goes on after two failures', ['-a', '-b'], 2, false],
    ['is suspended by the third in a row', ['-a', '-b', '-c'], 3, true],
    ['counts a drill once', ['-a', '-a', '-a', '-b'], 2, false],
    ['forgets them after a success', ['-a', '-b', '+c', '-d'], 1, false],
    ['does not forget a drill that was late and is gone at last', ['-a', '-b', '+b', '-c'], 3, true],
    ['stays suspended whatever ends later', ['-a', '-b', '-c', '+d', '-e'], 3, true],
  ])('%s', (_, steps, count, suspended) => {
    const standing = standingOf(...steps);
    expect(standing.failures).toHaveLength(count);
    expect(standing.suspended !== undefined).toBe(suspended);
  });

  test('that is suspended says since when and for which drills', () => {
    expect(standingOf('-a', '-b', '-c').suspended).toEqual({
      since: now.toISOString(),
      why: 'The cleanup of 3 drills in a row failed: a, b, c.',
    });
  });

  test('that is resumed begins anew and says by whom; one that runs is not resumed', () => {
    const resumed = withResume(standingOf('-a', '-b', '-c'), 'ada', now);
    expect(resumed).toMatchObject({ failures: [], resumed: { at: now.toISOString(), by: 'ada' } });
    expect(resumed?.suspended).toBeUndefined();
    expect(withResume(standingOf('-a'), 'ada', now)).toBeUndefined();
  });
});

test('that it is suspended is to be told, and then that it is resumed; nothing else is', () => {
  expect(standingOf('-a', '-b', '+c', '-d').pending).toBeUndefined();
  const at = now.toISOString();
  const failures = ['a', 'b', 'c'];
  const suspended = { state: 'SUSPENDED', at, failures, resumedBy: null };
  const standing = standingOf('-a', '-b', '-c', '-d');
  expect(standing.pending).toEqual([suspended]);
  expect(withResume(standing, 'ada', now)?.pending).toEqual([
    suspended,
    { state: 'RESUMED', at, failures, resumedBy: 'ada' },
  ]);
});

test('a cleanup that had nothing to take away says nothing of the plan', () => {
  const verdicts = (['NOT_OURS', 'DELETED', 'STANDING', 'NEVER_MADE', 'NONE'] as const).map((target) =>
    cleanupVerdict({ target }),
  );
  expect(verdicts).toEqual(['FAILED', 'CLEANED', 'CLEANED', undefined, undefined]);
});
