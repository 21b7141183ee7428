/** Last task: hands out how the drill ended. Changes nothing. */
import { report } from '../../lib/drills/steps/report.ts';
import { followInput } from '../../lib/drills/steps/task-input.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = taskFunction({
  step: 'report',
  about: 'drillId',
  needs: { drillLedger, plans },
  input: followInput,
  handle: ({ id, failure }, context) => report(context, id, failure !== undefined),
});

export const handler = onLambda(definition);
