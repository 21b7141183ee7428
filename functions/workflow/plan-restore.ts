/** First task of the restore workflow. Runs again after a restart or a retry: an accepted restore is planned again. */
import * as z from 'zod/mini';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { planStep } from '../../lib/restores/steps/plan-restore.ts';

export const definition = taskFunction({
  needs: ['ledger', 'atlas', 'guard'],
  input: z.object({ id: z.string(), execution: z.string(), request: z.unknown() }),
  handle: (input, context) => planStep(context, { ...input, request: input.request }),
});

export const handler = onLambda(definition);
