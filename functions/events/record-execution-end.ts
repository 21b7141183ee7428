/**
 * On `Step Functions Execution Status Change`: an execution that failed, timed out or was stopped. Late or repeated
 * events change nothing.
 */
import * as z from 'zod/mini';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { executionEnded, restoreOf } from '../../lib/restores/execution-ended.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';
import { workflows } from '../../lib/services/workflows.ts';

export const definition = taskFunction({
  step: 'execution-end',
  needs: { announcing, atlas, guard, policy, workflows },
  input: z.object({
    detail: z.object({
      name: z.string(),
      status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
      /** JSON text; absent where it is too long for an event. */
      input: z.nullish(z.string()),
    }),
  }),
  subject: ({ detail: { name, input } }) => restoreOf(name, parsed(input)),
  async handle({ detail: { name, status, input } }, context) {
    await executionEnded(context, { id: restoreOf(name, parsed(input)), status });
  },
});

export const handler = onLambda(definition);

function parsed(input: string | null | undefined): unknown {
  try {
    return JSON.parse(input ?? 'null');
  } catch {
    return undefined;
  }
}
