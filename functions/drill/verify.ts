/** Reads the target's data, a slice an invocation. The only function that runs in a VPC. */
import { verifyInput } from '../../lib/drills/steps/task-input.ts';
import { verifyTarget } from '../../lib/drills/steps/verify.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { password } from '../../lib/services/password.ts';
import { plans } from '../../lib/services/plans.ts';
import { targetAuthority } from '../../lib/services/target-authority.ts';

export const definition = taskFunction({
  step: 'verify',
  about: 'drillId',
  needs: { drillLedger, plans, password, targetAuthority },
  input: verifyInput,
  handle: ({ id, state }, context) => verifyTarget(context, id, state),
});

export const handler = onLambda(definition);
