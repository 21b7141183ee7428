/** `GET /v1/trends?source=`: how the figures of one source's drills go on, from the ledger. */
import { readTrends } from '../../lib/drills/trends/read-trends.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { readTrendQuery } from '../../lib/http/drill-parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';

export const definition = apiFunction({
  needs: { drillLedger },
  handle: async ({ query }, { drillLedger, clock }) =>
    jsonAnswer(200, await readTrends(drillLedger, readTrendQuery(query), clock.now())),
});

export const handler = onLambda(definition);
