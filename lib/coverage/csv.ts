/** Coverage as CSV (RFC 4180), for spreadsheets: the rows of the JSON, and beside each the codes of its findings. */
import { csvOf } from '../csv.ts';
import { type CoverageRow, type CoverageView, rowKey } from './view.ts';

const COLUMNS = [
  'projectId',
  'projectName',
  'name',
  'family',
  'state',
  'lastPassedAt',
  'drillId',
  'drillVerdict',
  'drillAt',
  'exclusionReason',
  'exclusionOwner',
  'exclusionUntil',
  'findings',
] as const;

export function coverageCsv({ results, findings }: Pick<CoverageView, 'results' | 'findings'>): string {
  const codes = Map.groupBy(findings, ({ subject }) => subject);
  const rows = results.map((row) => {
    const own = (codes.get(rowKey(row)) ?? []).map(({ code }) => code).join(' ');
    return cellsOf(row, own);
  });
  return csvOf([COLUMNS, ...rows]);
}

function cellsOf(row: CoverageRow, codes: string): readonly string[] {
  const { projectId, projectName, name, family, state, lastPassedAt, drill, exclusion } = row;
  const { id = '', verdict = '', at = '' } = drill ?? {};
  const { reason = '', owner = '', until = '' } = exclusion ?? {};
  const project = [projectId, projectName ?? '', name, family, state];
  return [...project, lastPassedAt ?? '', id, verdict, at, reason, owner, until, codes];
}
