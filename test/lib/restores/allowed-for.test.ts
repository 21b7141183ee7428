/** What one restore may wipe: a drill's own restore the target of its drill alone, any other what the list says. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ownTarget from '../../../lib/drills/target/own-target.ts';
import * as targetName from '../../../lib/drills/target/target-name.ts';
import type { allowedFor } from '../../../lib/restores/allowed-for.ts';
import type { Place } from '../../../lib/restores/families/family.ts';
import type { AllowedTargets } from '../../../lib/restores/target-guard.ts';
import {
  type Asked,
  askedOf,
  ID,
  ownTarget as ownTargetCase,
  standingTarget,
} from '../drills/target/cases.ts';
import { load, mutantsOf } from '../drills/target/mutants.ts';
import { isItsOwn } from '../drills/target/specification.ts';

const text = readFileSync(new URL('../../../lib/restores/allowed-for.ts', import.meta.url), 'utf8');
const { targetNameOf } = targetName;
const LIST: AllowedTargets = [{ projectId: '*', name: 'from-the-list', disposable: true }];

interface Situation {
  readonly asked: Asked;
  readonly restoreId: string;
  readonly isKnown: boolean;
  readonly isThere: boolean;
  readonly hasDrills: boolean;
  readonly wants: 'target' | 'other name' | 'other project' | 'download';
}

const situation: fc.Arbitrary<Situation> = fc.record({
  asked: askedOf(targetNameOf),
  restoreId: fc.oneof(
    { weight: 4, arbitrary: fc.constant(`${ID}-restore`) },
    fc.constantFrom(ID, `${ID}-restore-2`, 'nightly-restore', '-restore'),
  ),
  isKnown: usually(true),
  isThere: usually(true),
  hasDrills: usually(true),
  wants: fc.oneof(
    { weight: 4, arbitrary: fc.constant('target' as const) },
    fc.constantFrom('other name' as const, 'other project' as const, 'download' as const),
  ),
});

function usually(value: boolean): fc.Arbitrary<boolean> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, fc.constant(!value));
}

function wantedOf({ asked, wants }: Situation): Place | undefined {
  const { projectId, name } = asked.record.target ?? asked.fresh;
  if (wants === 'download') return undefined;
  if (wants === 'other name') return { projectId, name: `${name}-2` };
  return { projectId: wants === 'other project' ? 'f'.repeat(24) : projectId, name };
}

/** By the rules, from all that there is to know. */
function rightly(given: Situation): AllowedTargets {
  const { asked, restoreId, isKnown, isThere, hasDrills, wants } = given;
  const { record } = asked;
  const made = record.target;
  const isOfTheDrill = isKnown && hasDrills && restoreId === `${record.id}-restore`;
  if (!isOfTheDrill || wants === 'download' || made === undefined) return LIST;
  if (!isThere || wants !== 'target') return [];
  const isTheSame = typeof made.atlasId === 'string' && made.atlasId === asked.fresh.id;
  if (made.kind === 'standing') return isTheSame ? LIST : [];
  const { projectId, name } = made;
  const isOwn = isItsOwn(asked, targetNameOf);
  return isOwn ? [{ projectId, name, disposable: true }] : [];
}

type Allowed = { readonly allowedFor: typeof allowedFor };

/** What Atlas says of a place at the moment. */
let atlas: (place: Place) => unknown;

const moduleOf = (code: string): Allowed =>
  load(code, {
    'own-target.ts': ownTarget,
    'target-name.ts': targetName,
    'read-target.ts': { readTarget: async (_: unknown, place: Place) => atlas(place) },
  });

async function isRight(module: Allowed, given: Situation): Promise<boolean> {
  const { asked, restoreId, isKnown, isThere, hasDrills } = given;
  const { record, fresh, drills } = asked;
  atlas = ({ projectId, name }) => {
    if (projectId !== record.target?.projectId || name !== record.target.name)
      throw new Error('Another one was read than the ledger says.');
    return isThere ? fresh : undefined;
  };
  const getDrill = async (id: unknown) => {
    if (typeof id !== 'string') throw new TypeError('The ledger is asked for no drill.');
    return isKnown && id === record.id ? record : undefined;
  };
  const context = {
    ledger: { getDrill },
    allowedTargets: LIST,
    drillProjectId: hasDrills ? drills.projectId : undefined,
  } as never;
  try {
    const said = await module.allowedFor(context, restoreId, { target: wantedOf(given) } as never);
    return JSON.stringify(said) === JSON.stringify(rightly(given));
  } catch {
    return false;
  }
}

const OWN: Situation = {
  asked: ownTargetCase(targetNameOf),
  restoreId: `${ID}-restore`,
  isKnown: true,
  isThere: true,
  hasDrills: true,
  wants: 'target',
};
/** One thing otherwise than with a restore onto the standing target, or with a restore that may wipe its drill's own target. */
const STANDING: Situation = { ...OWN, asked: standingTarget() };
const REPLACED = { ...STANDING.asked.fresh, id: 'f'.repeat(24) };
const NEAR: readonly Situation[] = [
  STANDING,
  { ...STANDING, asked: { ...STANDING.asked, fresh: REPLACED } },
  ...(['other name', 'other project', 'download'] as const).map((wants) => ({ ...STANDING, wants })),
  OWN,
  { ...OWN, restoreId: ID },
  { ...OWN, isKnown: false },
  { ...OWN, isThere: false },
  { ...OWN, hasDrills: false },
  ...(['other name', 'other project', 'download'] as const).map((wants) => ({ ...OWN, wants })),
];

async function counterexample(code: string, numRuns: number): Promise<Situation | undefined> {
  const module = moduleOf(code);
  for (const given of NEAR) if (!(await isRight(module, given))) return given;
  const property = fc.asyncProperty(situation, (given) => isRight(module, given));
  const { counterexample: found } = await fc.check(property, {
    numRuns,
    seed: 20_261_122,
    endOnFailure: true,
  });
  return found?.[0];
}

test('a drill’s restore may wipe the target that its drill made and that is still that one, and nothing else', async () => {
  expect(await counterexample(text, 2_000)).toBeUndefined();
});

/** Without a drill there is no target of one, of which the second half of the condition says the same. */
const EQUIVALENT = 'allowedFor: drill === undefined is false';
const mutants = mutantsOf(text);

describe('it is found out when', () => {
  test.each(mutants.filter(({ what }) => what !== EQUIVALENT).map(({ what, text }) => [what, text]))(
    '%s',
    async (_, mutated) => {
      expect(await counterexample(mutated, 1_000)).toBeDefined();
    },
  );

  test('all but one, which changes nothing', async () => {
    const known = mutants.filter(({ what }) => what === EQUIVALENT);
    expect(known).toHaveLength(1);
    expect(await counterexample(known[0]?.text ?? '', 1_000)).toBeUndefined();
  });
});
