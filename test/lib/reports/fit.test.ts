import { expect, test } from 'vitest';
import { reportCsv } from '../../../lib/reports/csv.ts';
import { fitted, MOST_ANSWER_BYTES } from '../../../lib/reports/fit.ts';
import { renderReport } from '../../../lib/reports/page/page.ts';
import type { Report, ReportCheck } from '../../../lib/reports/report.ts';
import { emptyReport, fullReport } from '../../support/report-sample.ts';

/** What Lambda answers at most, with the body as JSON in it. */
const LAMBDA_BYTES = 6 * 1024 * 1024;
const answerOf = (text: string) => JSON.stringify({ statusCode: 200, headers: {}, body: text });
const fits = (text: string) => Buffer.byteLength(answerOf(text)) < LAMBDA_BYTES;

/** The most that a drill can say: none of its checks passed. */
function allFailed(report: Report): Report {
  const check: ReportCheck = {
    id: 'document-counts',
    subject: 'sales.orders',
    verdict: 'FAIL',
    code: 'COUNT_DROPPED',
    reason: `"${'x'.repeat(200)}"`,
  };
  const notPassed = Array.from({ length: 9 }, () => check);
  return { ...report, drills: report.drills.map((drill) => ({ ...drill, notPassed })) };
}
const large = allFailed(fullReport({ sources: 100, drillsEach: 25 }));

test('a report that one answer holds is as it was', () => {
  const report = fullReport();
  expect(fitted(report, renderReport)).toEqual({ report, text: renderReport(report) });
});

test.each([
  ['page', renderReport],
  ['JSON', (report: Report) => JSON.stringify(report)],
])('a larger one lists its newest drills, as %s, says so, and counts all of them', (_, write) => {
  expect(fits(write(large))).toBe(false);
  const { report, text } = fitted(large, write);
  expect(fits(text)).toBe(true);
  const { length } = report.drills;
  expect(length).toBeGreaterThan(500);
  expect(report.drills).toEqual(large.drills.slice(-length));
  expect(report.leftOut).toEqual([
    ...large.leftOut,
    expect.stringContaining(`${large.drills.length - length} of them, are too much for an answer`),
  ]);
  expect(report.summary).toEqual(large.summary);
  const listed = new Set(report.drills.map(({ id }) => id));
  expect(report.reviews).toEqual(large.reviews.filter(({ drill }) => listed.has(drill)));
  expect(report.trends).toEqual(large.trends);
});

test('reviews, of which a drill takes twenty, are held to it too', () => {
  const some = fullReport();
  const [review] = some.reviews;
  const drill = some.drills[0]?.id ?? '';
  const many = Array.from({ length: 5_000 }, () => ({ ...review, drill, note: '<'.repeat(1_000) }));
  const { report, text } = fitted({ ...some, reviews: many } as Report, renderReport);
  expect(fits(text)).toBe(true);
  expect(report.reviews).toEqual([]);
  expect(report.leftOut.join()).toContain('they and their reviews are counted and not listed');
});

test('where even trends are too much they are left out, and that is said', () => {
  const [trend] = fullReport().trends;
  const trends = Array.from({ length: 5_000 }, (_, number) => ({
    classes: trend?.classes ?? [],
    source: { projectId: '6b00000000000000000000a1', name: `Orders-${number}` },
  }));
  const { report, text } = fitted({ ...emptyReport(), trends }, (one) => JSON.stringify(one));
  expect(Buffer.byteLength(text)).toBeLessThan(MOST_ANSWER_BYTES);
  expect([report.trends, report.leftOut]).toEqual([[], [expect.stringContaining('Trends are too much')]]);
});

test('as CSV, too', () => {
  const csv = fitted(fullReport({ sources: 100, drillsEach: 100 }), reportCsv);
  expect(fits(csv.text)).toBe(true);
  expect(csv.report.leftOut).toHaveLength(1);
});
