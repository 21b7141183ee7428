/** `GET /v1/drills/{id}`: how a drill stands, from the ledger. */
import { toDrillViewNow } from '../../lib/drills/review/overdue.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { findDrill } from '../../lib/http/drill-parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = apiFunction({
  needs: { drillLedger, plans },
  handle: async ({ path }, { drillLedger, drills, clock }) =>
    jsonAnswer(200, toDrillViewNow(await findDrill(drillLedger, path), drills.plans, clock.now())),
});

export const handler = onLambda(definition);
