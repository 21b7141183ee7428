/** What one attempt of a call came to, and which error it is when no attempt follows. */
import { faultOf, noAnswerFault, readData } from './answer.ts';
import { TokenRefused } from './auth/authenticator.ts';
import type { SignedAnswer } from './auth/sign-in.ts';
import { AtlasError, type AtlasFault, AtlasOutcomeUnknown, AtlasUnavailable } from './errors.ts';
import { type HttpAnswer, HttpFailed } from './http.ts';
import type { Operation } from './operations.ts';
import { isTransient } from './retry.ts';

export interface Succeeded {
  readonly ok: true;
  readonly answer: HttpAnswer;
  readonly data: unknown;
}

export interface Failed {
  readonly ok: false;
  readonly fault: AtlasFault;
  readonly headers: Readonly<Record<string, string>>;
  /** A signed request went out, and what came back does not say that Atlas refused it. */
  readonly perhapsHandled: boolean;
  readonly cause?: HttpFailed | TokenRefused;
}

export function outcomeOfAnswer(operation: Operation, sent: SignedAnswer, now: Date): Succeeded | Failed {
  const { answer, signed } = sent;
  const reading = readData(operation, answer);
  if (reading.readable) return { ok: true, answer, data: reading.data };
  const perhapsHandled = (signed || isSuccess(answer.status)) && !isRefusal(answer.status);
  return { ok: false, fault: faultOf(answer, now), headers: answer.headers, perhapsHandled };
}

/** @throws `error` itself, where it is none of HTTP */
export function outcomeOfError(error: unknown): Failed {
  if (error instanceof TokenRefused) {
    return { ok: false, fault: error.fault, headers: error.headers, perhapsHandled: false, cause: error };
  }
  if (!(error instanceof HttpFailed)) throw error;
  return { ok: false, fault: noAnswerFault(error), headers: {}, perhapsHandled: error.sent, cause: error };
}

/** What `errors.ts` says about each class, as a rule. */
export function errorOf(failed: Failed, method: Operation['method']): AtlasError {
  const { fault } = failed;
  const options = failed.cause === undefined ? undefined : { cause: failed.cause };
  if (method !== 'GET' && failed.perhapsHandled) return new AtlasOutcomeUnknown(fault, options);
  if (isTransient(fault.status, fault.errorCode)) return new AtlasUnavailable(fault, options);
  return new AtlasError(fault, options);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** 408 is no refusal: Envoy, which stands before Atlas, gives it also for a request that it had passed on. */
function isRefusal(status: number): boolean {
  return status >= 400 && status <= 499 && status !== 408;
}
