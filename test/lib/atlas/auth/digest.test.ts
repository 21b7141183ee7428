import { describe, expect, test } from 'vitest';
import { DigestAuthenticator, digestAuthorization } from '../../../../lib/atlas/auth/digest.ts';
import { parseDigestChallenge } from '../../../../lib/atlas/auth/digest-challenge.ts';
import { digestFields, KEY } from '../../../support/atlas-gate.ts';

const ATLAS =
  'Digest realm="MMS Public API", domain="", nonce="jZ0xY+/Kq3c=", algorithm=MD5, qop="auth", stale=false';

describe('a digest challenge', () => {
  test('of Atlas is understood', () => {
    const expected = { realm: 'MMS Public API', nonce: 'jZ0xY+/Kq3c=', opaque: undefined, stale: false };
    expect(parseDigestChallenge(ATLAS)).toEqual(expected);
  });

  test.each([
    [
      'with commas and quotes in quotes',
      'Digest realm="a, \\"b\\" = c", nonce="n", qop="auth"',
      'a, "b" = c',
    ],
    ['after one of another scheme', `Basic realm="x, nonce=1", ${ATLAS}`, 'MMS Public API'],
    ['after a scheme without parameters', `Negotiate, ${ATLAS}`, 'MMS Public API'],
    ['after a scheme with a token', `Negotiate dG9rZW4=, ${ATLAS}`, 'MMS Public API'],
    ['before one of another scheme', `${ATLAS}, Bearer realm="other", error="x"`, 'MMS Public API'],
    ['in any case', 'DIGEST Realm="r", NONCE="n", QOP="Auth-Int, AUTH", Algorithm=md5', 'r'],
    ['without quotes and with odd spaces', 'Digest realm = r ,nonce=n,  qop=auth', 'r'],
    [
      'after one of an algorithm that we do not have',
      'Digest realm="s", nonce="m", qop="auth", algorithm=SHA-256, Digest realm="r", nonce="n", qop="auth"',
      'r',
    ],
  ])('is understood %s', (_, header, realm) => {
    expect(parseDigestChallenge(header)?.realm).toBe(realm);
  });

  test.each([
    [undefined],
    [''],
    ['Basic realm="x"'],
    ['Digest realm="r", qop="auth"'],
    ['Digest realm="r", nonce="n", qop="auth-int"'],
    ['Digest realm="r", nonce="n"'],
    ['Digest realm="never closed, nonce=, qop'],
    ['=,"\\ ,,, ""'],
  ])('is not seen in %s', (header) => {
    expect(parseDigestChallenge(header)).toBeUndefined();
  });

  test('says that the nonce is stale', () => {
    expect(parseDigestChallenge(ATLAS.replace('stale=false', 'stale=TRUE'))?.stale).toBe(true);
  });

  test('of hostile length takes no time', () => {
    expect(parseDigestChallenge(`Digest ${'realm="\\'.repeat(4_000)}`)).toBeUndefined();
    expect(parseDigestChallenge(`Digest ${'a='.repeat(8_000)}`)).toBeUndefined();
  });
});

test('the response is that of the example in RFC 2617', () => {
  const authorization = digestAuthorization({
    key: { kind: 'apiKey', publicKey: 'Mufasa', privateKey: 'Circle Of Life' },
    challenge: {
      realm: 'testrealm@host.com',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      opaque: '5ccc069c403ebaf9f0171e9517f40e41',
      stale: false,
    },
    method: 'GET',
    url: 'http://www.nowhere.org/dir/index.html',
    use: 1,
    cnonce: '0a4f113b',
  });
  expect(authorization).toContain('response="6629fae49393a05397450978507c4ef1"');
  expect(authorization).toContain('opaque="5ccc069c403ebaf9f0171e9517f40e41"');
  expect(authorization).toContain('nc=00000001, cnonce="0a4f113b"');
});

describe('an API key', () => {
  const request = { method: 'GET', url: 'http://atlas/x?y=1', headers: {}, timeoutMs: 1 } as const;
  const unauthorized = (challenge: string) => ({
    status: 401,
    headers: { 'www-authenticate': challenge },
    text: '',
  });

  test('signs nothing before it has been challenged, and gives up where no challenge comes', async () => {
    const authenticator = new DigestAuthenticator(KEY);
    expect(await authenticator.authorize(request)).toBeUndefined();
    expect(authenticator.refused(unauthorized('Basic realm="x"'), undefined)).toBe('giveUp');
  });

  test('counts the uses of a nonce, with a cnonce of its own each, and begins anew with another', async () => {
    const authenticator = new DigestAuthenticator(KEY);
    expect(authenticator.refused(unauthorized(ATLAS), undefined)).toBe('signAgain');
    const signed = await Promise.all([1, 2, 3].map(() => authenticator.authorize(request)));
    const fields = signed.map(digestFields);
    expect(fields.map((each) => each.get('nc'))).toEqual(['00000001', '00000002', '00000003']);
    expect(new Set(fields.map((each) => each.get('cnonce'))).size).toBe(3);
    expect(fields[0]?.get('uri')).toBe('/x?y=1');

    const again = ATLAS.replace('stale=false', 'stale=true');
    expect(authenticator.refused(unauthorized(again), signed[0])).toBe('signAgain');
    expect(digestFields(await authenticator.authorize(request)).get('nc')).toBe('00000004');

    authenticator.refused(unauthorized(ATLAS.replace('jZ0x', 'other')), signed[0]);
    expect(digestFields(await authenticator.authorize(request)).get('nc')).toBe('00000001');
  });
});
