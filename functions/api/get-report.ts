/** `GET /v1/reports/{period}`: what was proven in a month or a quarter, to be read, or as JSON or CSV. */
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { readReportRequest } from '../../lib/http/report-parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { reportCsv } from '../../lib/reports/csv.ts';
import { reportOfLedger } from '../../lib/reports/from-ledger.ts';
import { renderReport } from '../../lib/reports/page/page.ts';
import { coverageLedger } from '../../lib/services/coverage-ledger.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { evidence } from '../../lib/services/evidence.ts';
import { plans } from '../../lib/services/plans.ts';
import { surroundings } from '../../lib/services/surroundings.ts';

export const definition = apiFunction({
  needs: { coverageLedger, drillLedger, evidence, plans, surroundings },
  async handle(request, context) {
    const { period, format } = readReportRequest(request, context.clock.now());
    const report = await reportOfLedger(context, period);
    if (format === 'json') return jsonAnswer(200, report);
    const [type, body] =
      format === 'csv' ? ['text/csv', reportCsv(report)] : ['text/html', renderReport(report)];
    return { statusCode: 200, headers: { 'content-type': `${type}; charset=utf-8` }, body };
  },
});

export const handler = onLambda(definition);
