/** `GET /v1/drills/{id}`: how a drill stands, from the ledger. */
import { toDrillView } from '../../lib/drills/view.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { findDrill } from '../../lib/http/drill-parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';

export const definition = apiFunction({
  needs: { drillLedger },
  handle: async ({ path }, { drillLedger }) =>
    jsonAnswer(200, toDrillView(await findDrill(drillLedger, path))),
});

export const handler = onLambda(definition);
