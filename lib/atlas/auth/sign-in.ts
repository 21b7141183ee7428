/** Sends requests signed with whatever credential there is, and signs in again where Atlas wants it. */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { AtlasCredential } from '../credentials.ts';
import { type HttpAnswer, type HttpRequest, notSent } from '../http.ts';
import type { Transport } from '../transport.ts';
import { type Authenticator, SingleFlight, TokenRefused, waitFor } from './authenticator.ts';
import { DigestAuthenticator } from './digest.ts';
import { ServiceAccountAuthenticator } from './service-account.ts';
import type { TokenStore } from './token.ts';

/**
 * A rotated API key whose nonce had grown stale needs them all: unsigned for a challenge, stale, refused, and with the
 * new key unsigned and signed. More is a server that answers 401 for ever.
 */
const MOST_SENDS = 5;

export interface SignInOptions {
  readonly baseUrl: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly credential: (refresh: boolean) => Promise<AtlasCredential>;
  /** Limit of a token request, in ms of the clock. */
  readonly timeoutMs: number;
  readonly log: Log;
  /** Where service accounts share their token with other containers. */
  readonly tokens?: TokenStore;
}

export interface SignedAnswer {
  readonly answer: HttpAnswer;
  /** False: it answers an unsigned request, which Atlas refuses before it handles anything. */
  readonly signed: boolean;
}

export class SignIn {
  readonly #options: SignInOptions;
  readonly #reading = new SingleFlight<Authenticator>();
  readonly #rereading = new SingleFlight<void>();
  #authenticator: Authenticator | undefined;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /**
   * One attempt. A 401 is answered once with the credential read again (Atlas has not handled what it answers so),
   * a stale nonce or a token that another call has replaced with a new signature; the 401 that remains is returned.
   * @throws {HttpFailed} no answer; `sent` tells about the signed request only
   * @throws {TokenRefused} no token to sign with
   * @throws whatever reading the credential throws
   */
  async send(request: HttpRequest): Promise<SignedAnswer> {
    let reread = false;
    for (let sends = 1; ; sends++) {
      const authenticator =
        this.#authenticator ??
        (await waitFor(
          this.#reading.run(() => this.#read()),
          request.signal,
        ));
      let authorization: string | undefined;
      try {
        authorization = await authenticator.authorize(request);
      } catch (error) {
        // The secret was rotated and the old one is gone: only another one is worth a second request.
        const rotated = error instanceof TokenRefused && error.fault.status === 401 && !reread;
        if (!rotated) throw error;
        reread = true;
        await this.#reread(authenticator, request.signal);
        if (this.#authenticator === authenticator) throw error;
        continue;
      }
      const signed = authorization !== undefined;
      const answer = await (authorization === undefined
        ? this.#sendUnsigned(request)
        : this.#options.transport.send({ ...request, headers: { ...request.headers, authorization } }));
      if (answer.status !== 401 || sends >= MOST_SENDS) return { answer, signed };
      const refusal = authenticator.refused(answer, authorization);
      if (refusal === 'giveUp' || (refusal === 'reread' && reread)) return { answer, signed };
      if (refusal === 'reread') {
        reread = true;
        await this.#reread(authenticator, request.signal);
      }
    }
  }

  /** Asks for a challenge: without the body, so that not even a server that wants no credential acts on it. */
  async #sendUnsigned({ body: _, ...request }: HttpRequest): Promise<HttpAnswer> {
    try {
      return await this.#options.transport.send(request);
    } catch (error) {
      throw notSent(error);
    }
  }

  async #read(): Promise<Authenticator> {
    this.#authenticator = this.#authenticatorOf(await this.#options.credential(false));
    return this.#authenticator;
  }

  /** One reading for all whom Atlas has just refused; who comes with an authenticator of before is already served. */
  async #reread(refused: Authenticator, signal: AbortSignal | undefined): Promise<void> {
    if (this.#authenticator !== refused) return;
    const reading = this.#rereading.run(async () => {
      const credential = await this.#options.credential(true);
      if (isDeepStrictEqual(credential, refused.credential)) refused.forget();
      else this.#authenticator = this.#authenticatorOf(credential);
    });
    await waitFor(reading, signal);
  }

  #authenticatorOf(credential: AtlasCredential): Authenticator {
    if (credential.kind === 'apiKey') return new DigestAuthenticator(credential);
    return new ServiceAccountAuthenticator({ ...this.#options, credential });
  }
}
