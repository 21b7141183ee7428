/** From what went wrong to an answer in Atlas' shape: Atlas' own errors as they came, ours by the same keys. */
import { AtlasError, AtlasOutcomeUnknown, AtlasUnavailable } from '../atlas/errors.ts';
import { HttpFailed } from '../atlas/http.ts';
import { UNREADABLE_ANSWER } from '../atlas/retry.ts';
import { LedgerConflict } from '../aws/ledger-conflict.ts';
import { statusText } from '../http/status-text.ts';
import { CreateOutcomeUnknown } from '../restores/create-outcome-unknown.ts';
import { RestoreRefused } from '../restores/refusal.ts';
import { EndpointRefusal } from './refusal.ts';

export interface Failure {
  readonly status: number;
  readonly errorCode: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const UNEXPECTED = { errorCode: 'UNEXPECTED_ERROR', detail: 'Unexpected error.', parameters: [] } as const;

/** `expected` is false for what nobody foresaw, which belongs into the log. */
export function failureOf(error: unknown): Failure & { readonly expected: boolean } {
  if (error instanceof EndpointRefusal) {
    const { refused } = error;
    return { ...composed(refused.status, refused), expected: true };
  }
  if (error instanceof AtlasError) return { ...atlasFailure(error), expected: true };
  const ours = ownFailure(error);
  if (ours !== undefined) return { ...ours, expected: true };
  return { ...composed(500, UNEXPECTED), expected: false };
}

/** What is against a restore here, in the shape of Atlas' own. */
function ownFailure(error: unknown): Failure | undefined {
  if (error instanceof RestoreRefused) {
    const [{ status, code: errorCode, detail, field }] = error.refusals;
    return composed(status, { errorCode, detail, parameters: [field] });
  }
  if (error instanceof CreateOutcomeUnknown) {
    const { id, message: detail } = error;
    return composed(503, { errorCode: 'CREATE_OUTCOME_UNKNOWN', detail, parameters: [id] });
  }
  if (error instanceof LedgerConflict)
    return composed(503, { errorCode: 'TRY_AGAIN', detail: error.message, parameters: [] });
  return undefined;
}

function atlasFailure(error: AtlasError): Failure {
  const { answer, retryAfterSeconds } = error;
  const headers = {
    // The token endpoint's throttle; Atlas' own stays as it came, be it seconds or a date.
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...answer?.headers,
  };
  const status = statusFor(error);
  if (answer?.text !== undefined && status === error.status)
    return { status, errorCode: error.errorCode, headers, text: answer.text };
  return { ...composed(status, error), headers };
}

/**
 * Atlas' own, where it is about the call. What is about this service or its way to Atlas (no answer, one that cannot
 * be understood, its credentials refused) is the fault of a gateway: a 401 would send callers after their own
 * credentials.
 */
function statusFor(error: AtlasError): number {
  const { status, errorCode, answer } = error;
  if (status === 429) return 429;
  if (error instanceof AtlasUnavailable || error instanceof AtlasOutcomeUnknown) {
    if (status === 0 && errorCode !== UNREADABLE_ANSWER) return isTimeout(error.cause) ? 504 : 503;
    if (status === 408 || status === 504) return 504;
    // What passes by itself: out of service, writes not allowed during an upgrade, too many live tokens.
    return status === 503 || (status >= 400 && status <= 499) ? 503 : 502;
  }
  // The token endpoint's refusals come without an answer to the call.
  const isNone = answer === undefined || errorCode === UNREADABLE_ANSWER;
  return isNone || (status === 401 && errorCode === CREDENTIALS_REFUSED) ? 502 : status;
}

/** What Atlas calls it (atlas-api §3.2); other 401s say what the credentials may not do. */
const CREDENTIALS_REFUSED = 'UNEXPECTED_ERROR';

function isTimeout(cause: unknown): boolean {
  return cause instanceof HttpFailed && cause.kind === 'timeout';
}

function composed(
  status: number,
  said: { readonly errorCode: string; readonly detail: string; readonly parameters: readonly unknown[] },
): Failure {
  const { errorCode, detail, parameters } = said;
  // Atlas' order of keys.
  const body = { detail, error: status, errorCode, parameters, reason: statusText(status) };
  return { status, errorCode, headers: {}, text: JSON.stringify(body) };
}
