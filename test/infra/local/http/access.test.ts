import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authenticate, denyForeign, LOCAL_CALLER } from '../../../../infra/local/http/access.ts';
import { TokenDesk } from '../../../../infra/local/http/token-desk.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const asked = (headers: IncomingMessage['headers']) => ({ headers }) as IncomingMessage;
const HOST = 'localhost:4100';

describe('a request', () => {
  test.each<[string, IncomingMessage['headers']]>([
    ['to localhost', { host: HOST }],
    ['to its address', { host: '127.0.0.1:4100' }],
    ['to its address of version 6', { host: '[::1]:4100' }],
    ['without a port', { host: 'localhost' }],
    ['in capital letters', { host: 'LOCALHOST:4100' }],
    ['from a page of its own', { host: HOST, origin: `http://${HOST}` }],
  ])('%s is answered', (_, headers) => {
    expect(denyForeign(asked(headers))).toBeUndefined();
  });

  test.each<[string, string | undefined]>([
    ['a name that resolves to this machine', 'evil.example:4100'],
    ['a name that begins like it', 'localhost.evil.example'],
    ['a name that ends like it', 'evil-localhost'],
    ['a user before a foreign name', 'localhost:4100@evil.example'],
    ['a foreign name before a path', 'evil.example/localhost'],
    ['another address of this machine', '192.168.0.2:4100'],
    ['every address', '0.0.0.0:4100'],
    ['no name', ''],
    ['none at all', undefined],
    ['no host', ':::'],
  ])('to %s is refused', (_, host) => {
    const headers = host === undefined ? {} : { host };
    expect(denyForeign(asked(headers))).toMatchObject({ status: 403, errorCode: 'FOREIGN_HOST' });
  });

  test.each([
    'https://evil.example',
    'http://evil.example:4100',
    'null',
    '',
    'file://',
    'http://localhost.evil.example',
    `https://${HOST}`,
    'http://localhost:3000',
    'http://localhost',
    'http://127.0.0.1:4100',
  ])('from a page of %j is refused', (origin) => {
    expect(denyForeign(asked({ host: HOST, origin }))).toMatchObject({
      status: 403,
      errorCode: 'FOREIGN_ORIGIN',
    });
  });
});

describe('the caller', () => {
  const account = { kind: 'serviceAccount', clientId: 'id', clientSecret: 'secret' } as const;
  const desk = new TokenDesk(new FakeClock(), account);
  const token = () => {
    const form = 'grant_type=client_credentials&client_id=id&client_secret=secret';
    return (desk.issue(undefined, form).body as { access_token: string }).access_token;
  };

  test('without a word is who sits at this machine', () => {
    expect(authenticate(asked({}), desk)).toEqual({ caller: LOCAL_CALLER });
  });

  test.each(['Bearer', 'bearer', 'BEARER '])('is the account whose token comes as %j', (scheme) => {
    expect(authenticate(asked({ authorization: `${scheme} ${token()}` }), desk)).toEqual({ caller: 'id' });
  });

  test.each<[string, (known: string) => string]>([
    ['an unknown token', () => 'Bearer abc'],
    ['a token with more behind', (known) => `Bearer ${known}x`],
    ['two tokens', (known) => `Bearer ${known} ${known}`],
    ['a token without a scheme', (known) => known],
    ['the account itself', () => `Basic ${btoa('id:secret')}`],
    ['a digest', () => 'Digest username="public"'],
    ['an empty header', () => ''],
    ['a scheme alone', () => 'Bearer '],
  ])('is nobody with %s, and not who sits at this machine', (_, header) => {
    expect(authenticate(asked({ authorization: header(token()) }), desk)).toMatchObject({
      status: 401,
      errorCode: 'UNEXPECTED_ERROR',
    });
  });
});

const ACCOUNT = { kind: 'serviceAccount', clientId: 'mdb_sa_id_1', clientSecret: 'a:b=ü secret' } as const;
const GRANT = 'grant_type=client_credentials';
const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const RIGHT = basic(ACCOUNT.clientId, ACCOUNT.clientSecret);

