/** One HTTP attempt: what goes out, what comes back, and what there is when nothing does. */
import { TimeLimitPassed } from './time-limit.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Real milliseconds for everything, from connecting to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** On a connection of its own. @default false: one that was kept is reused. */
  readonly freshConnection?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; several values of one name are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whatever the body was, as text: at the edge even HTML is possible. */
  readonly text: string;
}

export type HttpFailure = 'network' | 'timeout' | 'aborted' | 'tooLarge';

/** There was no whole answer. Holds no address, header or body, and no cause that could. */
export class HttpFailed extends Error {
  override name = 'HttpFailed' as const;
  readonly kind: HttpFailure;
  /** Of the system, OpenSSL or undici: `ECONNREFUSED`, `UND_ERR_SOCKET` … */
  readonly code: string;
  /**
   * False: not a byte of it was written (refused connection, unknown host, no route, TLS failure, time-out while
   * connecting). True: it may have been handled.
   */
  readonly sent: boolean;

  constructor(kind: HttpFailure, code: string, sent: boolean) {
    super(`No answer (${kind}, ${code}); the request was ${sent ? 'perhaps' : 'not'} sent.`);
    this.kind = kind;
    this.code = code;
    this.sent = sent;
  }
}

/** The failure of what an aborted signal has ended: a time limit passed, or the caller gave up. */
export function stopped(signal: AbortSignal, sent: boolean): HttpFailed {
  return signal.reason instanceof TimeLimitPassed
    ? new HttpFailed('timeout', 'ETIMEDOUT', sent)
    : new HttpFailed('aborted', 'ABORT_ERR', sent);
}

/** The same failure, of a request that was sent on behalf of another one, which was not sent itself. */
export function notSent(error: unknown): unknown {
  return error instanceof HttpFailed ? new HttpFailed(error.kind, error.code, false) : error;
}
