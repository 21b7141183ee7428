/** Checks the target with fresh reads and hands out the input of the nested restore. Starts nothing itself. */
import { startRestore } from '../../lib/drills/steps/restore.ts';
import { restoreInput } from '../../lib/drills/steps/task-input.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { guard } from '../../lib/services/guard.ts';
import { ledger } from '../../lib/services/ledger.ts';
import { owner } from '../../lib/services/owner.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = taskFunction({
  step: 'restore',
  about: 'drillId',
  needs: { drillLedger, plans, owner, guard, ledger },
  input: restoreInput,
  handle: ({ id, execution }, context) => startRestore(context, id, execution),
});

export const handler = onLambda(definition);
