/** `GET /v1/drills/{id}`: how a drill stands, from the ledger. */
import { toDrillView } from '../../lib/drills/view.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { ApiProblem } from '../../lib/http/problem.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';

export const definition = apiFunction({
  needs: { drillLedger },
  async handle({ path }, { drillLedger }) {
    const record = await drillLedger.getDrill(path.id ?? '');
    if (record !== undefined) return jsonAnswer(200, toDrillView(record));
    throw new ApiProblem({ status: 404, errorCode: 'DRILL_NOT_FOUND', detail: 'There is no such drill.' });
  },
});

export const handler = onLambda(definition);
