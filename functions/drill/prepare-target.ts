/** Makes the target of a drill, once, and waits for it. What it is about to make is in the ledger before. */
import { prepareTarget } from '../../lib/drills/steps/prepare.ts';
import { drillInput } from '../../lib/drills/steps/task-input.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { guard } from '../../lib/services/guard.ts';
import { owner } from '../../lib/services/owner.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = taskFunction({
  step: 'prepare',
  about: 'drillId',
  needs: { drillLedger, plans, atlas, owner, guard },
  input: drillInput,
  handle: ({ id }, context) => prepareTarget(context, id),
});

export const handler = onLambda(definition);
