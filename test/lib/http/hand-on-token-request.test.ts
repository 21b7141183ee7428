/** Token requests on their way to the issuer: what it says comes back, what is none is not sent. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Transport } from '../../../lib/atlas/transport.ts';
import { handOnTokenRequest } from '../../../lib/http/hand-on-token-request.ts';
import { HttpServer, refusedUrl, sendJson } from '../../support/http-server.ts';

const FORM = 'application/x-www-form-urlencoded';
const BODY = 'grant_type=client_credentials&scope=read';

let server: HttpServer;
const transport = new Transport();
beforeAll(async () => {
  server = await HttpServer.start((_, response) =>
    sendJson(response, 200, { access_token: 't', expires_in: 3600, token_type: 'Bearer' }),
  );
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(async () => {
  await transport.close();
  await server.close();
});

const ask = (request: Partial<Parameters<typeof handOnTokenRequest>[1]>, endpoint = `${server.url}/token`) =>
  handOnTokenRequest(
    { endpoint, transport },
    { authorization: 'Basic eA==', contentType: FORM, body: BODY, ...request },
  );

test('form and authorization go to the issuer, and its answer comes back, for no cache', async () => {
  const answer = await ask({});
  expect(answer).toMatchObject({ statusCode: 200, headers: { 'cache-control': 'no-store' } });
  expect(JSON.parse(answer.body!)).toEqual({ access_token: 't', expires_in: 3600, token_type: 'Bearer' });
  expect(server.received).toMatchObject([
    {
      method: 'POST',
      path: '/token',
      body: BODY,
      headers: { authorization: 'Basic eA==', 'content-type': FORM },
    },
  ]);
});

test('the issuer’s refusal is the answer', async () => {
  const before = server.handler;
  server.handler = (_, response) => sendJson(response, 401, { error: 'invalid_client' });
  const answer = await ask({ authorization: undefined });
  server.handler = before;
  expect([answer.statusCode, answer.body]).toEqual([401, '{"error":"invalid_client"}']);
});

describe('nothing is sent', () => {
  test.each([
    [{ contentType: 'application/json' }, 400, 'invalid_request'],
    [{ contentType: undefined }, 400, 'invalid_request'],
    [{ body: '' }, 400, 'unsupported_grant_type'],
    [{ body: 'grant_type=password&username=a' }, 400, 'unsupported_grant_type'],
    [{ body: `grant_type=client_credentials&x=${'x'.repeat(20_000)}` }, 413, 'invalid_request'],
  ])('of %o', async (request, status, error) => {
    const answer = await ask(request);
    expect([answer.statusCode, JSON.parse(answer.body!).error]).toEqual([status, error]);
    expect(server.received).toEqual([]);
  });
});

test('an issuer that is not there is a bad gateway', async () => {
  const answer = await ask({}, `${await refusedUrl()}/token`);
  expect([answer.statusCode, JSON.parse(answer.body!).error]).toEqual([502, 'temporarily_unavailable']);
});