function openDesk() {
  const clock = new FakeClock();
  const desk = new TokenDesk(clock, ACCOUNT);
  const token = () => (desk.issue(RIGHT, GRANT).body as { access_token: string }).access_token;
  return { clock, desk, token };
}

describe('a token', () => {
  test('is given for the account in a header', () => {
    const { desk } = openDesk();
    const { status, body } = desk.issue(RIGHT, GRANT);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      expires_in: 3600,
      token_type: 'Bearer',
    });
    expect(desk.callerOf((body as { access_token: string }).access_token)).toBe(ACCOUNT.clientId);
  });

  test('is given for the account in the form', () => {
    const { clientId, clientSecret } = ACCOUNT;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    expect(openDesk().desk.issue(undefined, String(form)).status).toBe(200);
  });

  test('is another each time, and the one before goes on', () => {
    const { desk, token } = openDesk();
    const [first, second] = [token(), token()];
    expect(first).not.toBe(second);
    expect(desk.callerOf(first)).toBe(ACCOUNT.clientId);
    expect(desk.callerOf(second)).toBe(ACCOUNT.clientId);
  });

  test('lives for an hour, to the second', () => {
    const { clock, desk, token } = openDesk();
    const old = token();
    clock.advance(3_600_000 - 1);
    expect(desk.callerOf(old)).toBe(ACCOUNT.clientId);
    clock.advance(1);
    expect(desk.callerOf(old)).toBeUndefined();
    const young = token();
    expect(desk.callerOf(old)).toBeUndefined();
    expect(desk.callerOf(young)).toBe(ACCOUNT.clientId);
  });

  test.each<[string, string | undefined, string]>([
    ['a wrong secret', basic(ACCOUNT.clientId, 'wrong'), GRANT],
    ['an empty secret', basic(ACCOUNT.clientId, ''), GRANT],
    ['half a secret', basic(ACCOUNT.clientId, 'a'), GRANT],
    ['another account', basic('mdb_sa_id_2', ACCOUNT.clientSecret), GRANT],
    ['no colon', `Basic ${btoa(ACCOUNT.clientId)}`, GRANT],
    ['another scheme', `Bearer ${RIGHT.slice(6)}`, GRANT],
    ['nobody', undefined, GRANT],
    ['a wrong header beside a right form', basic('x', 'y'), `${GRANT}&client_id=${ACCOUNT.clientId}`],
  ])('is not given to %s', (_, authorization, form) => {
    expect(openDesk().desk.issue(authorization, form)).toEqual({
      status: 401,
      body: { error: 'invalid_client', error_description: 'Invalid credentials provided.' },
    });
  });

  test.each<[string, string, string]>([
    ['no grant', '', 'invalid_request'],
    ['another grant', 'grant_type=password', 'unsupported_grant_type'],
    ['an empty grant', 'grant_type=', 'unsupported_grant_type'],
    ['JSON', '{"grant_type":"client_credentials"}', 'invalid_request'],
  ])('is not given for %s', (_, form, error) => {
    expect(openDesk().desk.issue(RIGHT, form)).toMatchObject({ status: 400, body: { error } });
  });

  test('is given to nobody where the service itself has an API key', () => {
    const key = { kind: 'apiKey', publicKey: 'p', privateKey: 's' } as const;
    for (const account of [key, undefined]) {
      const desk = new TokenDesk(new FakeClock(), account);
      expect(desk.issue(basic('p', 's'), GRANT).status).toBe(401);
      expect(desk.issue(basic('', ''), GRANT).status).toBe(401);
    }
  });

  test('is never guessed', () => {
    const { desk, token } = openDesk();
    const known = token();
    const guess = fc.oneof(fc.string(), fc.base64String(), fc.constantFrom(`${known}=`, known.slice(1)));
    fc.assert(fc.property(guess, (text) => desk.callerOf(text) === undefined));
  });
});
