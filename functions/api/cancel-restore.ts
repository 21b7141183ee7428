/** `DELETE /v1/restores/{id}`: cancels what Atlas lets be cancelled. Asking twice is asking once. */
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { findRestore } from '../../lib/http/parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { cancelRestore } from '../../lib/restores/cancel-restore.ts';
import { toView } from '../../lib/restores/view.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';

export const definition = apiFunction({
  needs: { announcing, atlas, guard, policy },
  async handle({ path }, context) {
    const record = await cancelRestore(context, await findRestore(context.ledger, path));
    const view = toView(record, context.clock.now());
    return jsonAnswer(202, view, { location: view.links.self });
  },
});

export const handler = onLambda(definition);
