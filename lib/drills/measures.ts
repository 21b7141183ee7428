/** From the marks of a drill to its measures, held to the objectives of its day. Pure. */
import type { DrillRecord, Measures, Objectives } from './record.ts';

export function measuresOf(
  record: Pick<DrillRecord, 'marks' | 'snapshot' | 'checks' | 'restore' | 'objectives'>,
  snapshotAgeCounts: boolean,
): Measures {
  const { marks, snapshot, checks, restore, objectives } = record;
  const technicalRtoSeconds = between(marks.startedAt, marks.firstReadAt);
  const verifiedRtoSeconds = between(marks.startedAt, marks.decidedAt);
  const snapshotAgeSeconds = between(snapshot?.createdAt, marks.startedAt);
  const newest = checks
    .filter(
      ({ id, verdict, actual }) =>
        id === 'newest-document' && verdict === 'PASS' && typeof actual === 'string',
    )
    .map(({ actual }) => actual as string)
    .sort()
    .at(-1);
  return {
    technicalRtoSeconds,
    verifiedRtoSeconds,
    restoreSeconds: between(marks.jobAcceptedAt, marks.jobFinishedAt),
    pollSeconds: restore?.pollSeconds ?? null,
    snapshotAgeSeconds,
    snapshotAgeCounts,
    worstSnapshotGapSeconds: snapshot?.worstGapSeconds ?? null,
    observedRpoSeconds: between(newest, marks.startedAt),
    rtoMet: met(
      objectives.rto === 'verified' ? verifiedRtoSeconds : technicalRtoSeconds,
      objectives.rtoSeconds,
    ),
    rpoMet: snapshotAgeCounts ? met(snapshotAgeSeconds, objectives.rpoSeconds) : null,
  };
}

const met = (seconds: number | null, objective: Objectives['rtoSeconds']): boolean | null =>
  seconds === null ? null : seconds <= objective;

/** Clocks of two machines may differ: less than nothing is nothing. */
function between(from: string | undefined, to: string | undefined): number | null {
  if (from === undefined || to === undefined) return null;
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1_000));
}
