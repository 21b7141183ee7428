/** Last task: writes down how the restore ended, for every way it can end. The first end that is written stays. */
import * as z from 'zod/mini';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { type OutcomeStepInput, outcomeStep } from '../../lib/restores/steps/record-outcome.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';

export const definition = taskFunction({
  step: 'record',
  needs: { announcing, atlas, guard, policy },
  input: z.object({ id: z.string(), step: z.looseObject({}) }),
  // Our own steps wrote it, or the engine's Catch did; what else lies in it is not looked at.
  handle: ({ id, step }, context) => outcomeStep(context, { id, step: step as OutcomeStepInput['step'] }),
});

export const handler = onLambda(definition);
