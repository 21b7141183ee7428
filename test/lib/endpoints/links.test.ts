/** Links lead to this service, and nothing else of an answer changes. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseUrlOf, rewriteLinks } from '../../../lib/endpoints/links.ts';

const HERE = 'https://restore.example.com/prod';
const path = '/api/atlas/v2/groups/a?pageNum=2';

describe('a link', () => {
  test.each(['https://cloud.mongodb.com', 'https://cloud.mongodbgov.com', 'http://127.0.0.1:4101'])(
    'of %s leads here',
    (host) => {
      expect(rewriteLinks(`{"links":[{"href":"${host}${path}","rel":"self"}]}`, HERE)).toBe(
        `{"links":[{"href":"${HERE}${path}","rel":"self"}]}`,
      );
    },
  );

  test('is one only by its key and its path', () => {
    const kept = JSON.stringify({
      rel: 'https://cloud.mongodb.com/api/atlas/x',
      href: 'https://www.mongodb.com/docs',
      description: '"href":"https://cloud.mongodb.com/api/atlas/x"',
      other: '\\"href":"https://cloud.mongodb.com/api/atlas/x"',
      tags: [{ key: 'href', value: 'https://cloud.mongodb.com/api/atlas/x' }],
    });
    expect(rewriteLinks(kept, HERE)).toBe(kept);
  });

  test('in lines is one too, and numbers stay as they are written', () => {
    expect(rewriteLinks(`{ "diskSizeGB" : 30.0, "href" : "http://x${path}" }`, HERE)).toBe(
      `{ "diskSizeGB" : 30.0, "href" : "${HERE}${path}" }`,
    );
  });

  test('changes no value of any document', () => {
    const replaced = (document: unknown) =>
      JSON.parse(JSON.stringify(document), (key, value) =>
        key === 'href' && typeof value === 'string'
          ? value.replace(/^https?:\/\/[^/"\\]+(?=\/api\/atlas\/)/, HERE)
          : value,
      );
    const href = fc.record({ href: fc.constantFrom(`https://h${path}`, 'x', `\\"href":"https://h${path}`) });
    const document = fc.array(
      fc.oneof(
        fc.jsonValue(),
        href,
        fc.string().map((tail) => ({ [`href${tail}`]: `"href":"https://h${path}` })),
      ),
    );
    fc.assert(
      fc.property(document, (each) => {
        expect(JSON.parse(rewriteLinks(JSON.stringify(each), HERE))).toEqual(replaced(each));
      }),
    );
  });
});

test.each([
  ['/api/atlas/v2/x', {}, 'https://host'],
  ['/prod/api/atlas/v2/x', { 'x-forwarded-proto': 'https' }, 'https://host/prod'],
  ['/api/atlas/v2/x', { 'x-forwarded-proto': 'http' }, 'http://host'],
])('the address of this service is in the request (%s, %o)', (rawPath, headers, baseUrl) => {
  const event = {
    rawPath,
    headers,
    requestContext: { domainName: 'host' },
  } as unknown as APIGatewayProxyEventV2;
  expect(baseUrlOf(event)).toBe(baseUrl);
});
