/**
 * What can come of a call to Atlas, translated once. A subclass exists only where a caller acts differently; the
 * names of these classes are what a state machine's Retry and Catch can name.
 */

/** What an Atlas error body says, as far as it was readable. */
export interface AtlasFault {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Atlas' own code; `UNREADABLE_ANSWER` or `NO_ANSWER` where Atlas gave none. */
  readonly errorCode: string;
  /** Atlas' sentence; never a body that was not understood, and never a credential. */
  readonly detail: string;
  readonly parameters: readonly unknown[];
  /** From `Retry-After`, when Atlas sent one. */
  readonly retryAfterSeconds?: number;
  /** Atlas' clock at that moment, from its `Date` header. */
  readonly date?: Date;
  /** For who passes it on; absent where there was no answer. */
  readonly answer?: FaultAnswer;
}

/** An answer of Atlas that is no success, as far as it is Atlas' contract with its callers. */
export interface FaultAnswer {
  /** Names in lower case; only those of `contractHeaders`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The error body, letter by letter; absent where it was none of Atlas'. */
  readonly text?: string;
}

/** Atlas answered that it will not do this, and asking again will not change that. */
export class AtlasError extends Error {
  override name: string = 'AtlasError';
  readonly status: number;
  readonly errorCode: string;
  readonly detail: string;
  readonly parameters: readonly unknown[];
  readonly retryAfterSeconds: number | undefined;
  readonly date: Date | undefined;
  readonly answer: FaultAnswer | undefined;

  constructor(fault: AtlasFault, options?: ErrorOptions) {
    super(`Atlas answered ${fault.status} ${fault.errorCode}: ${fault.detail}`, options);
    this.status = fault.status;
    this.errorCode = fault.errorCode;
    this.detail = fault.detail;
    this.parameters = fault.parameters;
    this.retryAfterSeconds = fault.retryAfterSeconds;
    this.date = fault.date;
    this.answer = fault.answer;
  }
}

/**
 * A call that may be repeated found Atlas unreachable, failing, throttling or unreadable until its budget was used
 * up, or a POST was surely not handled (refused connection, unknown host, 429, 405 during an upgrade). Asking
 * again later is right.
 */
export class AtlasUnavailable extends AtlasError {
  override name = 'AtlasUnavailable' as const;
}

/** A POST or DELETE may or may not have been handled: whoever sent it must look before sending it again. */
export class AtlasOutcomeUnknown extends AtlasError {
  override name = 'AtlasOutcomeUnknown' as const;
}
