/**
 * When to look at a job again: a pure function (design, decision 10), so that an end is seen late by a small part of
 * the restore's duration, a fleet of restores stays inside Atlas' rate limit, and the longest restore inside the
 * history of its execution. The reasoning is in docs/reliability.md.
 */
import type { Family } from '../atlas/operations.ts';
import { isFlexShaped } from './lifecycle.ts';

/** When restores like this one usually end: between the tenth and the ninety-fifth of a hundred. */
export interface UsualEnd {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export interface PollQuestion {
  readonly family: Family;
  readonly delivery: 'restore' | 'download';
  readonly elapsedSeconds: number;
  /** By the ledger's history of this source and class of target; null when there is none. */
  readonly usual: UsualEnd | null;
  /** Restores of this project that have not ended, this one included. */
  readonly activeJobs: number;
  /** Each look takes a place in the project's rate budget: nobody need keep to a share. @default false */
  readonly takesPlaces?: boolean;
}

/**
 * Recorded durations of the real Atlas: 931 Flex restores (median 61 s, p95 132 s), 56 onto an M10 (232 s, 284 s) and
 * one download (256 s). A guide for polling where the source has no history, never a promise (decision 19).
 */
const RECORDED = {
  flex: { fromSeconds: 56, toSeconds: 132 },
  restore: { fromSeconds: 207, toSeconds: 284 },
  download: { fromSeconds: 230, toSeconds: 300 },
} as const;
/** Looks spread over the time in which most restores end. */
const LOOKS_WHILE_USUAL = 5;
/** Beyond, the next look comes after this part of the time gone by: an end is seen late by half of it on average. */
const GROWTH = 0.08;
/** Recorded times are whole seconds and a Flex restore lasts sixty: half of this is a lag of 4 %. */
const SHORTEST_SECONDS = 5;
/** Before restores like it end: a job that fails early is known after five minutes, however long it was going to take. */
const LONGEST_BEFORE_SECONDS = 300;
/** Afterwards somebody may be waiting for it. At 2 hours this is a sixth of what looking every 15 s costs. */
const LONGEST_SECONDS = 120;
/** After 3 hours a hundredth of the time gone by: a week of looks stays under half of an execution's 25,000 events. */
const LONG_GROWTH = 0.01;
/** After a day nobody sits and waits, and still a target is not left alone for longer than this. */
const LONGEST_OF_ALL_SECONDS = 900;
/** Atlas refills 500 requests a minute for a project's backups; half of it is for creates, lists and everybody else. */
const LOOKS_A_MINUTE = 250;

/** Whole seconds until the next look. */
export function nextPollSeconds(question: PollQuestion): number {
  const { activeJobs, takesPlaces = false } = question;
  const wanted = Math.max(wantedSeconds(question), SHORTEST_SECONDS);
  return Math.ceil(takesPlaces ? wanted : Math.max(wanted, fairShareSeconds(activeJobs)));
}

function wantedSeconds({ family, delivery, elapsedSeconds, usual }: PollQuestion): number {
  const { toSeconds, ...known } = usual ?? RECORDED[isFlexShaped(family) ? 'flex' : delivery];
  // Atlas does not say when a download became ready: the history knows when that was seen, and must be able to unlearn.
  const isLate = usual !== null && delivery === 'download';
  const fromSeconds = isLate ? known.fromSeconds * (1 - GROWTH) : known.fromSeconds;
  const isBefore = elapsedSeconds < fromSeconds;
  const spread = elapsedSeconds < toSeconds ? (toSeconds - fromSeconds) / LOOKS_WHILE_USUAL : elapsedSeconds;
  const wanted = isBefore ? fromSeconds - elapsedSeconds : Math.min(spread, elapsedSeconds * GROWTH);
  const longest = Math.max(isBefore ? LONGEST_BEFORE_SECONDS : LONGEST_SECONDS, elapsedSeconds * LONG_GROWTH);
  return Math.min(wanted, longest, LONGEST_OF_ALL_SECONDS);
}

/** So far apart that all of them together keep to their part of the rate limit. */
function fairShareSeconds(activeJobs: number): number {
  return (activeJobs * 60) / LOOKS_A_MINUTE;
}
