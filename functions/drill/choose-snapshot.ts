/** Chooses the snapshot of a drill, and reads what should be in it. Safe to repeat: what was chosen stays. */
import { chooseSnapshot } from '../../lib/drills/steps/choose.ts';
import { drillInput } from '../../lib/drills/steps/task-input.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = taskFunction({
  step: 'choose',
  about: 'drillId',
  needs: { drillLedger, plans, atlas },
  input: drillInput,
  handle: ({ id }, context) => chooseSnapshot(context, id),
});

export const handler = onLambda(definition);
