/** `POST /v1/plans/{name}/resume`: drills of a plan that was suspended are started again. */
import { spentNow } from '../../lib/drills/costs/spent-now.ts';
import { toPlanView } from '../../lib/drills/plans/plan-view.ts';
import { resumePlan } from '../../lib/drills/suspend-plan.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { findPlan } from '../../lib/http/drill-parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = apiFunction({
  needs: { drillLedger, plans },
  async handle({ path, caller }, context) {
    const { drills, clock } = context;
    const plan = findPlan(drills, path);
    const { suspended } = await resumePlan(context, plan.name, caller);
    const spent = await spentNow(context);
    return jsonAnswer(202, toPlanView(plan, drills, clock.now(), { spent, suspended }));
  },
});

export const handler = onLambda(definition);
