import { expect, test } from 'vitest';
import { reportCsv } from '../../../lib/reports/csv.ts';
import { emptyReport, fullReport } from '../../support/report-sample.ts';

const full = fullReport();

test('a row each drill, with its exact figures; null is an empty cell', () => {
  const lines = reportCsv(full).split('\r\n');
  const columns = lines[0]!.split(',');
  const rows = lines.slice(1, -1).map((line) => line.split(','));
  const cell = (row: number, column: string) => rows[row]![columns.indexOf(column)];
  expect(rows).toHaveLength(full.drills.length);
  full.drills.forEach(({ id, verdict, measures, evidence }, at) => {
    expect(cell(at, 'id')).toBe(id);
    expect(cell(at, 'verdict')).toBe(verdict ?? '');
    expect(cell(at, 'verifiedRtoSeconds')).toBe(String(measures?.verifiedRtoSeconds ?? ''));
    expect(cell(at, 'evidenceHash')).toBe(evidence?.hash ?? '');
  });
});

test('a name is no formula and breaks no row', () => {
  const { drills } = fullReport({ sources: 1, drillsEach: 2, nameOf: () => '=cmd|"x",\r\n1' });
  expect(reportCsv({ drills })).toContain(`"'=cmd|""x"",\r\n1"`);
});

test('without drills it is the names of the columns', () => {
  expect(reportCsv(emptyReport()).trim().split('\r\n')).toHaveLength(1);
});
