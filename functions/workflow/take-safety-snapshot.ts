/** Snapshots the target before it is wiped. May be retried and repeated: what the ledger and Atlas' list say decides. */
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { safetyStep } from '../../lib/restores/steps/take-safety-snapshot.ts';
import { taskInput } from '../../lib/restores/steps/task-input.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';

export const definition = taskFunction({
  step: 'snapshot',
  needs: { announcing, atlas, guard, policy },
  input: taskInput,
  handle: ({ id }, context) => safetyStep(context, id),
});

export const handler = onLambda(definition);
