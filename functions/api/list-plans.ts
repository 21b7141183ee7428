/** `GET /v1/plans`: the plans of the configuration, with their defaults, and when each is due. Asks nobody. */
import { toPlanView } from '../../lib/drills/plans/plan-view.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = apiFunction({
  needs: { plans },
  async handle(_request, { drills, clock }) {
    const now = clock.now();
    return jsonAnswer(200, { results: drills.plans.map((plan) => toPlanView(plan, drills, now)) });
  },
});

export const handler = onLambda(definition);
