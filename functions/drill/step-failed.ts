/** Writes down that a step failed for good, so that evidence and cleanup follow. */
import { stepFailed } from '../../lib/drills/steps/failed.ts';
import { failedInput } from '../../lib/drills/steps/task-input.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = taskFunction({
  step: 'failed',
  about: 'drillId',
  needs: { drillLedger, plans },
  input: failedInput,
  handle: ({ id, failure }, context) => stepFailed(context, id, failure),
});

export const handler = onLambda(definition);
