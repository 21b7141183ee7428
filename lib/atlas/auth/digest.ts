/** API key: HTTP digest (atlas-api §3.2; RFC 7616 with MD5 and qop=auth). */
import { createHash, randomBytes } from 'node:crypto';
import type { AtlasCredential } from '../credentials.ts';
import type { HttpAnswer, HttpRequest } from '../http.ts';
import type { Authenticator, Refusal } from './authenticator.ts';
import { type DigestChallenge, parseDigestChallenge } from './digest-challenge.ts';

type ApiKey = Extract<AtlasCredential, { kind: 'apiKey' }>;

export class DigestAuthenticator implements Authenticator {
  readonly credential: ApiKey;
  #challenge: DigestChallenge | undefined;
  /** How many requests carried this nonce: each must say a higher number than all before it. */
  #uses = 0;

  constructor(credential: ApiKey) {
    this.credential = credential;
  }

  async authorize(request: HttpRequest): Promise<string | undefined> {
    if (this.#challenge === undefined) return undefined;
    this.#uses += 1;
    return digestAuthorization({
      key: this.credential,
      challenge: this.#challenge,
      method: request.method,
      url: request.url,
      use: this.#uses,
      cnonce: randomBytes(16).toString('hex'),
    });
  }

  refused(answer: HttpAnswer, authorization: string | undefined): Refusal {
    const challenge = parseDigestChallenge(answer.headers['www-authenticate']);
    if (challenge !== undefined && challenge.nonce !== this.#challenge?.nonce) {
      this.#challenge = challenge;
      this.#uses = 0;
    }
    if (authorization === undefined) return challenge === undefined ? 'giveUp' : 'signAgain';
    return challenge?.stale ? 'signAgain' : 'reread';
  }

  /** Nothing: the nonce is the server's, and the 401 that led here has brought a new one if there was any. */
  forget(): void {}
}

interface Signed {
  readonly key: ApiKey;
  readonly challenge: DigestChallenge;
  readonly method: string;
  readonly url: string;
  readonly use: number;
  readonly cnonce: string;
}

/** The header's value. Exported for the test against RFC 2617's own example. */
export function digestAuthorization({ key, challenge, method, url, use, cnonce }: Signed): string {
  const { realm, nonce, opaque } = challenge;
  const { pathname, search } = new URL(url);
  const uri = `${pathname}${search}`;
  const nc = use.toString(16).padStart(8, '0');
  const secret = md5(`${key.publicKey}:${realm}:${key.privateKey}`);
  const response = md5([secret, nonce, nc, cnonce, 'auth', md5(`${method}:${uri}`)].join(':'));
  const parts = [
    `username=${quoted(key.publicKey)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
    // RFC 7616 §3.4: these three without quotes.
    'algorithm=MD5',
    'qop=auth',
    `nc=${nc}`,
    `cnonce="${cnonce}"`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
  ];
  return `Digest ${parts.join(', ')}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** MD5 is what Atlas asks for. */
function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
