import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RestoreRequestInput } from '../../../lib/restores/request.ts';
import {
  type AllowedTargets,
  allowedTargets,
  classifyTarget,
  guardTarget,
} from '../../../lib/restores/target-guard.ts';
import { PROJECT, requestOf, SOURCE } from '../aws/records.ts';

const OTHER = 'fedcba9876543210fedcba98';
const entry = (projectId: string, name: string, disposable = true) => ({ projectId, name, disposable });
const classify = (allowed: AllowedTargets, name: string, projectId = PROJECT) =>
  classifyTarget(allowed, { projectId, name });

describe('a target', () => {
  test.each<[string, AllowedTargets, string, string]>([
    ['is not allowed where nothing is', [], 'Restored', 'not-allowed'],
    ['is allowed by its name', [entry(PROJECT, 'Restored')], 'Restored', 'disposable'],
    ['is not its neighbour', [entry(PROJECT, 'Restored')], 'Restored2', 'not-allowed'],
    ['has upper and lower case', [entry(PROJECT, 'restored')], 'Restored', 'not-allowed'],
    ['is not allowed in another project', [entry(OTHER, 'Restored')], 'Restored', 'not-allowed'],
    ['is allowed in any project by a star', [entry('*', 'Restored')], 'Restored', 'disposable'],
    ['is protected unless it says otherwise', [entry(PROJECT, '*', false)], 'Restored', 'protected'],
    [
      'is protected where entries disagree',
      [entry(PROJECT, '*'), entry('*', 'Rest*', false)],
      'Restored',
      'protected',
    ],
    [
      'is protected whichever entry comes first',
      [entry('*', 'Rest*', false), entry(PROJECT, '*')],
      'Restored',
      'protected',
    ],
    [
      'is not protected by an entry about another',
      [entry(PROJECT, '*'), entry(PROJECT, 'prod*', false)],
      'Restored',
      'disposable',
    ],
  ])('%s', (_, allowed, name, kind) => {
    expect(classify(allowed, name)).toBe(kind);
  });

  test.each<[string, string, boolean]>([
    ['drill-*', 'drill-', true],
    ['drill-*', 'drill-1', true],
    ['drill-*', 'a-drill-1', false],
    ['*-drill', 'a-drill', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b*', 'xxbxxaxx', false],
    ['a*b*c', 'abcbc', true],
    ['ab*ba', 'aba', false],
    ['a*ab*b', 'aab', false],
    ['a*ab*b', 'aabb', true],
    ['**', '', true],
    ['a.c', 'abc', false],
    ['a.c', 'a.c', true],
    ['(x)+', '(x)+', true],
    ['\\*', '\\anything', true],
    ['$', '$', true],
  ])('pattern %s on %s: %s', (pattern, name, fits) => {
    expect(classify([entry(PROJECT, pattern)], name)).toBe(fits ? 'disposable' : 'not-allowed');
  });

  test('fits a pattern exactly when a naive regex of it does', () => {
    const piece = fc.constantFrom(
      '*',
      '*',
      '*',
      'a',
      'a',
      'b',
      'b',
      'ab',
      'ba',
      '.',
      '+',
      '(',
      '$',
      '\\',
      'é',
    );
    const pattern = fc.array(piece, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
    const name = fc.array(fc.constantFrom('a', 'a', 'a', 'b', 'b', 'b', '.', '+', '(', '$', '\\', 'é'), {
      maxLength: 14,
    });
    fc.assert(
      fc.property(pattern, name, (wanted, letters) => {
        const text = letters.join('');
        const escaped = wanted.replaceAll(/[.+($\\]/g, '\\$&').replaceAll('*', '.*');
        const fits = classify([entry('*', wanted)], text) === 'disposable';
        expect(fits).toBe(new RegExp(`^${escaped}$`, 'u').test(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test('is judged at once by a pattern on which a regex would hang', () => {
    const stars = entry('*', `${'*a'.repeat(60)}*b`);
    expect(classify([stars], 'a'.repeat(50_000))).toBe('not-allowed');
    expect(classify([stars], `${'a'.repeat(50_000)}b`)).toBe('disposable');
  });
});

describe('the guard', () => {
  const disposable = [entry(PROJECT, '*')];
  const guarded = [entry(PROJECT, '*', false)];
  const NAME = `${PROJECT}/Restored`;
  const itself = { target: { projectId: PROJECT, name: SOURCE.name } };
  const guard = (allowed: AllowedTargets, more: Partial<RestoreRequestInput> = {}) =>
    guardTarget(allowed, requestOf(more)).map(({ code, field }) => [code, field]);

  test('has nothing against a disposable target', () => {
    expect(guard(disposable)).toEqual([]);
  });

  test('has nothing against a download, which overwrites nothing', () => {
    const { target: _, ...download } = requestOf({ delivery: 'download' });
    expect(guardTarget([], download)).toEqual([]);
  });

  test('refuses what is not listed with 403, and names it', () => {
    const [refusal] = guardTarget([], requestOf({ confirmTarget: NAME, safetySnapshot: false }));
    expect(refusal).toMatchObject({ code: 'TARGET_NOT_ALLOWED', field: 'target', status: 403 });
    expect(refusal?.detail).toContain(NAME);
  });

  const REQUIRED = ['TARGET_CONFIRMATION_REQUIRED', 'confirmTarget'];
  const WRONG = ['TARGET_CONFIRMATION_WRONG', 'confirmTarget'];

  test.each<[string, Partial<RestoreRequestInput>, string[][]]>([
    ['with a word', {}, [REQUIRED]],
    ['by its full name', { confirmTarget: NAME, safetySnapshot: false }, []],
    ['not by another name', { confirmTarget: `${PROJECT}/Other`, safetySnapshot: false }, [WRONG]],
    ['not by another project', { confirmTarget: `${OTHER}/Restored`, safetySnapshot: false }, [WRONG]],
    ['not by its bare name', { confirmTarget: 'Restored', safetySnapshot: false }, [WRONG]],
    ['not in other letters', { confirmTarget: NAME.toUpperCase(), safetySnapshot: false }, [WRONG]],
    ['and takes it as it is, with the safety snapshot or not', { confirmTarget: NAME }, []],
  ])('wants a protected target confirmed %s', (_, more, refusals) => {
    expect(guard(guarded, more)).toEqual(refusals);
  });

  test('wants a restore onto itself confirmed, disposable or not', () => {
    expect(guard(disposable, itself)).toEqual([REQUIRED]);
    const confirmed = {
      ...itself,
      confirmTarget: `${PROJECT}/${SOURCE.name}`,
      safetySnapshot: false,
    };
    expect(guard(disposable, confirmed)).toEqual([]);
  });

  test('does not take the same name in another project for the same', () => {
    expect(guard([entry(OTHER, '*')], { target: { projectId: OTHER, name: SOURCE.name } })).toEqual([]);
  });

  test('says what to send', () => {
    const [refusal] = guardTarget(guarded, requestOf());
    expect(refusal?.detail).toContain(`Send confirmTarget "${NAME}".`);
  });
});

describe('the allow-list', () => {
  test('protects what does not say that it is disposable', () => {
    expect(allowedTargets.parse([{ projectId: '*', name: 'a' }])).toEqual([entry('*', 'a', false)]);
  });

  test.each<[string, unknown]>([
    ['a project that is none', { projectId: 'production', name: 'a' }],
    ['a pattern of a project', { projectId: '0123*', name: 'a' }],
    ['an empty name', { projectId: '*', name: '' }],
    ['a misspelt attribute', { projectId: '*', name: 'a', disposible: true }],
  ])('does not take %s', (_, wrong) => {
    expect(allowedTargets.safeParse([wrong]).success).toBe(false);
  });
});
