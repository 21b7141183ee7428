/** Decides the verdict and writes its evidence. One record a drill, however often it is called. */
import { recordEvidence } from '../../lib/drills/steps/evidence.ts';
import { drillInput } from '../../lib/drills/steps/task-input.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { evidence } from '../../lib/services/evidence.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = taskFunction({
  step: 'evidence',
  about: 'drillId',
  needs: { drillLedger, plans, evidence },
  input: drillInput,
  handle: ({ id }, context) => recordEvidence(context, id),
});

export const handler = onLambda(definition);
