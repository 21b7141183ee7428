/** Makes the temporary user and the entries of the access list by which the target is read. Safe to repeat. */
import { openAccess } from '../../lib/drills/steps/open.ts';
import { drillInput } from '../../lib/drills/steps/task-input.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { owner } from '../../lib/services/owner.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = taskFunction({
  step: 'open',
  about: 'drillId',
  needs: { drillLedger, plans, owner },
  input: drillInput,
  handle: ({ id }, context) => openAccess(context, id),
});

export const handler = onLambda(definition);
