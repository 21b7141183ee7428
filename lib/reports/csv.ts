/** The drills of a report as CSV, a row each. Null is an empty cell: not measured, not known. */
import { csvOf } from '../csv.ts';
import type { Report, ReportDrill } from './report.ts';

type Value = string | number | boolean | null | undefined;

/** By the column's name, in the order of the columns. */
const COLUMNS: Readonly<Record<string, (drill: ReportDrill) => Value>> = {
  id: ({ id }) => id,
  createdAt: ({ createdAt }) => createdAt,
  projectId: ({ source }) => source.projectId,
  name: ({ source }) => source.name,
  family: ({ source }) => source.family,
  plan: ({ plan }) => plan,
  trigger: ({ trigger }) => trigger.kind,
  triggeredBy: ({ trigger }) => trigger.by,
  reason: ({ trigger }) => trigger.reason,
  ticket: ({ trigger }) => trigger.ticket,
  simulated: ({ simulated }) => simulated,
  verdict: ({ verdict }) => verdict,
  findings: ({ findings }) => findings.map(({ code }) => code).join(' '),
  snapshotId: ({ snapshot }) => snapshot?.id,
  snapshotAt: ({ snapshot }) => snapshot?.createdAt,
  atlasJobId: ({ atlasJobId }) => atlasJobId,
  rtoKind: ({ objectives }) => objectives.rto,
  rtoObjectiveSeconds: ({ objectives }) => objectives.rtoSeconds,
  rpoObjectiveSeconds: ({ objectives }) => objectives.rpoSeconds,
  technicalRtoSeconds: ({ measures }) => measures?.technicalRtoSeconds,
  verifiedRtoSeconds: ({ measures }) => measures?.verifiedRtoSeconds,
  rtoMet: ({ measures }) => measures?.rtoMet,
  restoreSeconds: ({ measures }) => measures?.restoreSeconds,
  pollSeconds: ({ measures }) => measures?.pollSeconds,
  snapshotAgeSeconds: ({ measures }) => measures?.snapshotAgeSeconds,
  snapshotAgeCounts: ({ measures }) => measures?.snapshotAgeCounts,
  rpoMet: ({ measures }) => measures?.rpoMet,
  worstSnapshotGapSeconds: ({ measures }) => measures?.worstSnapshotGapSeconds,
  observedRpoSeconds: ({ measures }) => measures?.observedRpoSeconds,
  checksPassed: ({ checks }) => checks.PASS,
  checksFailed: ({ checks }) => checks.FAIL,
  checksInconclusive: ({ checks }) => checks.INCONCLUSIVE,
  checksNotRun: ({ checks }) => checks.NOT_RUN,
  costUsd: ({ costUsd }) => costUsd,
  estimatedUsd: ({ estimatedUsd }) => estimatedUsd,
  cleanup: ({ cleanup }) => cleanup?.target,
  cleanedAt: ({ cleanup }) => cleanup?.at,
  evidenceSequence: ({ evidence }) => evidence?.sequence,
  evidenceHash: ({ evidence }) => evidence?.hash,
  cleanupEvidenceSequence: ({ cleanupEvidence }) => cleanupEvidence?.sequence,
  cleanupEvidenceHash: ({ cleanupEvidence }) => cleanupEvidence?.hash,
};

const textOf = (value: Value): string => (value === null || value === undefined ? '' : String(value));

export function reportCsv({ drills }: Pick<Report, 'drills'>): string {
  const rows = drills.map((drill) => Object.values(COLUMNS).map((of) => textOf(of(drill))));
  return csvOf([Object.keys(COLUMNS), ...rows]);
}
