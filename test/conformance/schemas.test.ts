/**
 * Our schemas against Atlas' document: of answers they accept whatever it allows, of requests exactly what it allows,
 * but for the differences that are listed here.
 */
import { describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import type { Operation } from '../../lib/atlas/operations.ts';
import { atlasErrorBody } from '../../lib/atlas/schemas/common.ts';
import { type Json, openApiMissing } from '../support/openapi.ts';
import { INSISTED_ON, READ_ONLY_IS_TOLERATED } from './differences.ts';
import {
  answerCompiler,
  answerPlace,
  at,
  bodyPlace,
  describedRows,
  document,
  forRequests,
  isReadOnly,
  requestCompiler,
  resolve,
} from './document.ts';
import { EVERYTHING, type Form, instanceOf, UNKNOWN_FIELD } from './instances.ts';

const { schemas } = document.components;
const insistedOn = INSISTED_ON.flatMap(({ schemas: names, field }) =>
  names.filter((name) => name in schemas).map((name) => [name, field] as const),
);
for (const [name, field] of insistedOn) schemas[name].required = [...(schemas[name].required ?? []), field];

const FORMS: readonly (readonly [string, Form])[] = [
  ...[0, 1, 2, 3].map((levels) => [`everything on ${levels} levels`, { levels }] as const),
  ...Array.from({ length: 12 }, (_, pick) => [`everything (${pick})`, { ...EVERYTHING, pick }] as const),
  ['everything, and null where that is allowed', { ...EVERYTHING, nulls: true }],
  ['only what is required, and unknown fields', { levels: 0, unknownField: true }],
  ['everything, and unknown fields', { ...EVERYTHING, unknownField: true }],
];

const answered = describedRows.filter(([, { response }]) => response !== undefined);

describe('Answers', () => {
  const validatorAt = answerCompiler();

  test.each(answered)('of %s are accepted as they are, in every form', (_, row) => {
    const isAllowed = validatorAt(...answerPlace(row));
    const schema = at(answerPlace(row));
    for (const [form, shape] of FORMS) {
      const answer = instanceOf(schema, shape);
      expect([form, isAllowed(answer), isAllowed.errors]).toEqual([form, true, null]);
      expect([form, row.response?.safeParse(answer)]).toEqual([form, { success: true, data: answer }]);
    }
  });

  test.each(insistedOn)('are not taken for a %s without its %s', (name, field) => {
    const reference = `#/components/schemas/${name}`;
    const rows = answered.filter(([, row]) => at(answerPlace(row)).$ref === reference);
    expect(rows.length).toBeGreaterThan(0);
    for (const [, row] of rows) {
      const { [field]: _, ...rest } = instanceOf({ $ref: reference }, EVERYTHING);
      expect(row.response?.safeParse(rest).success).toBe(false);
    }
  });

  test.skipIf(openApiMissing)(
    `that are errors are accepted as they are, in every form${openApiMissing ? `: ${openApiMissing}` : ''}`,
    () => {
      for (const [form, shape] of FORMS) {
        const error = instanceOf({ $ref: '#/components/schemas/ApiError' }, shape);
        expect([form, atlasErrorBody.safeParse(error)]).toEqual([form, { success: true, data: error }]);
      }
    },
  );
});

const sending = describedRows.filter(([, { body }]) => body !== undefined);

describe('Requests', () => {
  const validatorAt = requestCompiler();
  const requests = forRequests();

  test.each(sending)('of %s are accepted with only what is required, and with everything', (_, row) => {
    const isAllowed = validatorAt(...bodyPlace(row));
    for (const [form, shape] of FORMS.filter(([, { unknownField }]) => !unknownField)) {
      const body = writable(row, shape);
      expect([form, isAllowed(body), isAllowed.errors]).toEqual([form, true, null]);
      expect([form, row.body?.safeParse(body)]).toEqual([form, { success: true, data: body }]);
    }
  });

  test.each(sending)('of %s are refused where the document refuses them', (name, row) => {
    const isAllowed = validatorAt(...bodyPlace(row));
    const full = writable(row, EVERYTHING);
    const { properties } = resolve(at(bodyPlace(row)));
    const compared = Object.keys(properties).filter((property) => !isReadOnly(properties[property]));
    const different: string[] = [];
    let refused = 0;
    const named = Object.keys((row.body as z.ZodMiniObject).shape);
    const notNamed = named.filter((property) => !(property in properties));
    for (const property of [...compared, ...notNamed, ...Object.keys(UNKNOWN_FIELD)]) {
      for (const [title, value] of valuesFor(properties[property])) {
        const body = changed(full, property, value);
        const ours = row.body?.safeParse(body).success;
        const theirs = isAllowed(body);
        if (ours !== theirs)
          different.push(`${name}.${property} ${title}: ${ours}, by the document ${theirs}`);
        if (!theirs) refused += 1;
      }
    }
    expect(different).toEqual([]);
    expect(refused).toBeGreaterThan(compared.length * 5);
    for (const [title, value] of valuesFor(undefined)) {
      // An empty object is a request where nothing is required.
      const allowed = title === '{}' && isAllowed({});
      expect([title, row.body?.safeParse(value).success]).toEqual([title, allowed]);
    }
  });

  test.each(sending)(`of %s may hold read-only fields. ${READ_ONLY_IS_TOLERATED}`, (_, row) => {
    const { properties } = resolve(at(bodyPlace(row)));
    const full = writable(row, EVERYTHING);
    for (const property of Object.keys(properties).filter((one) => isReadOnly(properties[one]))) {
      const body = { ...full, [property]: instanceOf(properties[property], EVERYTHING) };
      expect([property, row.body?.safeParse(body).success]).toEqual([property, true]);
    }
  });

  if (openApiMissing) test.skip(`are held against the document: ${openApiMissing}`);

  function writable(row: Operation, form: Form): Json {
    const reference = at(bodyPlace(row)).$ref.split('/').at(-1);
    // Null as a whole is no body, and a body is required.
    return instanceOf({ ...requests.components.schemas[reference], nullable: false }, form);
  }
});

const ABSENT = Symbol('absent');

/** Values of every kind, and those around the limits of the property. */
function valuesFor(property: Json): [string, unknown][] {
  const { minimum, maximum, enum: values = [] } = property ?? {};
  const limits = [minimum, maximum].filter((limit) => limit !== undefined);
  const numbers = [...limits, 0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 53].flatMap((n) => [n - 1, n, n + 1, n + 0.5]);
  const texts = ['', ' ', 'x', '-x', 'x-', 'x y', 'x\n', 'ä', 'a/b', '..', '2147483647', 'AUTOMATED'];
  const ids = ['a'.repeat(23), 'a'.repeat(24), 'a'.repeat(25), 'A'.repeat(24), 'g'.repeat(24)];
  const names = ['x'.repeat(64), 'x'.repeat(65), '名前', "it's", 'a*b'];
  const others = [null, true, false, [], ['x'], {}];
  return [
    ['absent', ABSENT],
    ...[...numbers, ...texts, ...ids, ...names, ...values, ...others].map((value): [string, unknown] => [
      JSON.stringify(value),
      value,
    ]),
  ];
}

function changed(full: Json, property: string, value: unknown): Json {
  const { [property]: _, ...rest } = full;
  return value === ABSENT ? rest : { ...rest, [property]: value };
}
