/** `GET /v1/plans`: the plans of the configuration, with their defaults, when each is due, what it has cost this month, and whether it is suspended. */
import { spentNow } from '../../lib/drills/costs/spent-now.ts';
import { toPlanView } from '../../lib/drills/plans/plan-view.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = apiFunction({
  needs: { plans, drillLedger },
  async handle(_request, context) {
    const { drills, drillLedger, clock } = context;
    const now = clock.now();
    const spent = await spentNow(context);
    const results = drills.plans.map(async (plan) => {
      const { standing } = await drillLedger.planStanding(plan.name);
      return toPlanView(plan, drills, now, { spent, suspended: standing.suspended });
    });
    return jsonAnswer(200, { results: await Promise.all(results) });
  },
});

export const handler = onLambda(definition);
