/**
 * When to look at a job again: a pure function (design, decision 10), so that a fleet of restores stays inside Atlas'
 * rate limit and a long restore inside the 25,000 history events of an execution (about 9 a look).
 */
import type { Family } from '../atlas/operations.ts';
import { isFlexShaped } from './lifecycle.ts';

export interface PollQuestion {
  readonly family: Family;
  readonly delivery: 'restore' | 'download';
  readonly elapsedSeconds: number;
  /** Typical duration of this source's restores, from its own history; null when there is none. */
  readonly expectedSeconds: number | null;
  /** Restores of this project that are followed at the same time, this one included. */
  readonly activeJobs: number;
}

/** Shortest sensible look, by family: recorded Flex restores take a minute, dedicated ones four and more. */
const SHORTEST = { flex: 5, dedicated: 15 } as const;
/** A week of looks this far apart is 2,016 of them: 18,144 events. */
const LONGEST = 300;
/** Recorded durations (Atlas API notes §5.2), where the source has no history: a guide for polling, never a promise. */
const RECORDED = { flex: 60, restore: 232, download: 256 } as const;
/** Atlas refills 500 requests a minute for a project; half of it is for everybody else. */
const REQUESTS_A_MINUTE = 250;
/** A look reads the job, and near the end the target too. */
const REQUESTS_A_LOOK = 2;

/** Whole seconds until the next look. */
export function nextPollSeconds(question: PollQuestion): number {
  const { family, delivery, elapsedSeconds, activeJobs } = question;
  const shortest = isFlexShaped(family) ? SHORTEST.flex : SHORTEST.dedicated;
  const expected = question.expectedSeconds ?? (isFlexShaped(family) ? RECORDED.flex : RECORDED[delivery]);
  const left = expected - elapsedSeconds;
  // Far from the expected end: half of what is left. Past it: a tenth of what has gone by, which keeps the lag small.
  const wanted = left > 0 ? left / 2 : elapsedSeconds / 10;
  const fairShare = (activeJobs * REQUESTS_A_LOOK * 60) / REQUESTS_A_MINUTE;
  return Math.ceil(Math.min(Math.max(wanted, shortest, fairShare), Math.max(LONGEST, fairShare)));
}
