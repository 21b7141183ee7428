/** `GET /v1/plans`: the plans of the configuration, with their defaults, when each is due, and what it has cost this month. */
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
    const { drills, clock } = context;
    const now = clock.now();
    const spent = await spentNow(context);
    return jsonAnswer(200, { results: drills.plans.map((plan) => toPlanView(plan, drills, now, spent)) });
  },
});

export const handler = onLambda(definition);
