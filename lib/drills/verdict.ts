/** From checks and measures to the verdict of a drill. What could not be verified is never a pass. Pure. */
import { CHECK_IDS, type CheckResult } from './check-result.ts';
import { notRun } from './checks/result.ts';
import type { DrillRecord, Finding, Measures, Verdict } from './record.ts';

export interface Decision {
  readonly verdict: Verdict;
  /** All that speaks against a pass, worst first; of a pass, what is worth knowing. */
  readonly findings: readonly Finding[];
}

export function decide(
  { checks, ended, objectives }: Pick<DrillRecord, 'checks' | 'ended' | 'objectives'>,
  measures: Measures,
): Decision {
  const failed = checks.filter(({ required, verdict }) => required && verdict === 'FAIL').map(findingOf);
  const missed = missedObjectives(objectives, measures);
  const fatal = objectives.whenMissed === 'fail' ? missed : [];
  const open = checks
    .filter(({ required, verdict }) => required && (verdict === 'INCONCLUSIVE' || verdict === 'NOT_RUN'))
    // Why it ended says it of all of them.
    .filter(({ code }) => ended === undefined || code !== 'NOT_REACHED')
    .map(findingOf);
  const noted = checks.filter(({ required, verdict }) => !required && verdict === 'FAIL').map(findingOf);
  const warnings = [...(objectives.whenMissed === 'warn' ? missed : []), ...noted];
  const early = ended ? [{ code: ended.code, detail: ended.detail }] : [];
  if (ended?.verdict === 'FAILED' || failed.length > 0 || fatal.length > 0)
    return { verdict: 'FAILED', findings: [...early, ...failed, ...fatal, ...open, ...warnings] };
  if (ended !== undefined) return { verdict: 'INCONCLUSIVE', findings: [...early, ...open, ...warnings] };
  if (open.length > 0) return { verdict: 'INCONCLUSIVE', findings: [...open, ...warnings] };
  if (!checks.some(({ provesData, verdict }) => provesData && verdict === 'PASS'))
    return { verdict: 'INCONCLUSIVE', findings: [NOTHING_PROVEN, ...warnings] };
  return { verdict: 'PASSED', findings: warnings };
}

/** One row for each kind of check, so that what was not run is seen. */
export function allRows(checks: readonly CheckResult[]): readonly CheckResult[] {
  const there = new Set(checks.map(({ id }) => id));
  // Those that a plan configures are not missing where it does not.
  const wanted = CHECK_IDS.filter((id) => id !== 'newest-document' && id !== 'query-assertion');
  const missing = wanted
    .filter((id) => !there.has(id))
    .map((id) => notRun(id, 'NOT_REACHED', { required: id !== 'validate' }));
  return [...checks, ...missing].sort((a, b) => CHECK_IDS.indexOf(a.id) - CHECK_IDS.indexOf(b.id));
}

const NOTHING_PROVEN: Finding = {
  code: 'NOTHING_PROVEN',
  detail: 'No check that passed says anything of the data.',
};

function findingOf({ id, subject, code, reason }: CheckResult): Finding {
  return { code, detail: `${id}${subject === undefined ? '' : ` (${subject})`}: ${reason}` };
}

function missedObjectives(objectives: DrillRecord['objectives'], measures: Measures): readonly Finding[] {
  const findings: Finding[] = [];
  if (measures.rtoMet === false) {
    const seconds =
      objectives.rto === 'verified' ? measures.verifiedRtoSeconds : measures.technicalRtoSeconds;
    const detail = `The ${objectives.rto} RTO was ${seconds} s, the objective is ${objectives.rtoSeconds} s.`;
    findings.push({ code: 'RTO_MISSED', detail });
  }
  if (measures.rpoMet === false) {
    const detail = `The data is ${measures.snapshotAgeSeconds} s old, the objective is ${objectives.rpoSeconds} s.`;
    findings.push({ code: 'RPO_MISSED', detail });
  }
  return findings;
}
