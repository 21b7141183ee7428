/** `GET /v1/plans`: the plans of the configuration, with their defaults, and when each is due, and whether it is suspended, from the ledger. */
import { toPlanView } from '../../lib/drills/plans/plan-view.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = apiFunction({
  needs: { drillLedger, plans },
  async handle(_request, { drillLedger, drills, clock }) {
    const now = clock.now();
    const results = drills.plans.map(async (plan) => {
      const { standing } = await drillLedger.planStanding(plan.name);
      return toPlanView(plan, drills, now, standing.suspended);
    });
    return jsonAnswer(200, { results: await Promise.all(results) });
  },
});

export const handler = onLambda(definition);
