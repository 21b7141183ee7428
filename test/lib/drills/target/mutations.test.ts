/** Each single condition of the guard matters: without it something is wiped, deleted or refused that should not be. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as targetName from '../../../../lib/drills/target/target-name.ts';
import * as targetGuard from '../../../../lib/restores/target-guard.ts';
import type { Naming } from './cases.ts';
import { load, mutantsOf } from './mutants.ts';
import { counterexample, type Guard } from './specification.ts';

const text = readFileSync(new URL('../../../../lib/drills/target/own-target.ts', import.meta.url), 'utf8');
const { targetNameOf } = targetName;

/** If names were given without their prefix one day, the guard would have to notice. */
const unprefixed: Naming = (id) => targetNameOf(id).replace(/^drill-/, 'cluster-');

const guardOf = (code: string, naming: Naming): Guard =>
  load(code, {
    'target-guard.ts': targetGuard,
    'target-name.ts': { ...targetName, targetNameOf: naming },
  });
const isFound = (code: string): boolean =>
  [targetNameOf, unprefixed].some(
    (naming) => counterexample(guardOf(code, naming), naming, 500) !== undefined,
  );

/** They change nothing: each is there for the compiler, and what comes after it says the same. */
const EQUIVALENT: ReadonlySet<string> = new Set([
  // Its caller has looked at the target's kind.
  'standingForbidden: target === undefined is false',
]);

const mutants = mutantsOf(text);

test('as it is written, it is right, whatever targets are called', () => {
  for (const naming of [targetNameOf, unprefixed])
    expect(counterexample(guardOf(text, naming), naming)).toBeUndefined();
});

test('every code that it can answer with stands behind a condition that is switched off here', () => {
  const codes = [...text.matchAll(/return '([A-Z_]+)'/g)];
  const guarded = [...text.matchAll(/if \([^{]*?\)\s+return '([A-Z_]+)'/g)];
  expect(codes.length).toBeGreaterThan(15);
  expect(guarded.map(([, code]) => code)).toEqual(codes.map(([, code]) => code));
  const wholeOnes = [...text.matchAll(/\bif \(/g)];
  expect(mutants.length).toBeGreaterThan(wholeOnes.length);
});

describe('a guard is found out in which, in', () => {
  test.each(mutants.filter(({ what }) => !EQUIVALENT.has(what)).map(({ what, text }) => [what, text]))(
    '%s',
    (_, mutated) => {
      expect(isFound(mutated)).toBe(true);
    },
  );
});

test('what is not found out is known, and there', () => {
  const known = mutants.filter(({ what }) => EQUIVALENT.has(what));
  expect(known.map(({ what }) => what).sort()).toEqual([...EQUIVALENT].sort());
  for (const { text: mutated } of known) expect(isFound(mutated)).toBe(false);
});
