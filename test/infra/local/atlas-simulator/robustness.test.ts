import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operations } from '../../../../lib/atlas/operations.ts';
import { ACCOUNTS, NEWEST, ORDERS, PRODUCTION, RESTORE_TEST, replyOf, simulate } from './support.ts';

async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.on('error', () => undefined);
  socket.end(text);
  await once(socket, 'close');
  return received;
}

test('A body beyond the bound is refused, and the simulator goes on', async () => {
  const { post, get } = await simulate();
  const refused = await post(`${ORDERS}/backup/restoreJobs`, { snapshotId: 'x'.repeat(100_000) });
  expect([refused.status, refused.json.errorCode]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  expect((await get(ORDERS)).status).toBe(200);
});

test('An unknown path is 404, a known one with another method is 405', async () => {
  const { call, simulator } = await simulate();
  expect((await call('GET', '/')).json).toMatchObject({ errorCode: 'RESOURCE_NOT_FOUND', parameters: ['/'] });
  expect((await call('GET', `${ORDERS}/backup/restoreJobs/`)).status).toBe(404);
  const patched = await call('PATCH', ORDERS, { body: {} });
  expect([patched.status, patched.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
  expect(patched.json.errorCode).toBe('METHOD_NOT_ALLOWED');
  const head = await call('HEAD', ORDERS);
  expect([head.status, head.text]).toEqual([405, '']);
  expect((await replyOf(await fetch(`${simulator.url}/api/oauth/token`))).status).toBe(404);
});

test('A body that is not JSON by its own account is refused', async () => {
  const { post } = await simulate();
  const path = `${ORDERS}/backup/restoreJobs`;
  const text = await post(path, 'hello', { headers: { 'content-type': 'text/plain' } });
  expect([text.status, text.json.errorCode]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  const versioned = await post(path, '{}', {
    headers: { 'content-type': 'application/vnd.atlas.2023-01-01+json' },
  });
  expect(versioned.json.errorCode).toBe('MISSING_ATTRIBUTE');
});

test('What is not HTTP does not end the simulator', async () => {
  const { get, simulator } = await simulate();
  for (const text of [
    'hello\r\n\r\n',
    'GET /\r\n\r\n',
    'GET // HTTP/1.1\r\nHost: x\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'GET http://evil.example/simulator/state HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    'CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n',
    `POST ${ORDERS} HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{`,
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  ]) {
    expect(await raw(simulator.port, text)).not.toContain('HTTP/1.1 5');
  }
  expect((await get(ORDERS)).status).toBe(200);
});

test('It listens on loopback only', async () => {
  const { simulator } = await simulate();
  expect(simulator.url).toBe(`http://127.0.0.1:${simulator.port}`);
});

/** Near misses of real requests find more than noise: parts of real paths, fields and values, put together at random. */
const word = fc.constantFrom(
  PRODUCTION,
  RESTORE_TEST,
  'Orders',
  'Catalog',
  'Accounts',
  'Events',
  'Legacy',
  'restore-target',
  'restore-target-flex',
  ...Object.values(NEWEST),
  '__proto__',
  'constructor',
  '%00',
  '%2e%2e',
  '%',
  "'",
);
const rows = Object.values(operations);
const path = fc
  .tuple(
    fc.constantFrom(...rows.map((row) => row.path)),
    fc.array(word, { minLength: 4, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([template, words, isCut]) => {
    let index = 0;
    const filled = template.replace(/\{\w+\}/g, () => words[index++] ?? 'x');
    return isCut ? filled.split('/').slice(0, -1).join('/') : filled;
  });
const query = fc.option(
  fc.dictionary(
    fc.constantFrom(
      'envelope',
      'pretty',
      'pageNum',
      'itemsPerPage',
      'includeCount',
      'oplogTs',
      'oplogInc',
      'pointInTimeUtcSeconds',
      'state',
      'sourceNamespace',
      'x',
    ),
    fc.constantFrom('true', '1', '0', '-1', '99999999999999999999', '500', '', 'false', '1763776800'),
  ),
  { nil: undefined },
);
const value = fc.oneof(
  word,
  fc.integer(),
  fc.double(),
  fc.constant(null),
  fc.boolean(),
  fc.jsonValue({ maxDepth: 1 }),
);
const field = fc.constantFrom(
  'deliveryType',
  'snapshotId',
  'targetClusterName',
  'targetGroupId',
  'targetDeploymentItemName',
  'targetProjectId',
  'pointInTimeUTCSeconds',
  'oplogTs',
  'oplogInc',
  'retentionInDays',
  'collections',
  'databases',
  'databaseSuffix',
  'writeStrategy',
  'indexStrategy',
  '__proto__',
);
const body = fc.oneof(
  fc.dictionary(field, value).map((document) => JSON.stringify(document)),
  fc
    .constantFrom('download', 'pointInTime', 'automated')
    .chain((deliveryType) =>
      fc.dictionary(field, value).map((document) => JSON.stringify({ ...document, deliveryType })),
    ),
  fc.json({ maxDepth: 2 }),
  fc.string(),
);
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'),
  path: fc.oneof({ weight: 9, arbitrary: path }, { weight: 1, arbitrary: fc.webPath() }),
  query,
  body,
  accept: fc.constantFrom(
    'application/vnd.atlas.2023-01-01+json',
    'application/vnd.atlas.2025-03-12+json',
    'application/vnd.atlas.2024-11-13+json',
    '*/*',
    '',
  ),
});

test('No request whatever is answered with a server error', async () => {
  const { simulator, call } = await simulate();
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path: pathname, query: given, body: text, accept }) => {
      const search = given === undefined ? '' : `?${new URLSearchParams(given)}`;
      const target = `${pathname.startsWith('/') ? pathname : `/${pathname}`}${search}`;
      const reply = await call(method, target, {
        headers: { accept },
        ...(method !== 'GET' && { body: text }),
      });
      expect(reply.status).toBeLessThan(500);
      if (reply.status >= 400)
        expect(reply.json).toHaveProperty(
          given?.envelope === 'true' && reply.json.content ? 'content' : 'errorCode',
        );
    }),
    { numRuns: 250 },
  );
  expect((await call('GET', ACCOUNTS)).status).toBe(200);
  expect(simulator.requests().length).toBeGreaterThan(250);
});
