/** `DELETE /v1/drills/{id}`: its next step ends it and cleans up. Asking twice is asking once. */
import { cancelDrill } from '../../lib/drills/cancel-drill.ts';
import { toDrillView } from '../../lib/drills/view.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { findDrill } from '../../lib/http/drill-parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = apiFunction({
  needs: { drillLedger, plans },
  async handle({ path }, context) {
    const view = toDrillView(await cancelDrill(context, await findDrill(context.drillLedger, path)));
    return jsonAnswer(202, view, { location: view.links.self });
  },
});

export const handler = onLambda(definition);
