/** `POST /v1/drills/{id}/review`: what people say of a decided drill, appended to the chain. The same key is the same review. */
import { parseReviewRequest } from '../../lib/drills/review/request.ts';
import { reviewDrill } from '../../lib/drills/review/review-drill.ts';
import { toReviewView } from '../../lib/drills/view.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { findDrill } from '../../lib/http/drill-parameters.ts';
import { readIdempotencyKey } from '../../lib/http/parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { evidence } from '../../lib/services/evidence.ts';

export const definition = apiFunction({
  needs: { drillLedger, evidence },
  takesBody: true,
  async handle({ path, headers, body, caller }, context) {
    const drill = await findDrill(context.drillLedger, path);
    const key = readIdempotencyKey(headers);
    const { review } = await reviewDrill(context, drill, { request: parseReviewRequest(body), caller, key });
    const view = toReviewView(review);
    // Without its record it is accepted: the sweeper appends it.
    return jsonAnswer(view.evidence === null ? 202 : 201, view, { location: `/v1/drills/${drill.id}` });
  },
});

export const handler = onLambda(definition);
