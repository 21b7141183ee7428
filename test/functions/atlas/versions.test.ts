/** Which version a caller gets, and that it is the one Atlas is asked for. */
import { describe, expect, test } from 'vitest';
import { operations } from '../../../lib/atlas/operations.ts';
import { negotiate } from '../../../lib/endpoints/negotiate.ts';
import { signedIn } from '../../lib/atlas/setup.ts';
import { eventOf } from '../../lib/http/events.ts';
import { sendJson } from '../../support/http-server.ts';
import { endpointFunction, reads } from './setup.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const media = (date: string) => `application/vnd.atlas.${date}+json`;

describe('of getCluster, 2023-02-01 and 2024-08-05', () => {
  test.each([
    [media('2023-02-01'), '2023-02-01'],
    [media('2023-11-15'), '2023-02-01'],
    [media('2024-08-04'), '2023-02-01'],
    [media('2024-08-05'), '2024-08-05'],
    [media('2025-03-12'), '2024-08-05'],
    [media('2099-01-01'), '2024-08-05'],
    [` ${media('2024-08-05').toUpperCase()} ; q=0.9`, '2024-08-05'],
    [`application/json, ${media('2023-02-01')}, ${media('2024-08-05')}`, '2023-02-01'],
    [`application/vnd.atlas.preview+json,${media('2024-08-05')}`, '2024-08-05'],
    [`${media('2024-13-45')}, ${media('2024-08-05')}`, '2024-08-05'],
  ])('%s is %s', (accept, date) => {
    expect(negotiate(operations.getCluster, accept, NOW)?.date).toBe(date);
  });

  test.each([
    undefined,
    '',
    '*/*',
    'application/json',
    media('2023-01-31'),
    media('2024-1-1'),
    `x${media('2024-08-05')}`,
    `${media('2024-08-05')}x`,
  ])('%s is none', (accept) => {
    expect(() => negotiate(operations.getCluster, accept, NOW)).toThrow(
      expect.objectContaining({
        refused: expect.objectContaining({ errorCode: 'INVALID_VERSION_DATE', status: 406 }),
      }),
    );
  });

  test('a path without versions takes anything', () => {
    for (const accept of [undefined, 'text/html', media('2020-01-01')])
      expect(negotiate(operations.getTenantRestore, accept, NOW)).toBeUndefined();
  });
});

test.each(reads.flatMap(({ name, row }) => row.versions.map((version) => [name, row, version] as const)))(
  '%s asks Atlas for what it was asked for (%o, %o)',
  async (name, row, { date, deprecation, sunset }) => {
    const { client, clock, calls } = await signedIn((_, response) =>
      sendJson(response, 404, { error: 404, errorCode: 'X', detail: null, parameters: null, extra: [1] }),
    );
    const handler = await endpointFunction(name, client, clock);
    const values = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, key = '']) => [
      key,
      /Id$/.test(key) ? 'a'.repeat(24) : 'Name',
    ]);
    const event = eventOf({
      rawPath: row.path,
      pathParameters: Object.fromEntries(values),
      headers: { accept: media(date) },
      requestContext: { domainName: 'x' },
    });
    const answer = (await handler(event, {})) as {
      statusCode: number;
      headers: Record<string, string>;
      body: string;
    };
    expect(calls().map(({ headers }) => headers.accept)).toEqual([media(date)]);
    expect([answer.headers.deprecation, answer.headers.sunset]).toEqual([deprecation, sunset]);
    // Nulls and unknown members are Atlas' business.
    expect(answer.body).toBe('{"error":404,"errorCode":"X","detail":null,"parameters":null,"extra":[1]}');
  },
);
