/** `GET /v1/coverage`: what is drilled, what is not, and which drill says so. As JSON or CSV. */
import { coverageCsv } from '../../lib/coverage/csv.ts';
import { coverageView } from '../../lib/coverage/view.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { readCoverageQuery } from '../../lib/http/coverage-parameters.ts';
import { toCursor } from '../../lib/http/parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { coverageLedger } from '../../lib/services/coverage-ledger.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { plans } from '../../lib/services/plans.ts';
import { surroundings } from '../../lib/services/surroundings.ts';

export const definition = apiFunction({
  needs: { coverageLedger, drillLedger, plans, surroundings },
  async handle(request, context) {
    const { csv, ...query } = readCoverageQuery(request);
    const { next: last, ...view } = await coverageView(context, query);
    const next = last === undefined ? undefined : toCursor(last);
    if (!csv) return jsonAnswer(200, { ...view, ...(next !== undefined && { next }) });
    const headers = {
      'content-type': 'text/csv; charset=utf-8',
      // CSV has no place for it.
      ...(next !== undefined && { 'x-next-cursor': next }),
    };
    return { statusCode: 200, headers, body: coverageCsv(view) };
  },
});

export const handler = onLambda(definition);
