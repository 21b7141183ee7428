/**
 * `POST /api/oauth/token` on one machine: gives access tokens to the service account that the service itself uses, so
 * that official clients can be pointed here as they are. Errors have the shape of RFC 6749, as Atlas' have.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AtlasCredential } from '../../../lib/atlas/credentials.ts';
import type { Clock } from '../../../lib/clock.ts';

export const TOKEN_PATH = '/api/oauth/token';

export interface TokenAnswer {
  readonly status: number;
  readonly body: object;
}

/** As long as Atlas' own. */
const TOKEN_SECONDS = 3600;

export class TokenDesk {
  readonly #tokens = new Map<string, { readonly caller: string; readonly until: number }>();
  readonly #clock: Clock;
  readonly #account: AtlasCredential | undefined;

  /** An API key cannot ask for tokens: then nobody is given one. */
  constructor(clock: Clock, account: AtlasCredential | undefined) {
    this.#clock = clock;
    this.#account = account;
  }

  /** Answers a client-credentials request. */
  issue(authorization: string | undefined, form: string): TokenAnswer {
    const parameters = new URLSearchParams(form);
    const grant = parameters.get('grant_type');
    if (grant === null) return failure(400, 'invalid_request', 'grant_type is missing.');
    if (grant !== 'client_credentials')
      return failure(400, 'unsupported_grant_type', 'Only client_credentials.');
    const given = basic(authorization) ?? {
      id: parameters.get('client_id') ?? '',
      secret: parameters.get('client_secret') ?? '',
    };
    const account = this.#account;
    if (
      account?.kind !== 'serviceAccount' ||
      !same(given.id, account.clientId) ||
      !same(given.secret, account.clientSecret)
    )
      return failure(401, 'invalid_client', 'Invalid credentials provided.');
    this.#forgetOld();
    const token = randomBytes(32).toString('base64url');
    const until = this.#now() + TOKEN_SECONDS * 1000;
    this.#tokens.set(digest(token), { caller: account.clientId, until });
    return { status: 200, body: { access_token: token, expires_in: TOKEN_SECONDS, token_type: 'Bearer' } };
  }

  callerOf(token: string): string | undefined {
    const known = this.#tokens.get(digest(token));
    return known !== undefined && known.until > this.#now() ? known.caller : undefined;
  }

  #forgetOld(): void {
    const now = this.#now();
    for (const [token, { until }] of this.#tokens) if (until <= now) this.#tokens.delete(token);
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

function failure(status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } };
}

function basic(authorization: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return { id: text.slice(0, Math.max(0, colon)), secret: text.slice(colon + 1) };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** In constant time, whatever the lengths. */
function same(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(digest(a)), Buffer.from(digest(b)));
}
