/** Makes the Atlas job, once. May be retried and repeated: what the ledger says decides. */
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { createWhenLet } from '../../lib/restores/steps/create-when-let.ts';
import { taskInput } from '../../lib/restores/steps/task-input.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';

export const definition = taskFunction({
  step: 'create',
  needs: { announcing, atlas, guard, policy },
  input: taskInput,
  handle: ({ id, ...before }, context) => createWhenLet(context, id, before),
});

export const handler = onLambda(definition);
