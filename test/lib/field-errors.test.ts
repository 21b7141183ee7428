import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { fieldErrors } from '../../lib/field-errors.ts';

const schema = z.strictObject({
  text: z.string().check(z.minLength(2), z.maxLength(4)),
  whole: z.optional(z.int().check(z.minimum(1), z.maximum(9))),
  one: z.optional(z.enum(['a', 'b'])),
  like: z.optional(z.string().check(z.regex(/^x+$/))),
  told: z.optional(z.string().check(z.regex(/^y+$/, 'must be all y'))),
  url: z.optional(z.url()),
  list: z.optional(z.array(z.strictObject({ inner: z.boolean() })).check(z.maxLength(1))),
  odd: z.optional(z.number().check(z.refine((value) => value % 2 === 1))),
  even: z.optional(z.number().check(z.refine((value) => value % 2 === 0, 'must be even'))),
});

function errorsOf(value: unknown) {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error('It was accepted.');
  return fieldErrors(parsed.error, value);
}
const given = (more: object) => ({ text: 'abc', ...more });

describe('what is wrong with a field', () => {
  test.each<[string, unknown, string, string, string]>([
    ['it is missing', {}, 'MISSING_ATTRIBUTE', 'text', 'text is required.'],
    [
      'it is missing inside',
      given({ list: [{}] }),
      'MISSING_ATTRIBUTE',
      'list.0.inner',
      'list.0.inner is required.',
    ],
    ['it is null', { text: null }, 'INVALID_ATTRIBUTE', 'text', 'text must be a string.'],
    ['it has another type', { text: 5 }, 'INVALID_ATTRIBUTE', 'text', 'text must be a string.'],
    ['it is no object', given({ list: [5] }), 'INVALID_ATTRIBUTE', 'list.0', 'list.0 must be an object.'],
    ['it is no array', given({ list: {} }), 'INVALID_ATTRIBUTE', 'list', 'list must be an array.'],
    ['it is too short', { text: 'x' }, 'INVALID_ATTRIBUTE', 'text', 'text must have a length of at least 2.'],
    [
      'it is too long',
      { text: 'xxxxx' },
      'INVALID_ATTRIBUTE',
      'text',
      'text must have a length of at most 4.',
    ],
    [
      'it holds too many',
      given({ list: [{ inner: true }, { inner: true }] }),
      'INVALID_ATTRIBUTE',
      'list',
      'list must have a length of at most 1.',
    ],
    ['it is too small', given({ whole: 0 }), 'INVALID_ATTRIBUTE', 'whole', 'whole must be at least 1.'],
    ['it is too large', given({ whole: 10 }), 'INVALID_ATTRIBUTE', 'whole', 'whole must be at most 9.'],
    [
      'it is no whole number',
      given({ whole: 1.5 }),
      'INVALID_ATTRIBUTE',
      'whole',
      'whole must be a whole number.',
    ],
    ['it is none of a few', given({ one: 'c' }), 'INVALID_ENUM_VALUE', 'one', 'one must be one of a, b.'],
    ['it has another form', given({ like: 'z' }), 'INVALID_ATTRIBUTE', 'like', 'like must match /^x+$/.'],
    ['the schema has words for it', given({ told: 'z' }), 'INVALID_ATTRIBUTE', 'told', 'told must be all y.'],
    ['it is no URL', given({ url: 'z' }), 'INVALID_ATTRIBUTE', 'url', 'url has a wrong form.'],
    ['a rule without words', given({ odd: 2 }), 'INVALID_ATTRIBUTE', 'odd', 'odd is not valid.'],
    ['a rule with words', given({ even: 1 }), 'INVALID_ATTRIBUTE', 'even', 'even must be even.'],
    ['nobody knows it', given({ extra: 1 }), 'INVALID_ATTRIBUTE', 'extra', 'There is no attribute extra.'],
    ['the value is no object', 5, 'INVALID_ATTRIBUTE', '', 'The body must be an object.'],
  ])('is said where %s', (_, value, code, field, detail) => {
    expect(errorsOf(value)).toEqual([{ code, field, detail }]);
  });

  test('is said of every field, each unknown one by itself', () => {
    const fields = errorsOf({ whole: 0, one: 'c', x: 1, y: 2 }).map(({ field }) => field);
    expect(fields.sort()).toEqual(['one', 'text', 'whole', 'x', 'y']);
  });

  test('shortens a name that is the caller’s own', () => {
    const [error] = errorsOf(given({ ['x'.repeat(5_000)]: 1 }));
    expect(error?.field).toBe('x'.repeat(64));
    expect(error?.detail.length).toBeLessThan(200);
  });

  test('is never nothing, and never quotes the value', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 20 }),
        fc.constantFrom('text', 'whole', 'one', 'like', 'list'),
        (text, name) => {
          const errors = errorsOf(given({ [name]: text }));
          expect(errors.length).toBeGreaterThan(0);
          for (const { detail } of errors) expect(detail).not.toContain(text);
        },
      ),
    );
  });
});
