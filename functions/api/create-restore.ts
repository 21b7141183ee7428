/**
 * `POST /v1/restores`: accepts a restore and starts its workflow, or answers a dry run. Late or repeated requests are
 * safe: the ledger decides (docs: create once).
 */
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { readIdempotencyKey } from '../../lib/http/parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { acceptRestore } from '../../lib/restores/accept-restore.ts';
import { describePlan } from '../../lib/restores/describe-plan.ts';
import { parseRequest } from '../../lib/restores/request.ts';
import { toView } from '../../lib/restores/view.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';
import { workflows } from '../../lib/services/workflows.ts';

export const definition = apiFunction({
  needs: { announcing, atlas, workflows, guard, policy },
  takesBody: true,
  async handle({ body, headers, caller }, context) {
    const request = parseRequest(body);
    const idempotencyKey = readIdempotencyKey(headers);
    if (request.dryRun) return jsonAnswer(200, await describePlan(context, request));
    const asked = { request, caller, ...(idempotencyKey !== undefined && { idempotencyKey }) };
    const { record, repeated } = await acceptRestore(context, asked);
    const view = toView(record, context.clock.now());
    return jsonAnswer(202, { ...view, ...(repeated && { repeated }) }, { location: view.links.self });
  },
});

export const handler = onLambda(definition);
