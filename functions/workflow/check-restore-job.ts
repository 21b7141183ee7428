/** Looks at the Atlas job and decides what comes next. Reads mostly; safe to repeat. */
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { checkStep } from '../../lib/restores/steps/check-restore-job.ts';
import { taskInput } from '../../lib/restores/steps/task-input.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';

export const definition = taskFunction({
  step: 'check',
  needs: { announcing, atlas, guard, policy },
  input: taskInput,
  handle: ({ id, ...before }, context) => checkStep(context, id, before),
});

export const handler = onLambda(definition);
