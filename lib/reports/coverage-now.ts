/** Coverage as it stands, as a report has it: the counts of all, and of the rows those that are not covered. */
import type { CoverageFinding } from '../coverage/record.ts';
import { type CoverageViewContext, coverageView, rowKey } from '../coverage/view.ts';
import type { ReportCoverage } from './report.ts';

/** More than any organisation has. */
const ALL_ROWS = 1_000_000;

/** Null: nobody has read yet what there is. */
export async function coverageNow(
  context: CoverageViewContext,
  mostRows: number,
): Promise<ReportCoverage | null> {
  const { asOf, results, counts, findings } = await coverageView(context, { limit: ALL_ROWS });
  if (asOf === null && results.length === 0) return null;
  const notCovered = results.filter(({ state }) => state !== 'COVERED');
  const rows = notCovered.slice(0, mostRows);
  const listed = new Set(rows.map(rowKey));
  const isOfDeployment = ({ subject }: CoverageFinding): boolean => subject.includes('/');
  return {
    judgedAt: context.clock.now().toISOString(),
    asOf,
    counts,
    rows,
    notListed: notCovered.length - rows.length,
    // Of rows that are left out for their number, and of exclusions that are over, the counts say it.
    findings: findings.filter((one) => listed.has(one.subject) || !isOfDeployment(one)),
  };
}
