/** Reads what a restore has brought, a slice an invocation. Runs in the network of drills, and asks Atlas for nothing. */
import { verifyInput } from '../../lib/drills/steps/task-input.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { readRestored } from '../../lib/restores/verification/read.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { password } from '../../lib/services/password.ts';
import { plans } from '../../lib/services/plans.ts';
import { targetAuthority } from '../../lib/services/target-authority.ts';

export const definition = taskFunction({
  step: 'read-restored',
  needs: { announcing, drillLedger, password, plans, targetAuthority },
  input: verifyInput,
  handle: ({ id, state }, context) => readRestored(context, id, state),
});

export const handler = onLambda(definition);
