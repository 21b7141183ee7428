/** Every five minutes, on a rule of its own: looks after drills that nobody looks after any more. */
import * as z from 'zod/mini';
import { sweepDrills } from '../../lib/drills/sweep-drills.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { drillWorkflows } from '../../lib/services/drill-workflows.ts';
import { evidence } from '../../lib/services/evidence.ts';
import { owner } from '../../lib/services/owner.ts';
import { plans } from '../../lib/services/plans.ts';

/** Below the function's own 110 s, with room for the drill that is being looked after then. */
const LIMIT_MS = 60_000;

export const definition = taskFunction({
  step: 'sweep-drills',
  needs: { drillLedger, plans, owner, evidence, drillWorkflows },
  input: z.looseObject({}),
  async handle(_, context) {
    const swept = await sweepDrills(context, LIMIT_MS);
    context.log.info('drills swept', { ...swept });
    // The others were looked after; an alarm goes by functions that fail.
    if (swept.failed > 0) throw new DrillsNotSwept(swept.failed);
    return swept;
  },
});

class DrillsNotSwept extends Error {
  override name = 'DrillsNotSwept' as const;

  constructor(failed: number) {
    super(`${failed} drills could not be looked after: the log names them.`);
  }
}

export const handler = onLambda(definition);
