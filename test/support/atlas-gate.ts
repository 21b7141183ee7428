/** The two ways to sign in at Atlas, checked on the server's side, in front of a test's own handler. */
import { createHash } from 'node:crypto';
import { type Handler, type Received, sendFault, sendJson } from './http-server.ts';

export const ACCOUNT = {
  kind: 'serviceAccount',
  clientId: 'mdb_sa_id_0123456789abcdef01234567',
  clientSecret: 'mdb_sa_sk_very-secret-one',
} as const;
export const KEY = { kind: 'apiKey', publicKey: 'publickey', privateKey: 'very-secret-two' } as const;

export const TOKEN_PATH = '/api/oauth/token';

/** A service account: the token endpoint, and only its newest token accepted in front of `behind`. */
export class TokenGate {
  secret: string = ACCOUNT.clientSecret;
  expiresIn: number | undefined = 3_600;
  issued = 0;
  /** Answers the token endpoint instead. */
  tokenHandler: Handler | undefined;
  behind: Handler;
  #accepted: string | undefined;

  constructor(behind: Handler) {
    this.behind = behind;
  }

  get token(): string | undefined {
    return this.#accepted;
  }

  revoke(): void {
    this.#accepted = undefined;
  }

  readonly handler: Handler = async (request, response) => {
    if (request.path === TOKEN_PATH) {
      if (this.tokenHandler !== undefined) return await this.tokenHandler(request, response);
      const basic = Buffer.from(`${ACCOUNT.clientId}:${this.secret}`).toString('base64');
      if (request.headers.authorization !== `Basic ${basic}`) {
        const error_description = 'Invalid credentials provided.';
        return sendJson(response, 401, { error_description, error: 'invalid_client' });
      }
      if (request.body !== 'grant_type=client_credentials') {
        return sendJson(response, 400, { error: 'unsupported_grant_type' });
      }
      this.issued += 1;
      this.#accepted = `header.payload-${this.issued}.signature`;
      const lifetime = this.expiresIn === undefined ? {} : { expires_in: this.expiresIn };
      return sendJson(response, 200, { access_token: this.#accepted, ...lifetime, token_type: 'Bearer' });
    }
    const accepted =
      this.#accepted !== undefined && request.headers.authorization === `Bearer ${this.#accepted}`;
    if (!accepted) return sendFault(response, 401, 'UNEXPECTED_ERROR');
    return await this.behind(request, response);
  };
}

/** An API key: digest with nonces that the test may let grow stale; a use number that comes twice is refused. */
export class DigestGate {
  privateKey: string = KEY.privateKey;
  behind: Handler;
  readonly uses: string[] = [];
  challenges = 0;
  #nonces = new Map<string, Set<string>>();
  #stale = false;

  constructor(behind: Handler) {
    this.behind = behind;
  }

  /** Every nonce given so far is too old from now on. */
  expireNonces(): void {
    this.#nonces.clear();
    this.#stale = true;
  }

  readonly handler: Handler = async (request, response) => {
    const fields = digestFields(request.headers.authorization);
    const seen = this.#nonces.get(fields.get('nonce') ?? '');
    const use = fields.get('nc') ?? '';
    const right = fields.get('response') === this.#expected(request, fields);
    if (!right || seen === undefined || seen.has(use)) {
      this.challenges += 1;
      const nonce = `nonce+/${this.challenges}==`;
      this.#nonces.set(nonce, new Set());
      const stale = this.#stale && right;
      const challenge = `Digest realm="MMS Public API", domain="", nonce="${nonce}", algorithm=MD5, qop="auth", stale=${stale}`;
      return sendJson(
        response,
        401,
        {
          error: 401,
          reason: 'Unauthorized',
          detail: 'You are not authorized for this resource.',
          errorCode: 'UNEXPECTED_ERROR',
        },
        { 'www-authenticate': challenge },
      );
    }
    seen.add(use);
    this.uses.push(use);
    return await this.behind(request, response);
  };

  /** RFC 2617 §3.2.2, written down a second time on purpose. */
  #expected(request: Received, fields: ReadonlyMap<string, string>): string | undefined {
    if (fields.get('uri') !== request.target) return undefined;
    const part = (name: string) => fields.get(name) ?? '';
    const ha1 = md5(`${KEY.publicKey}:MMS Public API:${this.privateKey}`);
    const ha2 = md5(`${request.method}:${request.target}`);
    return md5(`${ha1}:${part('nonce')}:${part('nc')}:${part('cnonce')}:${part('qop')}:${ha2}`);
  }
}

export function digestFields(authorization: string | undefined): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  if (!authorization?.startsWith('Digest ')) return fields;
  for (const [, name = '', quoted, bare] of authorization.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)) {
    fields.set(name, quoted ?? bare ?? '');
  }
  return fields;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
