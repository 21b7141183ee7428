/** What hostile callers send, mixed with what is right, so that every check is reached. */
import fc from 'fast-check';
import { sentBy } from './creates-setup.ts';
import { acceptOf, type Row, reads, writes } from './setup.ts';

const NASTY = [
  '',
  '..',
  '../..',
  '%2e%2e',
  '%',
  '%00',
  '\u0000',
  'null',
  '[object Object]',
  '__proto__',
  '‮',
  '💥',
  '9'.repeat(400),
  'a'.repeat(3_000),
  "' or 1=1",
  '${jndi:x',
  '\r\nX: y',
];
export const text = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
);
const valid = fc.constantFrom('a'.repeat(24), '0123456789abcdef01234567', 'Orders', 'orders.items');
const value = fc.oneof(valid, text);
/** As many writes as reads. */
export const row = fc.oneof(fc.constantFrom(...reads), fc.constantFrom(...writes));

const queryName = fc.oneof(
  fc.constantFrom(
    'envelope',
    'pretty',
    'includeCount',
    'itemsPerPage',
    'pageNum',
    'oplogTs',
    'oplogInc',
    'pointInTimeUtcSeconds',
    '__proto__',
  ),
  text,
);
const queryValue = fc.oneof(
  fc.constantFrom(
    'true',
    'false',
    '1',
    '500',
    '501',
    '0',
    '-1',
    '1e9',
    '9223372036854775807',
    '9223372036854775808',
  ),
  text,
);
export const accept = fc.oneof(
  fc.constantFrom(
    '*/*',
    'application/json',
    'application/vnd.atlas.9999-99-99+json',
    'application/vnd.atlas.2025-03-12+json',
  ),
  text,
);

/** Deeper than anything that Atlas takes, and than some parsers follow. */
const deep = fc
  .integer({ min: 1, max: 5_000 })
  .map((depth) => `${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`);

/** Right, right but for one member, and anything. */
const bodyFor = (one: Row): fc.Arbitrary<string | undefined> => {
  const right = sentBy(one);
  if (right === undefined) return fc.oneof(fc.constant(undefined), text);
  const member = fc.oneof(fc.constantFrom(...Object.keys(right), '__proto__', 'deliveryType', 'links'), text);
  const changed = fc
    .tuple(member, fc.oneof(fc.jsonValue({ maxDepth: 3 }), value, fc.double(), fc.bigInt().map(Number)))
    .map(([name, wrong]) => JSON.stringify({ ...right, [name]: wrong }));
  const shortened = fc
    .subarray(Object.entries(right))
    .map((entries) => JSON.stringify(Object.fromEntries(entries)));
  return fc.oneof(
    fc.constant(JSON.stringify(right)),
    { arbitrary: changed, weight: 4 },
    shortened,
    fc.json({ maxDepth: 6 }),
    deep,
    text,
  );
};

const key = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 4 },
  fc.constantFrom('key-1', 'key-2'),
  text,
);

/** A call of any row: its path, query, version, body and key, each of them right sometimes. */
export const call = row.chain((one) => {
  const names = [...one.row.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const right = Object.fromEntries(names.map((name) => [name, /Id$/.test(name) ? 'a'.repeat(24) : 'Orders']));
  return fc.record({
    one: fc.constant(one),
    path: fc.oneof(
      fc.constant(right),
      fc.dictionary(fc.constantFrom(...names, '__proto__'), value).map((wrong) => ({ ...right, ...wrong })),
    ),
    query: fc.oneof(fc.constant({}), fc.dictionary(queryName, queryValue, { maxKeys: 4 })),
    accept: fc.oneof(fc.constant(acceptOf(one.row)), accept),
    type: fc.oneof(
      { arbitrary: fc.constant('application/json'), weight: 4 },
      fc.constant(acceptOf(one.row)),
      text,
    ),
    body: bodyFor(one),
    key,
  });
});
