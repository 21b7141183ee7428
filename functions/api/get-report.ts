/** `GET /v1/reports/{period}`: what was proven in a month or a quarter, to be read, or as JSON or CSV. */
import { apiFunction } from '../../lib/http/api-function.ts';
import { readReportRequest } from '../../lib/http/report-parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { reportCsv } from '../../lib/reports/csv.ts';
import { fitted } from '../../lib/reports/fit.ts';
import { reportOfLedger } from '../../lib/reports/from-ledger.ts';
import { renderReport } from '../../lib/reports/page/page.ts';
import { coverageLedger } from '../../lib/services/coverage-ledger.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { evidence } from '../../lib/services/evidence.ts';
import { plans } from '../../lib/services/plans.ts';
import { surroundings } from '../../lib/services/surroundings.ts';

const FORMATS = {
  html: ['text/html; charset=utf-8', renderReport],
  csv: ['text/csv; charset=utf-8', reportCsv],
  json: ['application/json', JSON.stringify],
} as const;

export const definition = apiFunction({
  needs: { coverageLedger, drillLedger, evidence, plans, surroundings },
  async handle(request, context) {
    const { period, format } = readReportRequest(request, context.clock.now());
    const [type, write] = FORMATS[format];
    const { report, text } = fitted(await reportOfLedger(context, period), (one) => write(one));
    const headers = {
      'content-type': type,
      // CSV has no place for it.
      ...(format === 'csv' && report.leftOut.length > 0 && { 'x-left-out': report.leftOut.join(' ') }),
    };
    return { statusCode: 200, headers, body: text };
  },
});

export const handler = onLambda(definition);
