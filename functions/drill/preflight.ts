/** First task of the drill workflow: may this drill run, and is there a place for it? Safe to repeat: the record decides. */

import { preflight } from '../../lib/drills/steps/preflight.ts';
import { drillInput } from '../../lib/drills/steps/task-input.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { owner } from '../../lib/services/owner.ts';
import { plans } from '../../lib/services/plans.ts';

export const definition = taskFunction({
  step: 'preflight',
  about: 'drillId',
  needs: { drillLedger, plans, atlas, owner },
  input: drillInput,
  handle: ({ id }, context) => preflight(context, id),
});

export const handler = onLambda(definition);
