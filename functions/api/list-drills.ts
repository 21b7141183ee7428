/** `GET /v1/drills`: newest first, by plan, source, verdict and time if asked, paged by cursor. */
import { listDrills } from '../../lib/drills/list-drills.ts';
import { toDrillViewNow } from '../../lib/drills/review/overdue.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { readDrillListQuery } from '../../lib/http/drill-parameters.ts';
import { toCursor } from '../../lib/http/parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = apiFunction({
  needs: { drillLedger, plans },
  async handle({ query }, { drillLedger, drills: { plans }, clock }) {
    const { drills, next } = await listDrills(drillLedger, readDrillListQuery(query));
    const results = drills.map((drill) => toDrillViewNow(drill, plans, clock.now()));
    return jsonAnswer(200, { results, ...(next !== undefined && { next: toCursor(next) }) });
  },
});

export const handler = onLambda(definition);
