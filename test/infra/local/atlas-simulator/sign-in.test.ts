import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Simulator } from '../../../../infra/local/atlas-simulator/simulator.ts';
import { askToken, ORDERS, type Reply, replyOf, simulate, tokenOf } from './support.ts';

const ACCEPT = { accept: 'application/vnd.atlas.2023-01-01+json' };
const PATH = `${ORDERS}/backup/restoreJobs`;
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

async function ask(simulator: Simulator, authorization?: string, path = PATH): Promise<Reply> {
  const headers = { ...ACCEPT, ...(authorization !== undefined && { authorization }) };
  return replyOf(await fetch(simulator.url + path, { headers }));
}

const nonceOf = (reply: Reply) => /nonce="([^"]+)"/.exec(reply.headers.get('www-authenticate')!)![1]!;

function digestOf(simulator: Simulator, nonce: string, { nc = '00000001', secret = '', uri = PATH } = {}) {
  const { publicKey, privateKey } = simulator.fleet.credentials.apiKey!;
  const ha1 = md5(`${publicKey}:MMS Public API:${secret || privateKey}`);
  const response = md5([ha1, nonce, nc, 'c0ffee', 'auth', md5(`GET:${uri}`)].join(':'));
  return `Digest username="${publicKey}", realm="MMS Public API", nonce="${nonce}", uri="${uri}", cnonce="c0ffee", nc=${nc}, qop=auth, response="${response}", algorithm=MD5`;
}

test('A call without credentials gets the recorded challenge, without rate limit and error code', async () => {
  const { simulator } = await simulate();
  const challenge = await ask(simulator);
  expect(challenge.status).toBe(401);
  expect(challenge.headers.get('www-authenticate')).toMatch(
    /^Digest realm="MMS Public API", domain="", nonce="[A-Za-z0-9+/]{32}", algorithm=MD5, qop="auth", stale=false$/,
  );
  expect(challenge.text).toBe(
    '{\n  "error" : 401,\n  "reason" : "Unauthorized",\n  "detail" : "You are not authorized for this resource.",\n  "errorCode" : "UNEXPECTED_ERROR"\n}',
  );
  expect(challenge.headers.get('content-type')).toBe('application/json');
  expect(challenge.headers.get('x-error-code')).toBeNull();
  expect(challenge.headers.get('ratelimit-limit')).toBeNull();
});

test('An API key signs in by digest, again with the next count, never with the same one', async () => {
  const { simulator } = await simulate();
  const nonce = nonceOf(await ask(simulator));
  expect((await ask(simulator, digestOf(simulator, nonce))).status).toBe(200);
  expect((await ask(simulator, digestOf(simulator, nonce, { nc: '00000002' }))).status).toBe(200);
  const replayed = await ask(simulator, digestOf(simulator, nonce, { nc: '00000002' }));
  expect(replayed.status).toBe(401);
  expect(replayed.headers.get('www-authenticate')).toContain('stale=false');
});

test('An old or unknown nonce is stale where the password is right, and nothing more where it is wrong', async () => {
  const { simulator, clock } = await simulate();
  const nonce = nonceOf(await ask(simulator));
  clock.advance(300);
  const old = await ask(simulator, digestOf(simulator, nonce));
  expect([old.status, old.headers.get('www-authenticate')]).toEqual([
    401,
    expect.stringContaining('stale=true'),
  ]);
  expect((await ask(simulator, digestOf(simulator, nonceOf(old)))).status).toBe(200);
  const unknown = await ask(simulator, digestOf(simulator, 'A'.repeat(32)));
  expect(unknown.headers.get('www-authenticate')).toContain('stale=true');
  const wrong = await ask(simulator, digestOf(simulator, 'A'.repeat(32), { secret: 'guess' }));
  expect(wrong.headers.get('www-authenticate')).toContain('stale=false');
});

test('A digest for another path is refused', async () => {
  const { simulator } = await simulate();
  const nonce = nonceOf(await ask(simulator));
  expect((await ask(simulator, digestOf(simulator, nonce, { uri: `${PATH}?x` }))).status).toBe(401);
  expect((await ask(simulator, 'Digest nonsense')).status).toBe(401);
  expect((await ask(simulator, 'Basic eA==')).status).toBe(401);
});

test('A service account gets a token for an hour of the simulated clock', async () => {
  const { simulator, clock } = await simulate({ credentials: {} });
  const { status, json } = await askToken(simulator);
  expect(status).toBe(200);
  expect(json).toEqual({
    access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    expires_in: 3600,
    token_type: 'Bearer',
  });
  const bearer = `Bearer ${json.access_token}`;
  clock.advance(3599);
  expect((await ask(simulator, bearer)).status).toBe(200);
  clock.advance(1);
  const expired = await ask(simulator, bearer);
  expect(expired.status).toBe(401);
  expect(expired.json.errorCode).toBe('UNEXPECTED_ERROR');
});

test('A token can be opaque and short-lived', async () => {
  const { simulator } = await simulate({
    credentials: { token: { format: 'opaque', lifetimeSeconds: 60 } },
  });
  const { json } = await askToken(simulator);
  expect(json.expires_in).toBe(60);
  expect(json.access_token).not.toContain('.');
});

test('The token endpoint refuses in the words of RFC 6749', async () => {
  const { simulator } = await simulate();
  const wrong = await askToken(simulator, undefined, 'guess');
  expect([wrong.status, wrong.json]).toEqual([
    401,
    { error_description: 'Invalid credentials provided.', error: 'invalid_client' },
  ]);
  const password = await askToken(simulator, 'grant_type=password');
  expect([password.status, password.json.error]).toEqual([400, 'unsupported_grant_type']);
  const none = await askToken(simulator, 'scope=all');
  expect([none.status, none.json.error]).toEqual([400, 'invalid_request']);
});

test('The eleventh token within a minute is refused with the time to wait', async () => {
  const { simulator, clock } = await simulate();
  for (let index = 0; index < 9; index += 1) expect((await askToken(simulator)).status).toBe(200);
  clock.advance(20);
  const refused = await askToken(simulator);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '40']);
  expect(refused.json).toHaveProperty('error_description');
  clock.advance(40);
  expect((await askToken(simulator)).status).toBe(200);
});

test('The hundred-and-first live token is denied', async () => {
  const { simulator, clock } = await simulate();
  for (let index = 1; index < 100; index += 1) {
    clock.advance(6);
    expect((await askToken(simulator)).status).toBe(200);
  }
  clock.advance(6);
  const denied = await askToken(simulator);
  expect([denied.status, denied.json.error]).toEqual([403, 'access_denied']);
});

test('A revoked token opens nothing any more', async () => {
  const { simulator } = await simulate();
  const token = await tokenOf(simulator);
  const { clientId, clientSecret } = simulator.fleet.credentials.serviceAccount!;
  const revoked = await fetch(`${simulator.url}/api/oauth/revoke`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: `token=${token}&token_type_hint=access_token`,
  });
  expect([revoked.status, await revoked.text()]).toEqual([200, '']);
  expect((await ask(simulator, `Bearer ${token}`)).status).toBe(401);
});

test('A credential with roles may do what its roles allow', async () => {
  const reader = { clientId: 'mdb_sa_id_reader', clientSecret: 'secret', roles: ['Project Read Only'] };
  const { get, restore } = await simulate({ credentials: { serviceAccounts: [reader] } });
  expect((await get(`${ORDERS}/backup/snapshots`)).status).toBe(200);
  const refused = await restore();
  expect([refused.status, refused.json.errorCode]).toEqual([401, 'USER_UNAUTHORIZED']);
});
