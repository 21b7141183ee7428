/** The OpenAPI document: what is served and nothing else, as written in docs/openapi.json. */
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { API_ROUTES } from '../../../infra/api-routes.ts';
import { atlasRoutes } from '../../../infra/atlas-routes.ts';
import { openApiDocument, openApiText } from '../../../infra/openapi/document.ts';
import { type Operation, type OperationName, operations } from '../../../lib/atlas/operations.ts';
import { type Json, openApiMissing, readOpenApi } from '../../support/openapi.ts';
import { compile } from './compile.ts';

const FILE = new URL('../../../docs/openapi.json', import.meta.url);
const document = openApiDocument() as Json;
const inDocument = Object.entries<Json>(document.paths).flatMap(([path, item]) =>
  Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
);

test('the file is what the tables say: else run `npm run openapi`', () => {
  expect(readFileSync(FILE, 'utf8') === openApiText()).toBe(true);
});

test('every route served is in it, and nothing else', () => {
  const served = [...API_ROUTES, ...atlasRoutes()].map(({ method, path }) => `${method} ${path}`);
  expect(inDocument.sort()).toEqual([...served, 'POST /api/oauth/token'].sort());
});

test('the token route is said to be on one machine only', () => {
  const marked = Object.entries<Json>(document.paths).filter(([, { post }]) => post?.['x-one-machine-only']);
  expect(marked.map(([path]) => path)).toEqual(['/api/oauth/token']);
});

/** Warnings too. */
const lintConfig = createConfig({
  extends: ['recommended-strict'],
  rules: {
    // Atlas' own paths are.
    'no-ambiguous-paths': 'off',
  },
});

test('the linter has nothing against it', async () => {
  const problems = await lintFromString({ source: openApiText(), config: await lintConfig });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
    [],
  );
});

test('the linter would have', async () => {
  const broken = openApiDocument() as Json;
  delete broken.components.schemas.Restore;
  broken.paths['/v1/health'].get.parameters = [{ name: 'a', in: 'nowhere' }];
  const problems = await lintFromString({ source: JSON.stringify(broken), config: await lintConfig });
  const rules = problems.map(({ ruleId }) => ruleId);
  expect(rules).toEqual(expect.arrayContaining(['no-unresolved-refs', 'struct']));
});

test('every component is used', () => {
  const text = JSON.stringify(document);
  const unused = Object.entries<Json>(document.components)
    .filter(([section]) => section !== 'securitySchemes')
    .flatMap(([section, members]) => Object.keys(members).map((name) => `#/components/${section}/${name}`))
    .filter((pointer) => !text.includes(`"${pointer}"`));
  expect(unused).toEqual([]);
});

const examples = Object.entries<Json>(document.components.schemas).flatMap(
  ([name, { examples: some = [] }]) => some.map((example: Json) => [name, example]),
);

test.each(examples)('the example of %s is one', (name, example) => {
  const check = compile(document, `/components/schemas/${name}`);
  expect([check(example), check.errors]).toEqual([true, null]);
});

test('every body, sent or answered, has an example', () => {
  const answered = new Set(
    atlasRoutes().flatMap(({ path, method }) => {
      const { responses, requestBody } = document.paths[path][method.toLowerCase()];
      const contents = [responses[200]?.content, responses[201]?.content, requestBody?.content];
      return contents.flatMap((content) =>
        Object.values<Json>(content ?? {}).map(({ schema }) => schema.$ref.split('/').at(-1)),
      );
    }),
  );
  expect(answered.size).toBeGreaterThan(25);
  expect([...answered].filter((name) => !examples.some(([of]) => of === name))).toEqual([]);
});

const documented = atlasRoutes().map(({ environment, path, method }) => {
  const row: Operation = operations[environment.OPERATION as OperationName];
  return { name: environment.OPERATION, row, said: document.paths[path][method.toLowerCase()] as Json };
});

test.each(documented)('$name has its media types, and says what is deprecated', ({ row, said }) => {
  const types = row.versions.map(({ date }) => `application/vnd.atlas.${date}+json`);
  const { content } = said.responses[row.success];
  if (row.response) expect(Object.keys(content)).toEqual(types.length > 0 ? types : ['application/json']);
  else expect(content).toBeUndefined();
  expect(said.deprecated ?? false).toBe('switchedOff' in row);
});

test.each(documented)('$name takes a body where its row has one, by its schema', ({ row, said }) => {
  if (row.body === undefined) {
    expect(said.requestBody).toBeUndefined();
    return;
  }
  expect(said.requestBody.required).toBe(true);
  expect(Object.keys(said.requestBody.content)).toEqual([
    'application/json',
    ...row.versions.map(({ date }) => `application/vnd.atlas.${date}+json`),
  ]);
  expect(said.responses[415]).toBeDefined();
});

test.each(documented)('$name takes a key exactly where it is followed as a restore', ({ row, said }) => {
  const takesKey = said.parameters.some(({ $ref }: Json) => $ref.endsWith('/HeaderIdempotencyKey'));
  expect(takesKey).toBe(row.method === 'POST' && row.resource !== 'snapshots');
});

test.skipIf(openApiMissing)('no words of it are from the document of MongoDB', () => {
  const words = (part: Json): string[] =>
    typeof part !== 'object' || part === null
      ? []
      : Object.entries<Json>(part).flatMap(([key, value]) =>
          (key === 'description' || key === 'summary' || key === 'title') && typeof value === 'string'
            ? [value]
            : words(value),
        );
  const theirs = readOpenApi();
  const known = new Set(words(theirs));
  expect(known.size).toBeGreaterThan(100);
  expect(words(document).filter((text) => known.has(text))).toEqual([]);
  const named = Object.keys(document.components.schemas).filter((name) => name in theirs.components.schemas);
  expect(named).toEqual([]);
});
