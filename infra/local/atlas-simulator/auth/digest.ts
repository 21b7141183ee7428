/** API keys sign in by HTTP digest, with the challenge that Atlas is recorded to send. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../../lib/clock.ts';
import type { ApiKey } from '../credentials.ts';
import { MINUTE } from '../time.ts';

const REALM = 'MMS Public API';
const NONCE_LIFE_MS = 5 * MINUTE;
/** A nonce that is used this often is renewed: its used counts are kept in memory. */
const USES_PER_NONCE = 10_000;
const MOST_NONCES = 1_000;

export interface DigestVerdict {
  readonly key?: ApiKey;
  /** The password was right and only the nonce was not: the client may try again without asking anybody. */
  readonly stale: boolean;
}

export interface Digest {
  challenge(stale: boolean): string;
  verify(authorization: string, method: string, target: string): DigestVerdict;
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

export function digest(clock: Clock, keys: readonly ApiKey[]): Digest {
  const nonces = new Map<string, { expiresAt: number; used: Set<string> }>();
  const now = () => clock.now().getTime();
  return {
    challenge(stale) {
      const nonce = randomBytes(24).toString('base64');
      const oldest = nonces.keys().next();
      if (nonces.size >= MOST_NONCES && !oldest.done) nonces.delete(oldest.value);
      // `limit` keeps a floor of real time, so that a fast clock does not outrun the client's second request.
      nonces.set(nonce, { expiresAt: now() + clock.limit(NONCE_LIFE_MS).ms, used: new Set() });
      return `Digest realm="${REALM}", domain="", nonce="${nonce}", algorithm=MD5, qop="auth", stale=${stale}`;
    },
    verify(authorization, method, target) {
      const given = fieldsOf(authorization);
      const key = keys.find(({ publicKey }) => publicKey === given.username);
      if (key === undefined || given.uri !== target || given.realm !== REALM || given.qop !== 'auth') {
        return { stale: false };
      }
      const ha1 = md5(`${key.publicKey}:${REALM}:${key.privateKey}`);
      const ha2 = md5(`${method}:${target}`);
      const expected = md5([ha1, given.nonce, given.nc, given.cnonce, 'auth', ha2].join(':'));
      if (!equal(expected, given.response ?? '')) return { stale: false };
      const nonce = nonces.get(given.nonce ?? '');
      if (nonce === undefined || now() >= nonce.expiresAt || nonce.used.size >= USES_PER_NONCE) {
        return { stale: true };
      }
      // The same count twice is a request replayed, by whoever read it on the way.
      const count = given.nc ?? '';
      if (!/^[0-9a-f]{8}$/i.test(count) || nonce.used.has(count)) return { stale: false };
      nonce.used.add(count);
      return { key, stale: false };
    },
  };
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** `Digest a="b", c=d` as an object. */
function fieldsOf(authorization: string): Readonly<Record<string, string | undefined>> {
  const fields: Record<string, string> = {};
  for (const [, name, quoted, bare] of authorization.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)) {
    if (name !== undefined) fields[name] = quoted ?? bare ?? '';
  }
  return fields;
}
