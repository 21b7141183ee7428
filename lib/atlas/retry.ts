/**
 * The one retry decision of the client: pure, so that a table can test it. Signing in again after a 401 is no retry
 * in this sense (`auth/sign-in.ts`): Atlas answered it before it looked at the request.
 */
import { retryAfterMs } from './http-date.ts';
import type { Operation } from './operations.ts';

export interface FailedAttempt {
  readonly method: Operation['method'];
  /** HTTP status; 0: there was no whole answer. A 2xx here could not be read. */
  readonly status: number;
  readonly errorCode: string;
  readonly headers: Readonly<Record<string, string>>;
  /** 1 for the first. */
  readonly attempt: number;
  /** What is left of the call's total, in ms of the clock. */
  readonly remainingMs: number;
  /** 0 ≤ random < 1. */
  readonly random: number;
  readonly now: Date;
}

export type RetryDecision =
  | { readonly retry: true; readonly waitMs: number }
  | { readonly retry: false; readonly why: 'notRepeatable' | 'permanent' | 'budget' };

/** An answer that our own code gives when Atlas' was not to be understood, or there was none. */
export const UNREADABLE_ANSWER = 'UNREADABLE_ANSWER';
export const NO_ANSWER = 'NO_ANSWER';
/** A 405 that any write can get during maintenance (atlas-api §4.5). */
const UPGRADE = 'WRITES_NOT_ALLOWED_DURING_APP_UPGRADES';
/** The token endpoint's 403 when 100 tokens live (atlas-api §3.1): one of them expires. */
const TOKEN_LIMIT = 'access_denied';

/** Waits without `Retry-After`: 10, 20, 40 s for a throttle (atlas-api §4.4), a fraction of that for a hiccup. */
const THROTTLE_MS = 10_000;
const MOST_THROTTLE_MS = 40_000;
const HICCUP_MS = 250;
const MOST_HICCUP_MS = 4_000;
/** Full jitter can draw nearly nothing; without a floor a refused connection would be asked for in a tight loop. */
const LEAST_WAIT_MS = 100;
/** Added to a wait that Atlas asked for: it refills 8 requests a second, so a second spreads those who waited. */
const JITTER_MS = 1_000;
/** With less left after the wait, the next attempt could not get an answer anyway. */
const LEAST_ATTEMPT_MS = 500;

/** Will asking again later help? (atlas-api §7; 408 is what Atlas' Envoy answers to a stalled stream.) */
export function isTransient(status: number, errorCode: string): boolean {
  if (isThrottle(status, errorCode)) return true;
  return status < 300 || status === 408 || status >= 500 || (status === 405 && errorCode === UPGRADE);
}

export function decideRetry(failed: FailedAttempt): RetryDecision {
  const { method, status, errorCode, attempt, random } = failed;
  if (!isTransient(status, errorCode)) return { retry: false, why: 'permanent' };
  // An answer that is too large, with status 0, would be so again.
  if (status === 0 && errorCode === UNREADABLE_ANSWER) return { retry: false, why: 'permanent' };
  if (method !== 'GET') return { retry: false, why: 'notRepeatable' };

  const roomMs = failed.remainingMs - LEAST_ATTEMPT_MS;
  const askedMs = retryAfterMs(failed.headers, failed.now) ?? throttleMs(status, errorCode, attempt);
  if (askedMs !== undefined) {
    if (askedMs > roomMs) return { retry: false, why: 'budget' };
    return { retry: true, waitMs: Math.min(Math.max(askedMs + random * JITTER_MS, LEAST_WAIT_MS), roomMs) };
  }
  const waitMs = Math.max(LEAST_WAIT_MS, random * doubled(HICCUP_MS, attempt, MOST_HICCUP_MS));
  return waitMs > roomMs ? { retry: false, why: 'budget' } : { retry: true, waitMs };
}

function isThrottle(status: number, errorCode: string): boolean {
  return status === 429 || (status === 403 && errorCode === TOKEN_LIMIT);
}

function throttleMs(status: number, errorCode: string, attempt: number): number | undefined {
  return isThrottle(status, errorCode) ? doubled(THROTTLE_MS, attempt, MOST_THROTTLE_MS) : undefined;
}

function doubled(firstMs: number, attempt: number, mostMs: number): number {
  return Math.min(firstMs * 2 ** (attempt - 1), mostMs);
}
