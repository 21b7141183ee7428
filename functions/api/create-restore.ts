/**
 * `POST /v1/restores`: accepts a restore and starts its workflow, or answers a dry run. Late or repeated requests are
 * safe: the ledger decides (docs: create once).
 */
import { answerRestoreRequest } from '../../lib/http/answer-restore-request.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { parseRequest } from '../../lib/restores/request.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';
import { workflows } from '../../lib/services/workflows.ts';

export const definition = apiFunction({
  needs: { announcing, atlas, workflows, guard, policy },
  takesBody: true,
  handle: async (request, context) => answerRestoreRequest(context, parseRequest(request.body), request),
});

export const handler = onLambda(definition);
