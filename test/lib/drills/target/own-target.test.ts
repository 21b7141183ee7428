/** No drill restores onto, or deletes, what is not its own or an allowed standing target. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as guard from '../../../../lib/drills/target/own-target.ts';
import { targetNameOf, targetTags } from '../../../../lib/drills/target/target-name.ts';
import {
  type Asked,
  askedOf,
  DRILL_PROJECT,
  ID,
  ownTarget,
  SOURCE_PROJECT,
  STANDING,
  standingTarget,
  TAG,
} from './cases.ts';
import { answersOf, counterexample, mayDelete, mayWipe } from './specification.ts';

const { restoreForbidden, deleteForbidden, untagged } = guard;
const RUNS = { numRuns: 20_000 };
const toWipe = ({ record, fresh, drills, allowed }: Asked) =>
  restoreForbidden(record, fresh, drills, allowed);
const toDelete = ({ record, fresh, drills }: Asked) => deleteForbidden(record, fresh, drills);

describe('whatever ledger, Atlas and configuration say', () => {
  test('only its own target, or a standing one by plan and list, is wiped; only its own is deleted', () => {
    const check = fc.property(askedOf(targetNameOf), (asked) => {
      for (const [said, right] of Object.values(answersOf(guard, asked, targetNameOf)))
        expect(said).toBe(right);
    });
    fc.assert(check, RUNS);
  });

  test('nothing that is one change away from an allowed target is judged otherwise than by the rules', () => {
    expect(counterexample(guard, targetNameOf)).toBeUndefined();
  });

  test('allowed and forbidden targets are both among what is generated', () => {
    const some = fc.sample(askedOf(targetNameOf), { numRuns: 2_000, seed: 1 });
    const count = (is: (asked: Asked) => boolean) => some.filter(is).length;
    expect(count((asked) => mayWipe(asked, targetNameOf))).toBeGreaterThan(300);
    expect(count((asked) => mayDelete(asked, targetNameOf))).toBeGreaterThan(150);
    expect(count((asked) => !mayWipe(asked, targetNameOf))).toBeGreaterThan(300);
  });

  test('what is refused is said in a sentence that ends the same for every code', () => {
    const check = fc.property(askedOf(targetNameOf), (asked) => {
      const code = toWipe(asked);
      if (code === undefined) return;
      const error = new guard.DrillTargetForeign(code);
      expect(error).toMatchObject({ code, message: guard.guardSentence(code) });
      expect(error.message).toMatch(/^[A-Z].*\. Nothing was touched\.$/);
    });
    fc.assert(check, { numRuns: 500 });
  });
});

describe('no target of one drill is one of another', () => {
  const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,5}-[0-9]{1,4}Z-[0-9a-f]{1,3}$/);

  test('by its name and tags, however alike their ids', () => {
    const check = fc.property(id, id, (one, other) => {
      fc.pre(one !== other);
      expect(targetNameOf(one)).not.toBe(targetNameOf(other));
      const tags = Object.fromEntries(targetTags(one, 'p', 'x').map(({ key, value }) => [key, value]));
      const asked = ownTarget(() => targetNameOf(one));
      const its = { ...asked, fresh: { ...asked.fresh, tags } };
      expect(toWipe({ ...its, record: { ...its.record, id: one } })).toBeUndefined();
      expect(toWipe({ ...its, record: { ...its.record, id: other } })).toBe('TARGET_NAME_NOT_OURS');
      expect(untagged({ ...its.record, id: other }, its.fresh)).toBe('TARGET_TAGS_NOT_OURS');
    });
    fc.assert(check, { numRuns: 500 });
  });

  test('its name is one that Atlas tells apart from others, by their first 23 characters', () => {
    fc.assert(fc.property(id, (one) => /^drill-[0-9a-f]{16}$/.test(targetNameOf(one))));
  });
});

describe('a drill’s own target is refused as', () => {
  const allowed = ownTarget(targetNameOf);
  const { record, fresh } = allowed;
  const made = record.target!;
  const name = targetNameOf('another');
  test('nothing, when it is what was written down', () => {
    expect([toWipe(allowed), toDelete(allowed)]).toEqual([undefined, undefined]);
  });

  test.each<[code: string, what: string, asked: Asked]>([
    [
      'NO_TARGET_RECORDED',
      'nothing is written down',
      { ...allowed, record: { ...record, target: undefined! } },
    ],
    [
      'TARGET_OUTSIDE_DRILL_PROJECT',
      'it is seen elsewhere',
      { ...allowed, fresh: { ...fresh, projectId: SOURCE_PROJECT } },
    ],
    [
      'TARGET_OUTSIDE_DRILL_PROJECT',
      'it was written down elsewhere',
      { ...allowed, record: { ...record, target: { ...made, projectId: SOURCE_PROJECT } } },
    ],
    [
      'TARGET_OUTSIDE_DRILL_PROJECT',
      'drills are made elsewhere now',
      { ...allowed, drills: { ...allowed.drills, projectId: SOURCE_PROJECT } },
    ],
    ['TARGET_NAME_NOT_OURS', 'Atlas says another name', { ...allowed, fresh: { ...fresh, name } }],
    [
      'TARGET_NAME_NOT_OURS',
      'another name is written down',
      { ...allowed, record: { ...record, target: { ...made, name } } },
    ],
    [
      'TARGET_NAME_NOT_OURS',
      'both say the name of another drill',
      { ...allowed, fresh: { ...fresh, name }, record: { ...record, target: { ...made, name } } },
    ],
    [
      'TARGET_IS_A_SOURCE',
      'it is what is drilled',
      { ...allowed, record: { ...record, source: { projectId: DRILL_PROJECT, name: made.name } } },
    ],
    [
      'TARGET_ID_NOT_OURS',
      'it is another one of the name',
      { ...allowed, fresh: { ...fresh, id: 'f'.repeat(24) } },
    ],
    [
      'TARGET_ID_NOT_OURS',
      'its id is not known',
      { ...allowed, record: { ...record, target: { ...made, atlasId: undefined! } } },
    ],
    [
      'TARGET_FAMILY_NOT_OURS',
      'it is of another family',
      { ...allowed, fresh: { ...fresh, family: 'flex' } },
    ],
    ['TARGET_TAGS_NOT_OURS', 'it has no tags', { ...allowed, fresh: { ...fresh, tags: {} } }],
    [
      'TARGET_TAGS_NOT_OURS',
      'its tag names another drill',
      { ...allowed, fresh: { ...fresh, tags: { [TAG]: `${ID}-2` } } },
    ],
    [
      'TARGET_OLDER_THAN_DRILL',
      'it was there before',
      { ...allowed, fresh: { ...fresh, createdAt: '2026-11-22T01:58:03Z' } },
    ],
  ])('%s: %s', (code, _, asked) => {
    expect([toWipe(asked), toDelete(asked)]).toEqual([code, code]);
  });
});

describe('a standing target is refused as', () => {
  const allowed = standingTarget();
  const { record, fresh, drills } = allowed;
  const found = record.target!;
  const [plan] = drills.plans;
  const withSource = (source: object): Asked => ({
    ...allowed,
    drills: { ...drills, plans: [plan!, { ...plan!, name: 'other', sources: [source as never] }] },
  });
  const protectedOne = { projectId: '*', name: STANDING, disposable: false };

  test('nothing, when plan and list name it; and it is never deleted', () => {
    expect([toWipe(allowed), toDelete(allowed)]).toEqual([undefined, 'TARGET_IS_STANDING']);
  });

  test.each<[code: string, what: string, asked: Asked]>([
    [
      'TARGET_OUTSIDE_DRILL_PROJECT',
      'it is elsewhere',
      { ...allowed, fresh: { ...fresh, projectId: SOURCE_PROJECT } },
    ],
    [
      'TARGET_OUTSIDE_DRILL_PROJECT',
      'it was written down elsewhere',
      { ...allowed, record: { ...record, target: { ...found, projectId: SOURCE_PROJECT } } },
    ],
    [
      'TARGET_NAME_NOT_OURS',
      'Atlas says another name',
      { ...allowed, fresh: { ...fresh, name: `${STANDING}-2` } },
    ],
    ['TARGET_ID_NOT_OURS', 'it was replaced', { ...allowed, fresh: { ...fresh, id: 'f'.repeat(24) } }],
    [
      'TARGET_ID_NOT_OURS',
      'nobody knows its id',
      {
        ...allowed,
        fresh: { ...fresh, id: undefined! },
        record: { ...record, target: { ...found, atlasId: undefined! } },
      },
    ],
    [
      'TARGET_NOT_IN_PLAN',
      'the plan names none any more',
      { ...allowed, drills: { ...drills, plans: [{ ...plan!, target: { ephemeral: {} } }] } },
    ],
    [
      'TARGET_NOT_IN_PLAN',
      'the plan names another one',
      { ...allowed, drills: { ...drills, plans: [{ ...plan!, target: { standing: { name: 'x' } } }] } },
    ],
    ['TARGET_NOT_IN_PLAN', 'another plan names it', { ...allowed, record: { ...record, plan: 'other' } }],
    ['TARGET_NOT_ALLOWED', 'the list has it no more', { ...allowed, allowed: [] }],
    [
      'TARGET_NOT_ALLOWED',
      'the list protects it',
      { ...allowed, allowed: [...allowed.allowed, protectedOne] },
    ],
    [
      'TARGET_IS_A_SOURCE',
      'another plan drills it by name',
      withSource({ projectId: DRILL_PROJECT, name: STANDING }),
    ],
    [
      'TARGET_IS_A_SOURCE',
      'another plan drills it by a tag',
      withSource({ projectId: DRILL_PROJECT, tag: { key: 'purpose' } }),
    ],
    [
      'TARGET_IS_A_SOURCE',
      'another plan drills it by a tag and its value',
      withSource({ projectId: DRILL_PROJECT, tag: { key: 'purpose', value: 'restores' } }),
    ],
    [
      'TARGET_IS_A_SOURCE',
      'this drill drills it',
      { ...allowed, record: { ...record, source: { projectId: DRILL_PROJECT, name: STANDING } } },
    ],
  ])('%s: %s', (code, _, asked) => {
    expect([toWipe(asked), toDelete(asked)]).toEqual([code, 'TARGET_IS_STANDING']);
  });
});
