/** Every five minutes: looks after restores that nobody looks after any more. */
import * as z from 'zod/mini';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { sweep } from '../../lib/restores/sweep.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { guard } from '../../lib/services/guard.ts';
import { policy } from '../../lib/services/policy.ts';
import { workflows } from '../../lib/services/workflows.ts';

/** Below the function's own 110 s, with room for the restore that is being looked after then. */
const LIMIT_MS = 60_000;

export const definition = taskFunction({
  step: 'sweep',
  needs: { announcing, atlas, guard, policy, workflows },
  input: z.looseObject({}),
  async handle(_, context) {
    const swept = await sweep(context, LIMIT_MS);
    context.log.info('swept', { ...swept });
    return swept;
  },
});

export const handler = onLambda(definition);
