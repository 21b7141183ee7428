/** Whatever a caller sends: no 5xx, no hang, and Atlas sees only what its own rules allow. */
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AtlasClient } from '../../../lib/atlas/client.ts';
import { type Operation, operations } from '../../../lib/atlas/operations.ts';
import { silentLog } from '../../../lib/log.ts';
import { rowOf } from '../../conformance/rows.ts';
import { eventOf } from '../../lib/http/events.ts';
import { DigestGate, KEY } from '../../support/atlas-gate.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { HttpServer, sendFault, sendJson } from '../../support/http-server.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import { type Following, startFollowing } from './following.ts';
import { accept, call, row, text } from './hostile-calls.ts';
import { endpointFunction, pathFor, type Row } from './setup.ts';

/** As a state machine would hand it over, where it is JSON at all. */
function parsed(body: string | undefined): unknown {
  try {
    return body === undefined ? undefined : JSON.parse(body);
  } catch {
    return body;
  }
}

/** Fits as an answer of every read. */
const ANYTHING = {
  id: 'a'.repeat(24),
  name: 'Orders',
  stateName: 'IDLE',
  deliveryType: 'automated',
  sourceNamespace: 'sales.orders',
  results: [],
  totalCount: 0,
};

describe('the function', () => {
  let server: HttpServer;
  let atlas: AtlasClient;
  let following: Following;
  const reached: Record<string, number> = {};
  const clock = new FakeClock();
  beforeAll(async () => {
    // Whatever is looked up is there, and nothing can be made.
    const gate = new DigestGate(({ method }, response) =>
      method === 'GET' ? sendJson(response, 200, ANYTHING) : sendFault(response, 404, 'GROUP_NOT_FOUND'),
    );
    server = await HttpServer.start(gate.handler);
    atlas = new AtlasClient({ baseUrl: server.url, clock, credential: async () => KEY });
    following = await startFollowing(clock);
  });
  afterAll(async () => {
    await atlas.close();
    await following.close();
    await server.close();
  });

  /** A request that reached Atlas is one that the table allows. */
  function expectAllowed(): void {
    for (const { method, path, query, headers, body } of server.received.splice(0)) {
      reached[method] = (reached[method] ?? 0) + 1;
      const found = rowOf(method, path)!;
      expect(found).toBeDefined();
      const { versions, query: schema, body: bodySchema }: Operation = operations[found.name];
      expect(schema.safeParse(Object.fromEntries(query)).success).toBe(true);
      const dates = versions.map(({ date }) => `application/vnd.atlas.${date}+json`);
      expect([...dates, 'application/json']).toContain(headers.accept);
      // The first request asks for a challenge: unsigned, and without what it would send.
      const isSigned = headers.authorization !== undefined;
      if (bodySchema && isSigned) expect(bodySchema.safeParse(JSON.parse(body)).success).toBe(true);
      else expect(body).toBe('');
    }
  }

  const handlers = new Map<string, ReturnType<typeof endpointFunction>>();
  const handlerOf = ({ name }: Row) => {
    const handler = handlers.get(name) ?? endpointFunction(name, atlas, clock, silentLog, following.services);
    handlers.set(name, handler);
    return handler;
  };

  test('answers any event with 4xx in Atlas shape, and any input with an error that has a name', async () => {
    await fc.assert(
      fc.asyncProperty(call, async ({ one, path, query, accept, type, body, key }) => {
        const handler = await handlerOf(one);
        const event = eventOf({
          rawPath: one.row.path,
          pathParameters: path,
          queryStringParameters: query,
          headers: { accept, 'content-type': type, ...(key !== undefined && { 'idempotency-key': key }) },
          requestContext: { domainName: 'x' },
          ...(body !== undefined && { body }),
        });
        const answer = (await handler(event, {})) as {
          statusCode: number;
          body: string;
          headers: Record<string, string>;
        };
        expect(answer.statusCode).toBeLessThan(500);
        const said = JSON.parse(answer.body);
        expect((said.content ?? said).errorCode).toBe(answer.headers['x-error-code']);
        if (one.row.method !== 'GET') expect(answer.statusCode).toBeGreaterThanOrEqual(400);
        expect(Buffer.byteLength(answer.body)).toBeLessThan(2_000);
        expectAllowed();
        const input = {
          ...path,
          query,
          ...(key !== undefined && { idempotencyKey: key }),
          body: parsed(body),
        };
        const direct = await handler(input, {}).then(
          () => 'answered',
          (error: Error) => error.name,
        );
        expect([
          'EndpointInputInvalid',
          'AtlasError',
          'RestoreRefused',
          ...(one.row.method === 'GET' ? ['answered'] : []),
        ]).toContain(direct);
        expectAllowed();
      }),
      { numRuns: 2_000 },
    );
    // Not everything is stopped before: each kind of call has come through. A DELETE does so some thirty times, and chance has its part.
    for (const method of ['GET', 'POST', 'DELETE'])
      expect([method, reached[method]]).toEqual([method, expect.toSatisfy((count: number) => count >= 10)]);
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
  const send = (method: string, target: string, accept: string, body = '') =>
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
        `${method} ${clean(target)} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\nAccept: ${clean(accept)}\r\nContent-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`,
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
        const answer = await send('GET', line, asked);
        expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d /);
        expect(answer).not.toMatch(/^X: y/m);
      }),
      { numRuns: 800 },
    );
    await stillWell();
  });

  test('answers any write, and goes on', async () => {
    await fc.assert(
      fc.asyncProperty(call, async ({ one, path, query, accept, body }) => {
        const target = `${pathFor(one, wellFormed(path))}?${new URLSearchParams(query)}`;
        const answer = await send(one.row.method, target, accept, body);
        // Whoever asks for the right thing gets it: the fleet's ids are not these.
        expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      }),
      { numRuns: 1_000 },
    );
    await stillWell();
  });

  const stillWell = async () => {
    expect(harness.simulator.requests().filter(({ status }) => status >= 500)).toEqual([]);
    expect((await harness.call('GET', '/v1/health')).status).toBe(200);
  };

  /** Lone halves of characters have no encoding. */
  const wellFormed = (path: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(path).map(([name, part]) => [name, part.toWellFormed()]));
});
