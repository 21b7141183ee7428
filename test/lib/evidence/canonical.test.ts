/** What may be written down as evidence, and that it always has one text. */
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalBody, MOST_BODY_BYTES } from '../../../lib/evidence/canonical.ts';
import { assertNoCredentials } from '../../../lib/evidence/credentials.ts';

const DEEP = (levels: number): unknown => (levels === 0 ? 1 : [DEEP(levels - 1)]);
/** 2^40 entries, in forty arrays. */
const BOMB = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner, inner], 'x');
const CYCLE: { self?: unknown } = {};
CYCLE.self = CYCLE;

describe('a body', () => {
  test('of any JSON has one text, whatever the order of its names', () => {
    const turned = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(turned)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([name, part]) => [name, turned(part)]),
            )
          : value;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = canonicalBody(value);
        expect(canonicalBody(turned(value))).toBe(text);
        expect(canonicalize(JSON.parse(text))).toBe(text);
      }),
    );
  });

  test.each([
    ['NaN', { a: [1, Number.NaN] }, 'body.a.1'],
    ['infinity', { a: Number.POSITIVE_INFINITY }, 'body.a'],
    ['undefined', { a: { b: undefined } }, 'body.a.b'],
    ['nothing at all', undefined, 'body'],
    // A sparse one: its second entry was never there.
    ['a hole', Object.assign([1], { 2: 3 }), 'body.1'],
    ['half a character', { a: '\ud800' }, 'body.a'],
    ['half a character in a name', { 'a\udc00': 1 }, 'body.a\ufffd'],
    ['a function', { toJSON: () => 1 }, 'body.toJSON'],
    ['a symbol', { a: Symbol('s') }, 'body.a'],
    ['a bigint', { a: 1n }, 'body.a'],
    ['a Date', { a: new Date(0) }, 'body.a'],
    ['a Map', { a: new Map() }, 'body.a'],
    ['a deep one', DEEP(65), 'body'],
    ['a cycle', CYCLE, 'body'],
    ['one that is too large', 'x'.repeat(MOST_BODY_BYTES), 'body'],
    ['one that is too large in bytes', 'ä'.repeat(MOST_BODY_BYTES / 2), 'body'],
    ['one that grows when it is written', BOMB, 'body'],
  ])('with %s is refused, and the field is named', (_, body, field) => {
    expect(() => canonicalBody(body)).toThrow(expect.objectContaining({ name: 'EvidenceRefused', field }));
  });

  test.each([
    ['as deep as allowed', DEEP(64)],
    ['as large as allowed', 'x'.repeat(MOST_BODY_BYTES - 2)],
    ['with a name like a prototype', JSON.parse('{"__proto__":{"a":1}}')],
    ['without a prototype', Object.assign(Object.create(null), { a: 1 })],
  ])('%s is taken', (_, body) => {
    expect(JSON.parse(canonicalBody(body))).toEqual(body);
  });
});

describe('credentials', () => {
  const SECRET = 'hunter2-very-secret';

  test.each([
    `mongodb://user:${SECRET}@host/db`,
    `connect to mongodb+srv://user:${SECRET}@cluster0.example.net now`,
    `https://user:${SECRET}@example.com`,
    `redis://:${SECRET}@example.com`,
    `mdb_sa_sk_${SECRET}`,
    `-----BEGIN EC PRIVATE KEY-----\n${SECRET}`,
    `Authorization: Bearer ${SECRET}.${SECRET}`,
    `https://bucket.example.com/dump.gz?a=1&X-Amz-Signature=${SECRET}`,
  ])('in %j are refused, anywhere, and never quoted', (text) => {
    for (const body of [text, { a: [{ b: text }] }, { [text]: 1 }]) {
      const refused = (() => {
        try {
          assertNoCredentials(body);
          return undefined;
        } catch (error) {
          return error as Error;
        }
      })();
      expect(refused).toMatchObject({ name: 'EvidenceRefused' });
      expect(`${refused?.message}${JSON.stringify(refused)}`).not.toContain(SECRET);
    }
  });

  test.each([
    'mongodb+srv://cluster0.example.net/?authSource=admin',
    'https://cloud.mongodb.com/api/atlas/v2/groups/1',
    '2026-11-22T10:00:00.000Z took 4:05 at ops@example.com',
    'arn:aws:iam::123456789012:role/drill',
    'a bearer of news',
  ])('%j holds none', (text) => {
    expect(() => assertNoCredentials({ a: [text] })).not.toThrow();
  });

  test('are looked for in the time that reading takes, whatever the text', () => {
    for (const hostile of ['mongodb://', 'a'.repeat(20), 'http://a:', 'bearer ', '-----BEGIN ']) {
      const text = hostile.repeat(Math.floor(300_000 / hostile.length));
      expect(() => assertNoCredentials(text)).not.toThrow();
    }
  });
});
