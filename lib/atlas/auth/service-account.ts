/** Service account: OAuth 2 client credentials (atlas-api §3.1). */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { faultOf, parseJson, timesOf } from '../answer.ts';
import type { AtlasCredential } from '../credentials.ts';
import { type HttpAnswer, type HttpRequest, notSent } from '../http.ts';
import { UNREADABLE_ANSWER } from '../retry.ts';
import type { Transport } from '../transport.ts';
import { type Authenticator, type Refusal, SingleFlight, TokenRefused, waitFor } from './authenticator.ts';
import { SharedToken } from './shared-token.ts';
import type { Token, TokenStore } from './token.ts';

/** Refreshed this long before its end, so that it does not expire on its way; of a short life at most the half. */
const MARGIN_SECONDS = 60;
/** Where Atlas does not say how long (RFC 6749 lets it): short is safe. */
const UNKNOWN_LIFE_SECONDS = 300;
/**
 * A 401 that Atlas explains (USER_UNAUTHORIZED, NOT_IN_GROUP …) may be the lack of a role, which no token cures. A
 * token that was itself fetched because of a 401 is not thrown away for such a one within this time: a poll that
 * lacks a role would use up the 100 tokens that may live at once, for everybody.
 */
const KEEP_RENEWED_MS = 5 * 60_000;
/** What Atlas' 401 says where the credential itself is not accepted, or nothing readable does. */
const BAD_TOKEN_CODES: readonly string[] = ['UNEXPECTED_ERROR', UNREADABLE_ANSWER];

const tokenAnswer = z.looseObject({
  // RFC 6750's alphabet: nothing that could end the header that it is put into.
  access_token: z.string().check(z.regex(/^[\w\-.~+/]+=*$/)),
  token_type: z.string().check(z.regex(/^bearer$/i)),
  expires_in: z.optional(z.number().check(z.positive())),
});
const tokenError = z.looseObject({ error: z.string().check(z.regex(/^[a-z_]{1,40}$/)) });

export interface ServiceAccountOptions {
  readonly credential: Extract<AtlasCredential, { kind: 'serviceAccount' }>;
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Limit of a token request, in ms of the clock. */
  readonly timeoutMs: number;
  readonly log: Log;
  /** Absent: the token is this process's own. */
  readonly tokens?: TokenStore;
}

export class ServiceAccountAuthenticator implements Authenticator {
  readonly credential: ServiceAccountOptions['credential'];
  readonly #options: ServiceAccountOptions;
  readonly #flight = new SingleFlight<Token>();
  readonly #shared: SharedToken | undefined;
  #token: Token | undefined;
  /** The one that was forgotten: it may still be the stored one. */
  #refused: string | undefined;

  constructor(options: ServiceAccountOptions) {
    this.credential = options.credential;
    this.#options = options;
    const { tokens: store } = options;
    this.#shared = store && new SharedToken(nameOf(options.credential), { ...options, store });
  }

  async authorize(request: HttpRequest): Promise<string> {
    if (this.#token !== undefined && this.#now() < this.#token.until) return this.#token.authorization;
    const token = await waitFor(
      this.#flight.run(() => this.#renew()),
      request.signal,
    );
    return token.authorization;
  }

  refused(answer: HttpAnswer, authorization: string | undefined): Refusal {
    if (this.#token?.authorization !== authorization) return 'signAgain';
    const { errorCode } = faultOf(answer, this.#options.clock.now());
    const young = this.#token !== undefined && this.#now() - this.#token.fetchedAt < KEEP_RENEWED_MS;
    if (this.#token?.afterRefusal && young && !BAD_TOKEN_CODES.includes(errorCode)) return 'giveUp';
    return 'reread';
  }

  forget(): void {
    this.#refused = this.#token?.authorization;
    this.#token = undefined;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }

  async #renew(): Promise<Token> {
    const fetch = () => this.#fetch();
    this.#token = await (this.#shared ? this.#shared.get(this.#refused, fetch) : fetch());
    this.#refused = undefined;
    return this.#token;
  }

  /** Bounded by its own limit and by nobody's signal: several callers wait for it. */
  async #fetch(): Promise<Token> {
    const { credential, baseUrl, clock, timeoutMs, transport } = this.#options;
    const fetchedAt = this.#now();
    const basic = Buffer.from(`${credential.clientId}:${credential.clientSecret}`).toString('base64');
    const answer = await transport
      .send({
        method: 'POST',
        url: `${baseUrl}/api/oauth/token`,
        headers: {
          authorization: `Basic ${basic}`,
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
        timeoutMs: clock.limit(timeoutMs).timerMs,
      })
      .catch((error: unknown) => {
        throw notSent(error);
      });
    const parsed = tokenAnswer.safeParse(parseJson(answer.text));
    if (answer.status !== 200 || !parsed.success) throw refusal(answer, clock.now());
    const life = parsed.data.expires_in ?? UNKNOWN_LIFE_SECONDS;
    return {
      authorization: `Bearer ${parsed.data.access_token}`,
      fetchedAt,
      until: fetchedAt + (life - Math.min(MARGIN_SECONDS, life / 2)) * 1_000,
      afterRefusal: this.#refused !== undefined,
    };
  }
}

/** Of a secret nobody can tell from it: it has more than 200 random bits. */
function nameOf({ clientId, clientSecret }: ServiceAccountOptions['credential']): string {
  return createHash('sha256').update(`${clientId}\n${clientSecret}`).digest('hex').slice(0, 40);
}

/** RFC 6749's error is one word; the sentence next to it is left out: it may quote what was sent. */
function refusal(answer: HttpAnswer, now: Date): TokenRefused {
  const parsed = tokenError.safeParse(parseJson(answer.text));
  const errorCode = parsed.success ? parsed.data.error : UNREADABLE_ANSWER;
  const fault = {
    status: answer.status,
    errorCode,
    detail: 'No token for the service account.',
    parameters: [],
  };
  return new TokenRefused({ ...fault, ...timesOf(answer, now) }, answer.headers);
}
