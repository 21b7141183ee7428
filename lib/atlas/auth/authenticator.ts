/** What both ways to sign in have in common: one credential, signatures made from it, and what a 401 means for them. */
import type { AtlasCredential } from '../credentials.ts';
import type { AtlasFault } from '../errors.ts';
import { type HttpAnswer, type HttpRequest, stopped } from '../http.ts';

/**
 * What to do about a 401: `signAgain` with what was learned from it; `reread` the credential, it may have been
 * rotated; `giveUp`, because neither would change it.
 */
export type Refusal = 'signAgain' | 'reread' | 'giveUp';

export interface Authenticator {
  readonly credential: AtlasCredential;

  /**
   * The `Authorization` of this request. Undefined: it must go out unsigned first, to be answered with a challenge.
   * @throws {TokenRefused} the token endpoint answered without a token
   * @throws {HttpFailed} it did not answer, or `request.signal` was aborted meanwhile; `sent` is false
   */
  authorize(request: HttpRequest): Promise<string | undefined>;

  /** Learns from a 401 to a request that went out with `authorization`. */
  refused(answer: HttpAnswer, authorization: string | undefined): Refusal;

  /** The credential was read again and is the same: begin anew with it. */
  forget(): void;
}

/** The token endpoint did not give a token. The caller's request was not sent. Its name and sentence are ours. */
export class TokenRefused extends Error {
  override name = 'TokenRefused' as const;
  readonly fault: AtlasFault;
  readonly headers: Readonly<Record<string, string>>;

  constructor(fault: AtlasFault, headers: Readonly<Record<string, string>>) {
    super(`The token endpoint answered ${fault.status} ${fault.errorCode}.`);
    this.fault = fault;
    this.headers = headers;
  }
}

/**
 * Waits for something that several callers share. One caller's abort ends that caller's wait and nothing else.
 * @throws {HttpFailed} `aborted` or `timeout`, nothing sent
 */
export async function waitFor<Value>(
  shared: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return await shared;
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(stopped(signal, false));
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return await Promise.race([shared, promise]);
}

/** Runs once for all who ask while it runs; whoever asks after its end, good or bad, starts it again. */
export class SingleFlight<Value> {
  #running: Promise<Value> | undefined;

  run(work: () => Promise<Value>): Promise<Value> {
    this.#running ??= work().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }
}
