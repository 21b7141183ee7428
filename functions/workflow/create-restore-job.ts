/** Makes the Atlas job, once. May be retried and repeated: what the ledger says decides. */
import * as z from 'zod/mini';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { createStep } from '../../lib/restores/steps/create-restore-job.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';

export const definition = taskFunction({
  needs: { announcing, atlas, guard, policy },
  input: z.object({ id: z.string() }),
  handle: ({ id }, context) => createStep(context, id),
});

export const handler = onLambda(definition);
