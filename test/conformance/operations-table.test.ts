/** The rows of the operations table, against what Atlas' document says about the operations. */
import { describe, expect, test } from 'vitest';
import { pathParameters } from '../../lib/atlas/operations.ts';
import { openApiMissing } from '../support/openapi.ts';
import { PATH_DIFFERENCES, QUERY_DIFFERENCES } from './differences.ts';
import { acceptsText, describedBy, describedRows } from './document.ts';
import { rows } from './rows.ts';

describe('A row', () => {
  test.each(describedRows)('%s claims versions and roles of the document', (_, row) => {
    const { media, operation } = describedBy(row);
    const claimed = row.versions.map(({ date }) => `application/vnd.atlas.${date}+json`);
    expect(media).toEqual(expect.arrayContaining(claimed));
    expect(claimed.at(-1) ?? 'application/json').toBe(media.at(-1));
    expect(row.roles).toEqual(operation['x-rolesRequirements']);
  });

  test.each(describedRows)('%s takes the path parameters that the document takes', (_, row) => {
    const { parameters } = describedBy(row);
    const described = parameters.filter((one) => one.in === 'path');
    const named = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, param]) => param);
    expect(described.map(({ name }) => name).sort()).toEqual(named.sort());
    for (const parameter of described) {
      const different = PATH_TEXTS.filter(
        (text) => pathParameters[parameter.name]?.safeParse(text).success !== acceptsText(parameter, text),
      );
      const expected = PATH_DIFFERENCES.filter(({ params }) => params.includes(parameter.name));
      expect([parameter.name, different]).toEqual([parameter.name, expected.flatMap(({ texts }) => texts)]);
    }
  });

  test.each(describedRows)('%s takes the query parameters that the document takes', (_, row) => {
    const described = describedBy(row).parameters.filter((one) => one.in === 'query');
    const takes = (query: object) => row.query.safeParse(query).success;
    const different: string[] = [];
    for (const parameter of described) {
      const { name } = parameter;
      for (const text of [...QUERY_TEXTS, ...(parameter.schema.enum ?? [])]) {
        if (takes({ [name]: text }) !== acceptsText(parameter, text)) different.push(`${name}=${text}`);
      }
    }
    const expected = QUERY_DIFFERENCES.flatMap(({ params, texts }) =>
      params.flatMap((param) =>
        described.some(({ name }) => name === param) ? texts.map((text) => `${param}=${text}`) : [],
      ),
    );
    expect(different.sort()).toEqual(expected.sort());
    expect(takes({ sort: 'up' })).toBe(false);
    for (const name of QUERY_NAMES) {
      if (described.some((one) => one.name === name)) continue;
      expect([name, takes({ [name]: '1' }), takes({ [name]: 'true' })]).toEqual([name, false, false]);
    }
  });

  if (openApiMissing) test.skip(`is held against the document: ${openApiMissing}`);
});

const QUERY_NAMES = [
  ...new Set(
    describedRows.flatMap(([, row]) =>
      describedBy(row)
        .parameters.filter((one) => one.in === 'query')
        .map(({ name }): string => name),
    ),
  ),
];

const PATH_TEXTS = [
  ...[
    '',
    ' ',
    'a b',
    'a\n',
    '.',
    '..',
    '/',
    'a/b',
    'a%2Fb',
    'a',
    '-a',
    'a-',
    'A1',
    'a_b',
    'ä',
    'x'.repeat(70),
  ],
  ...['a'.repeat(23), 'a'.repeat(24), 'a'.repeat(25), 'A'.repeat(24), 'g'.repeat(24)],
];

const QUERY_TEXTS = [
  ...['', ' ', 'x', 'true', 'false', 'TRUE', '1.5', '1e3', '0x1', '-1', '0', '1', '100', '500', '501'],
  ...['2147483647', '2147483648', '9223372036854775807', '9223372036854775808', '99999999999999999999'],
];

test('Every row is held against the document, or against what is known of the lost operations', () => {
  if (!openApiMissing) expect(describedRows).toEqual(rows);
  const names = describedRows.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(['createTenantRestore', 'getClusterBackupSchedule']));
});
