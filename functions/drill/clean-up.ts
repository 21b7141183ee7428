/** Takes away what the drill made, and writes the proof. Deletes only what is this drill's own, by fresh reads. */
import { cleanUp } from '../../lib/drills/steps/clean-up.ts';
import { followInput } from '../../lib/drills/steps/task-input.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { evidence } from '../../lib/services/evidence.ts';
import { owner } from '../../lib/services/owner.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = taskFunction({
  step: 'clean-up',
  about: 'drillId',
  needs: { drillLedger, plans, owner, evidence },
  input: followInput,
  handle: ({ id, failure }, context) => cleanUp(context, id, failure !== undefined),
});

export const handler = onLambda(definition);
