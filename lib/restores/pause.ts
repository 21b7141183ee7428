/** How long to wait after Atlas did not do, or did not tell, what was asked: pure, by class of the trouble. */
import type { AtlasError } from '../atlas/errors.ts';

/** Doubled each time up to the cap, as Atlas wants it of who is throttled without being told for how long (§4.4). */
const FIRST_SECONDS = 10;
/** A secret that was rotated, or a week of maintenance at Atlas: five minutes after it is over we go on. */
export const LONGEST_PAUSE_SECONDS = 300;
/** What Atlas refills a project with, and what a restore needs of it before it has its job: a list and the POST. */
const REQUESTS_A_MINUTE = 500;
const REQUESTS_A_CREATE = 2;

export interface PauseQuestion {
  /** How many times in a row, this time included. */
  readonly times: number;
  readonly error: Pick<AtlasError, 'status' | 'retryAfterSeconds'>;
  /** Restores of this project that have not ended. */
  readonly activeJobs: number;
  /** 0 ≤ random < 1. */
  readonly random: number;
}

/** Whole seconds until it is tried again. */
export function pauseSeconds({ times, error, activeJobs, random }: PauseQuestion): number {
  const own = Math.min(LONGEST_PAUSE_SECONDS, FIRST_SECONDS * 2 ** (times - 1));
  // Atlas' own wish counts, within reason: its longest refill is a minute.
  const asked = Math.min(error.retryAfterSeconds ?? own, LONGEST_PAUSE_SECONDS);
  // Those whom Atlas turned away come back spread over the time that they all need.
  const allNeed = (activeJobs * REQUESTS_A_CREATE * 60) / REQUESTS_A_MINUTE / times;
  const spread = error.status === 429 ? allNeed : own / 4;
  return Math.ceil(asked + random * spread);
}
