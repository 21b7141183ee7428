/** Looks at the Atlas job and decides what comes next. Reads mostly; safe to repeat. */
import * as z from 'zod/mini';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { checkStep } from '../../lib/restores/steps/check-restore-job.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';

export const definition = taskFunction({
  needs: { announcing, atlas, guard, policy },
  input: z.object({ id: z.string() }),
  handle: ({ id }, context) => checkStep(context, id),
});

export const handler = onLambda(definition);
