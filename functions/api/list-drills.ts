/** `GET /v1/drills`: newest first, by plan, source, verdict and time if asked, paged by cursor. */
import { listDrills } from '../../lib/drills/list-drills.ts';
import { toDrillView } from '../../lib/drills/view.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { readDrillListQuery } from '../../lib/http/drill-parameters.ts';
import { toCursor } from '../../lib/http/parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';

export const definition = apiFunction({
  needs: { drillLedger },
  async handle({ query }, { drillLedger }) {
    const { drills, next } = await listDrills(drillLedger, readDrillListQuery(query));
    const results = drills.map(toDrillView);
    return jsonAnswer(200, { results, ...(next !== undefined && { next: toCursor(next) }) });
  },
});

export const handler = onLambda(definition);
