/** A drill as text: what was restored, each check, the measures against their objectives, the verdict. */
import type { CheckResult } from '../../../lib/drills/check-result.ts';
import type { DrillView } from '../../../lib/drills/view.ts';

export function drillText(drill: DrillView): string {
  const { source, snapshot, target, verdict, findings, measures, objectives, cost, simulated } = drill;
  const { evidence, cleanup } = drill;
  const of = snapshot ? `, snapshot ${snapshot.id ?? ''} of ${snapshot.createdAt}` : '';
  const { technicalRtoSeconds = null, verifiedRtoSeconds = null, restoreSeconds = null } = measures ?? {};
  const { snapshotAgeSeconds = null, worstSnapshotGapSeconds = null } = measures ?? {};
  return [
    '',
    `Drill of ${source.name} (${source.family ?? 'unknown'}) onto ${target?.name ?? 'nothing'}${of}: ${verdict}${simulated ? ' (simulated)' : ''}`,
    `  drill ${drill.id}`,
    ...drill.checks.map(checkLine),
    `  RTO  ${duration(verifiedRtoSeconds)} to verified data, ${duration(technicalRtoSeconds)} to the first read, ${duration(restoreSeconds)} of it in Atlas; objective ${duration(objectives.rtoSeconds)}: ${met(measures?.rtoMet)}`,
    `  RPO  the snapshot was ${duration(snapshotAgeSeconds)} old, the longest gap between two ${duration(worstSnapshotGapSeconds)}; objective ${duration(objectives.rpoSeconds)}: ${met(measures?.rpoMet)}`,
    `  cost ${dollars(cost?.actualUsd)}, at most ${dollars(cost?.estimatedUsd)} by the estimate before anything was made`,
    ...findings.map(({ code, detail }) => `  ${code}: ${detail}`),
    `  evidence ${evidence?.sequence ?? 'none'}, cleanup ${cleanup?.target ?? 'pending'}${cleanup?.evidence ? ` (evidence ${cleanup.evidence.sequence})` : ''}`,
  ].join('\n');
}

const CHECK_WIDTH = 20;
const VERDICT_WIDTH = 13;

function checkLine({ id, subject, verdict, code, reason }: CheckResult): string {
  const name = subject === undefined ? id : `${id} ${subject}`;
  const why = verdict === 'PASS' ? '' : `${code}: ${reason}`;
  return `  ${name.padEnd(CHECK_WIDTH)} ${verdict.padEnd(VERDICT_WIDTH)} ${why}`.trimEnd();
}

const met = (is: boolean | null | undefined): string =>
  is === true ? 'met' : is === false ? 'MISSED' : 'not judged';

const dollars = (usd: number | null | undefined): string =>
  usd == null ? 'unknown' : `${usd.toFixed(2)} USD`;

function duration(seconds: number | null): string {
  if (seconds === null) return 'unknown';
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`;
}
