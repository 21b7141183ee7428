import { connect } from 'node:net';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, rawRequest, sendRaw, startTestHost, useTestHost } from './setup.ts';

const running = useTestHost();
const LIMIT = 1024 * 1024;
const GRANT = 'grant_type=client_credentials';

beforeEach(() => {
  running().events.length = 0;
  running().lines.length = 0;
});

const post = (body: string | ReadableStream, headers: Record<string, string> = {}, path = '/v1/things') =>
  fetch(running().url + path, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
const raw = (method: string, target: string, headers?: Record<string, string>) =>
  sendRaw(running().host.port, rawRequest(method, target, headers));

/** In Atlas' shape, with keys in order and the code in a header too. */
async function problem(answer: Response) {
  const text = await answer.text();
  const body = JSON.parse(text);
  expect(Object.keys(body)).toEqual([...Object.keys(body)].sort());
  expect(body.error).toBe(answer.status);
  expect(answer.headers.get('x-error-code')).toBe(body.errorCode);
  expect(answer.headers.get('content-type')).toBe('application/json');
  return body;
}

describe('a request', () => {
  test('becomes the event that API Gateway makes of it', async () => {
    const answer = await post('{"ä":1}', { 'Idempotency-Key': 'k1' }, '/v1/things?b=1&a=2&b=3&c=%C3%A4');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      version: '2.0',
      routeKey: 'POST /v1/things',
      rawPath: '/v1/things',
      rawQueryString: 'b=1&a=2&b=3&c=%C3%A4',
      headers: { 'idempotency-key': 'k1' },
      queryStringParameters: { a: '2', b: '1,3', c: 'ä' },
      requestContext: {
        authorizer: { lambda: { principalId: 'local' } },
        http: { method: 'POST', path: '/v1/things', sourceIp: '127.0.0.1' },
      },
      body: '{"ä":1}',
      isBase64Encoded: false,
    });
  });

  test('without query, parameters or body has none in its event', async () => {
    const event = await (await fetch(`${running().url}/v1/things`)).json();
    for (const absent of ['queryStringParameters', 'pathParameters', 'body'])
      expect(event).not.toHaveProperty(absent);
  });

  test('says by which address it came, whatever the caller says of that', async () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
    const event = await (await fetch(`${running().url}/v1/things`, { headers })).json();
    expect(event).toMatchObject({
      headers: { 'x-forwarded-proto': 'http' },
      requestContext: { domainName: new URL(running().url).host },
    });
  });

  test('has the parameters of its path decoded', async () => {
    const event = await (await fetch(`${running().url}/v1/things/a%20%2F`)).json();
    expect(event).toMatchObject({ routeKey: 'GET /v1/things/{id}', pathParameters: { id: 'a /' } });
  });

  test.each([
    ['GET', '/'],
    ['GET', '/v1/nothing'],
    ['PUT', '/v1/things'],
    ['OPTIONS', '/v1/things'],
    ['GET', '/v1/things/%'],
    ['GET', '/api/oauth/token'],
  ])('%s %s is 404 in the shape of Atlas', async (method, path) => {
    const answer = await fetch(running().url + path, { method });
    expect(answer.status).toBe(404);
    const body = await problem(answer);
    expect(body).toMatchObject({ errorCode: 'RESOURCE_NOT_FOUND', parameters: [`${method} ${path}`] });
    expect(running().events).toEqual([]);
  });

  test('HEAD is 404 without a body', async () => {
    const answer = await raw('HEAD', '/v1/things');
    expect(answer).toMatchObject({ status: 404, body: '' });
    expect(answer.headers.get('x-error-code')).toBe('RESOURCE_NOT_FOUND');
  });

  test('whose function fails is 500, and what went wrong stays inside', async () => {
    const answer = await fetch(`${running().url}/v1/things/failing`);
    expect(answer.status).toBe(500);
    expect(await problem(answer)).toMatchObject({ errorCode: 'UNEXPECTED_ERROR' });
    expect(running().lines).toMatchObject([{ level: 'error', fields: { error: 'TypeError' } }]);
  });
});

describe('an answer', () => {
  test('that no header can hold is 500, and the server lives', async () => {
    const { host, url } = await startTestHost(async () => ({
      statusCode: 400,
      headers: { 'x-error-code': 'NOT→ALLOWED' },
    }));
    for (let times = 0; times < 2; times += 1) {
      const answer = await fetch(`${url}/v1/things`);
      expect(answer.status).toBe(500);
      expect(await problem(answer)).toMatchObject({ errorCode: 'UNEXPECTED_ERROR' });
    }
    await host.close();
  });
});

