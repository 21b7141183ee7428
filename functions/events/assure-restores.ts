/** When the end of a restore is told, and every five minutes for what is left: ends of restores go into evidence, and are verified before. */
import * as z from 'zod/mini';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { assureRestore, assureRestores } from '../../lib/restores/evidence/assure.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { evidence } from '../../lib/services/evidence.ts';
import { surroundings } from '../../lib/services/surroundings.ts';
import { verificationWorkflows } from '../../lib/services/verification-workflows.ts';

/** Below the function's own 110 s, with room for the restore that is being written then. */
const LIMIT_MS = 60_000;

export const definition = taskFunction({
  step: 'assure-restores',
  needs: { announcing, evidence, surroundings, verificationWorkflows },
  input: z.looseObject({ detail: z.optional(z.looseObject({ id: z.optional(z.string()) })) }),
  subject: ({ detail }) => detail?.id,
  async handle({ detail }, context) {
    if (detail?.id !== undefined) return assureRestore(context, detail.id);
    const assured = await assureRestores(context, LIMIT_MS);
    context.log.info('restores assured', { ...assured });
    // The others were written; an alarm goes by functions that fail.
    if (assured.failed > 0) throw new RestoresNotAssured(assured.failed);
    return assured;
  },
});

class RestoresNotAssured extends Error {
  override name = 'RestoresNotAssured' as const;

  constructor(failed: number) {
    super(`${failed} restores could not be written into evidence: the log names them.`);
  }
}

export const handler = onLambda(definition);
