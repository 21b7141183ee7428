/** Takes the way in away and decides, after whatever happened. Safe to repeat: a decision is never overwritten. */
import * as z from 'zod/mini';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { closeVerification } from '../../lib/restores/verification/close.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { plans } from '../../lib/services/plans.ts';
import { restorer } from '../../lib/services/restorer.ts';

/** What a Catch put there, where a step failed for good. */
const input = z.object({
  id: z.string(),
  step: z.looseObject({ failure: z.optional(z.looseObject({ Error: z.string() })) }),
});

export const definition = taskFunction({
  step: 'close-verification',
  needs: { announcing, plans, restorer },
  input,
  handle: ({ id, step }, context) =>
    closeVerification({ ...context, atlas: context.restorer }, id, step.failure?.Error),
});

export const handler = onLambda(definition);