describe('a strange target', () => {
  test.each<[string, string, number]>([
    ['a star', '*', 404],
    ['another host', '//evil.example/v1/things', 404],
    ['a whole URL', 'http://evil.example/v1/things', 200],
    ['a broken URL', 'http://[/v1/things', 404],
    ['a broken escape', '/v1/things/%zz', 404],
    ['a NUL', '/v1/things/%00', 200],
    ['steps up', '/v1/x/../things', 200],
    ['escaped steps up', '/v1/things/..%2f..%2fetc', 200],
    ['two slashes', '/v1//things', 404],
    ['a back slash', '/v1\\things', 200],
    ['a fragment', '/v1/things#x', 200],
    ['a long one', `/v1/${'x'.repeat(8_000)}`, 404],
    ['one that is too long', `/v1/${'x'.repeat(20_000)}`, 431],
  ])('(%s) is answered', async (_, target, status) => {
    expect((await raw('GET', target)).status).toBe(status);
  });

  test('is told back in part only', async () => {
    const { body } = await raw('GET', `/v1/${'x'.repeat(8_000)}`);
    expect(body.length).toBeLessThan(1_000);
  });

  test('never ends the server, whatever it is', async () => {
    const target = fc
      .array(fc.oneof(fc.constantFrom('/', '%', '?', '#', '//', '..', '%2', '@', ':', '['), fc.string()), {
        maxLength: 6,
      })
      // What would end the line is another request.
      .map((parts) => `/v1/things${parts.join('')}`.replaceAll(/[^!-~]/g, ''));
    await fc.assert(
      fc.asyncProperty(target, async (text) => {
        const { status } = await raw('GET', text);
        expect([200, 404]).toContain(status);
      }),
      { numRuns: 60 },
    );
    expect(running().lines).toEqual([]);
  });
});

describe('a body', () => {
  test('may be as large as the limit', async () => {
    const answer = await post('x'.repeat(LIMIT));
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as { body: string }).body).toHaveLength(LIMIT);
  });

  test.each<[string, () => string | ReadableStream, string]>([
    ['by a byte', () => 'x'.repeat(LIMIT + 1), '/v1/things'],
    ['in chunks, of no length told before', () => streamOf(LIMIT + 1), '/v1/things'],
    ['for a token', () => 'x'.repeat(LIMIT + 1), '/api/oauth/token'],
  ])('that is larger (%s) is 413, and the server lives', async (_, body, path) => {
    const answer = await post(body(), {}, path);
    expect(answer.status).toBe(413);
    expect(answer.headers.get('connection')).toBe('close');
    expect(await problem(answer)).toMatchObject({ errorCode: 'PAYLOAD_TOO_LARGE' });
    expect(running().events).toEqual([]);
    expect((await post('{}')).status).toBe(200);
  });

  test('that is cut off calls nothing, and the server lives', async () => {
    const socket = connect(running().host.port, '127.0.0.1');
    socket.end(rawRequest('POST', '/v1/things', { 'content-length': '100' }));
    for await (const _ of socket);
    expect(running().events).toEqual([]);
    expect((await post('{}')).status).toBe(200);
  });
});

describe('who calls', () => {
  test.each<[string, Record<string, string>, number, string]>([
    ['from a foreign page', { origin: 'https://evil.example' }, 403, 'FOREIGN_ORIGIN'],
    ['by a foreign name', { host: 'evil.example' }, 403, 'FOREIGN_HOST'],
    ['with an unknown token', { authorization: 'Bearer abc' }, 401, 'UNEXPECTED_ERROR'],
    ['with a password', { authorization: 'Basic YTpi' }, 401, 'UNEXPECTED_ERROR'],
  ])('%s is turned away before anything else', async (_, headers, status, code) => {
    const answers = [await raw('GET', '/v1/things', headers), await raw('GET', '/v1/nothing', headers)];
    for (const answer of answers) {
      expect(answer.status).toBe(status);
      expect(answer.headers.get('x-error-code')).toBe(code);
    }
    expect(running().events).toEqual([]);
  });

  test('a foreign page gets no token either', async () => {
    const answer = await post(GRANT, { origin: 'https://evil.example' }, '/api/oauth/token');
    expect(answer.status).toBe(403);
  });

  test('with a token is the account, for an hour', async () => {
    const credentials = btoa(`${ACCOUNT.clientId}:${ACCOUNT.clientSecret}`);
    const answer = await post(GRANT, { authorization: `Basic ${credentials}` }, '/api/oauth/token');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { access_token } = (await answer.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${access_token}` };
    const event = await (await fetch(`${running().url}/v1/things`, { headers })).json();
    expect(event).toMatchObject({ requestContext: { authorizer: { lambda: { principalId: 'id' } } } });
    running().clock.advance(3_600_000);
    expect((await fetch(`${running().url}/v1/things`, { headers })).status).toBe(401);
  });

  test('with a wrong secret gets the error of OAuth', async () => {
    const answer = await post(GRANT, { authorization: `Basic ${btoa('id:wrong')}` }, '/api/oauth/token');
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: 'invalid_client' });
  });
});

describe('the server', () => {
  test('says when its port is taken', async () => {
    const { startHttpHost } = await import('../../../../infra/local/http/http-host.ts');
    const { host } = running();
    const again = startHttpHost({ port: host.port, routes: [], desk: {} as never, log: {} as never });
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE', port: host.port });
  });

  test('lets requests under way end, and takes no new ones', async () => {
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { host, url } = await startTestHost(async () => {
      entered.resolve();
      await release.promise;
      return { statusCode: 200, headers: {}, body: 'late' };
    });
    const slow = fetch(`${url}/v1/things`);
    await entered.promise;
    const closed = host.close();
    await expect(fetch(`${url}/v1/things`)).rejects.toThrow();
    release.resolve();
    await expect((await slow).text()).resolves.toBe('late');
    await closed;
  });
});

/** A body whose length is not known before it has been read. */
function streamOf(bytes: number): ReadableStream {
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      const size = Math.min(left, 65_536);
      left -= size;
      if (size === 0) controller.close();
      else controller.enqueue(new Uint8Array(size));
    },
  });
}
