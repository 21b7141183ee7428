/** What callers put into the path and the query of reports. */
import * as z from 'zod/mini';
import { type Period, periodOf } from '../reports/period.ts';
import { acceptedType } from './negotiate.ts';
import { queryBy } from './parameters.ts';
import { ApiProblem } from './problem.ts';
import type { ApiRequest } from './request.ts';

export const REPORT_FORMATS = ['html', 'json', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const reportQuery = z.strictObject({ format: z.optional(z.enum(REPORT_FORMATS)) });
export const reportPeriod = z.string().check(z.regex(/^2\d{3}-(0[1-9]|1[0-2]|Q[1-4])$/));

export interface ReportRequest {
  readonly period: Period;
  readonly format: ReportFormat;
}

/** Throws {@link ApiProblem}, which names what is wrong. */
export function readReportRequest(
  { path, query, headers }: Pick<ApiRequest, 'path' | 'query' | 'headers'>,
  now: Date,
): ReportRequest {
  const given = (path.period ?? '').slice(0, 80);
  const period = periodOf(given);
  if (period === undefined)
    throw wrongPeriod(given, 'period must be a month or a quarter, as 2026-11 or 2026-Q4.');
  if (now.getTime() < Date.parse(period.from)) throw wrongPeriod(given, `period ${given} has not begun.`);
  const { format } = queryBy(reportQuery, query);
  return { period, format: format ?? acceptedFormat(headers.accept) };
}

const FORMAT_OF = { 'text/html': 'html', 'text/csv': 'csv', 'application/json': 'json' } as const;

/** Whoever does not say wants something to read. */
const acceptedFormat = (accept: string | undefined): ReportFormat =>
  FORMAT_OF[acceptedType(accept, ['text/html', 'application/json', 'text/csv'])];

const wrongPeriod = (given: string, detail: string): ApiProblem =>
  new ApiProblem({
    status: 400,
    errorCode: 'INVALID_PERIOD',
    detail,
    parameters: [given],
    fields: [{ field: 'period', description: detail }],
  });
