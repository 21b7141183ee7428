/** Whatever a caller sends: no 5xx, no hang, and Atlas sees only what its own rules allow. */
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AtlasClient } from '../../../lib/atlas/client.ts';
import { operations } from '../../../lib/atlas/operations.ts';
import { rowOf } from '../../conformance/rows.ts';
import { eventOf } from '../../lib/http/events.ts';
import { DigestGate, KEY } from '../../support/atlas-gate.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { HttpServer, sendFault } from '../../support/http-server.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import { acceptOf, endpointFunction, pathFor, type Row, served } from './setup.ts';

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
const text = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
);
const valid = fc.constantFrom('a'.repeat(24), '0123456789abcdef01234567', 'Orders', 'orders.items');
const value = fc.oneof(valid, text);
const row = fc.constantFrom(...served);

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
const accept = fc.oneof(
  fc.constantFrom(
    '*/*',
    'application/json',
    'application/vnd.atlas.9999-99-99+json',
    'application/vnd.atlas.2025-03-12+json',
  ),
  text,
);

/** The parameters of a path, some of them right. */
const call = row.chain((one) => {
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
  });
});

describe('the function', () => {
  let server: HttpServer;
  let atlas: AtlasClient;
  const clock = new FakeClock();
  beforeAll(async () => {
    const gate = new DigestGate((_, response) => sendFault(response, 404, 'GROUP_NOT_FOUND'));
    server = await HttpServer.start(gate.handler);
    atlas = new AtlasClient({ baseUrl: server.url, clock, credential: async () => KEY });
  });
  afterAll(async () => {
    await atlas.close();
    await server.close();
  });

  /** A request that reached Atlas is one that the table allows. */
  function expectAllowed(): void {
    for (const { method, path, query, headers } of server.received.splice(0)) {
      const found = rowOf(method, path)!;
      expect(found).toBeDefined();
      const { versions, query: schema } = operations[found.name];
      expect(schema.safeParse(Object.fromEntries(query)).success).toBe(true);
      const dates = versions.map(({ date }) => `application/vnd.atlas.${date}+json`);
      expect([...dates, 'application/json']).toContain(headers.accept);
    }
  }

  const handlers = new Map<string, ReturnType<typeof endpointFunction>>();
  const handlerOf = ({ name }: Row) => {
    const handler = handlers.get(name) ?? endpointFunction(name, atlas, clock);
    handlers.set(name, handler);
    return handler;
  };

  test('answers any event with 4xx in Atlas shape, and any input with an error that has a name', async () => {
    await fc.assert(
      fc.asyncProperty(call, async ({ one, path, query, accept }) => {
        const handler = await handlerOf(one);
        const event = eventOf({
          rawPath: one.row.path,
          pathParameters: path,
          queryStringParameters: query,
          headers: { accept },
          requestContext: { domainName: 'x' },
        });
        const answer = (await handler(event, {})) as {
          statusCode: number;
          body: string;
          headers: Record<string, string>;
        };
        expect(answer.statusCode).toBeGreaterThanOrEqual(400);
        expect(answer.statusCode).toBeLessThan(500);
        const body = JSON.parse(answer.body);
        expect((body.content ?? body).errorCode).toBe(answer.headers['x-error-code']);
        expect(Buffer.byteLength(answer.body)).toBeLessThan(2_000);
        expectAllowed();
        const direct = await handler({ ...path, query }, {}).catch((error: Error) => error.name);
        expect(['EndpointInputInvalid', 'AtlasError']).toContain(direct);
        expectAllowed();
      }),
      { numRuns: 2_000 },
    );
  });

  test('takes no input of another kind', async () => {
    await fc.assert(
      fc.asyncProperty(row, fc.jsonValue({ maxDepth: 6 }), async (one, input) => {
        const handler = await handlerOf(one);
        await expect(handler(input, {})).rejects.toMatchObject({ name: 'EndpointInputInvalid' });
        expect(server.received).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the service', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  /** By hand: `fetch` would put right what is wrong. */
  const send = (target: string, accept: string) =>
    new Promise<string>((resolve, reject) => {
      const { port } = new URL(harness.service.url);
      const socket = connect(Number(port), '127.0.0.1');
      let answer = '';
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        answer += chunk;
      });
      socket.once('error', reject).once('close', () => resolve(answer));
      const clean = (part: string) => part.replace(/[\r\n]/g, '');
      socket.write(
        `GET ${clean(target)} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\nAccept: ${clean(accept)}\r\n\r\n`,
        'latin1',
      );
    });

  test('answers any request line, and goes on', async () => {
    const target = fc.oneof(
      call.map(
        ({ one, path, query }) => `${pathFor({ ...one }, wellFormed(path))}?${new URLSearchParams(query)}`,
      ),
      fc
        .tuple(call, text)
        .map(([{ one, path }, tail]) => `${pathFor(one, wellFormed(path))}${tail.replaceAll(' ', '')}`),
      text.map((tail) => `/api/atlas/v2/groups/${tail.replaceAll(' ', '')}`),
    );
    await fc.assert(
      fc.asyncProperty(target, accept, async (line, asked) => {
        const answer = await send(line, asked);
        expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d /);
        expect(answer).not.toMatch(/^X: y/m);
      }),
      { numRuns: 1_500 },
    );
    expect(harness.simulator.requests().filter(({ status }) => status >= 500)).toEqual([]);
    expect((await harness.call('GET', '/v1/health')).status).toBe(200);
  });

  /** Lone halves of characters have no encoding. */
  const wellFormed = (path: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(path).map(([name, part]) => [name, part.toWellFormed()]));
});
