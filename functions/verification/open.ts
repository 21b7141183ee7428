/** Makes the temporary user and the entries by which the target of a restore is read. Safe to repeat. */
import * as z from 'zod/mini';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { openVerification } from '../../lib/restores/verification/open.ts';
import { announcing } from '../../lib/services/announcing.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { password } from '../../lib/services/password.ts';
import { plans } from '../../lib/services/plans.ts';
import { restorer } from '../../lib/services/restorer.ts';

export const definition = taskFunction({
  step: 'open-verification',
  needs: { announcing, drillLedger, password, plans, restorer },
  input: z.object({ id: z.string() }),
  handle: ({ id }, context) => openVerification({ ...context, atlas: context.restorer }, id),
});

export const handler = onLambda(definition);
