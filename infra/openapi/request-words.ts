/** What the fields of a request mean. */
import type { DrillRequest } from '../../lib/drills/drill-request.ts';
import type { ReviewRequest } from '../../lib/drills/review/request.ts';
import type { RestoreRequest } from '../../lib/restores/request.ts';

export const REQUEST_WORDS: Readonly<Record<keyof RestoreRequest, string>> = {
  source: 'The deployment whose backup it is. Atlas is asked for the family when it is absent.',
  snapshot: 'Which state: the latest snapshot, one by id, the newest before a time, or a point in time.',
  target: 'The deployment to overwrite; absent for a download.',
  delivery: 'Into a deployment, or as links.',
  confirmTarget:
    '`<projectId>/<name>` of the target: required for a protected one and for the source itself.',
  whenTargetBusy:
    '`wait`: stand in line, and be planned again when the target is free. Not for protected targets.',
  safetySnapshot:
    'Whether the target (dedicated) is snapshotted before it is wiped. By default where it is protected or the source itself.',
  timeLimitMinutes: 'After it the restore is TIMED_OUT.',
  again: 'Starts another restore although an identical one was just asked for.',
  planHash: 'From a dry run: refuses when the plan has changed since.',
  verify:
    'Whether its data is read and checked once it has succeeded, as a drill does: the answer is `verified`.',
  reason: 'Kept with the restore, as `why`.',
  ticket: 'Kept with the restore.',
  dryRun: 'Starts nothing and answers the plan.',
};

export const DRILL_REQUEST_WORDS: Readonly<Record<keyof DrillRequest, string>> = {
  dryRun: 'Starts nothing and answers what the drills would do.',
  source: "Only that one of the plan's sources. Absent: all of them.",
  reason: 'Kept with the drill and in its evidence, in `trigger`.',
  ticket: 'Kept with the drill and in its evidence, in `trigger`.',
};

export const REVIEW_REQUEST_WORDS: Readonly<Record<keyof ReviewRequest, string>> = {
  decision: '`accepted`: it may stay as it is. `fixed`: it was put right. `retest`: it is looked at again.',
  reviewer: 'Who decided it. The caller when it is absent; the caller is kept as `recordedBy` in any case.',
  ticket: 'Kept with the review, in the chain.',
  note: 'Kept with the review, in the chain, for as long as evidence is locked.',
  retestDrill: 'The drill that looked again.',
};
