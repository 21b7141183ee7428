/** `POST /v1/restores/{id}/undo`: accepts the restore of what the target held before, with all the same guards. */

import { answerRestoreRequest } from '../../lib/http/answer-restore-request.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { findRestore } from '../../lib/http/parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { undoRequest } from '../../lib/restores/undo-request.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';
import { workflows } from '../../lib/services/workflows.ts';

export const definition = apiFunction({
  needs: { announcing, atlas, workflows, guard, policy },
  takesBody: true,
  async handle(request, context) {
    const record = await findRestore(context.ledger, request.path);
    return answerRestoreRequest(context, undoRequest(record, request.body), request);
  },
});

export const handler = onLambda(definition);
