/** Reads how the nested restore ended, from the ledger: whatever became of its execution. */
import { followRestore } from '../../lib/drills/steps/restore.ts';
import { followInput } from '../../lib/drills/steps/task-input.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { ledger } from '../../lib/services/ledger.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = taskFunction({
  step: 'follow',
  about: 'drillId',
  needs: { drillLedger, plans, ledger },
  input: followInput,
  handle: ({ id, failure }, context) => followRestore(context, id, failure),
});

export const handler = onLambda(definition);
