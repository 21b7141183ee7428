/**
 * Coverage as CSV (RFC 4180), for spreadsheets: the rows of the JSON, and beside each the codes of its findings. Behind
 * them a row for each plan, project, drill and whatever else has findings and is no deployment: it has no state.
 */
import { csvOf } from '../csv.ts';
import type { CoverageFinding } from './record.ts';
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
  const rows = results.map((row) => cellsOf(row, textOf(codes.get(rowKey(row)))));
  const deployments = new Set(results.map(rowKey));
  const others = [...codes]
    .filter(([subject]) => !deployments.has(subject))
    .map(([subject, own]) => COLUMNS.map((column) => otherCell(column, subject, textOf(own))));
  return csvOf([COLUMNS, ...rows, ...others]);
}

const textOf = (findings: readonly CoverageFinding[] = []): string =>
  findings.map(({ code }) => code).join(' ');

function otherCell(column: (typeof COLUMNS)[number], subject: string, codes: string): string {
  if (column === 'name') return subject;
  return column === 'findings' ? codes : '';
}

function cellsOf(row: CoverageRow, codes: string): readonly string[] {
  const { projectId, projectName, name, family, state, lastPassedAt, drill, exclusion } = row;
  const { id = '', verdict = '', at = '' } = drill ?? {};
  const { reason = '', owner = '', until = '' } = exclusion ?? {};
  const project = [projectId, projectName ?? '', name, family, state];
  return [...project, lastPassedAt ?? '', id, verdict, at, reason, owner, until, codes];
}
