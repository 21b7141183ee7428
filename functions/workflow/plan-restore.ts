/** First task of the restore workflow. Runs again after a restart or a retry: an accepted restore is planned again. */
import * as z from 'zod/mini';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { planStep } from '../../lib/restores/steps/plan-restore.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';

export const definition = taskFunction({
  step: 'plan',
  needs: { announcing, atlas, guard, policy },
  input: z.object({ id: z.string(), execution: z.string(), request: z.unknown() }),
  handle: (input, context) => planStep(context, { ...input, request: input.request }),
});

export const handler = onLambda(definition);
