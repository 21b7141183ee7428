/** Every quarter of an hour, on a rule of its own: what is drilled and what is not, and what changed in that. */
import * as z from 'zod/mini';
import { computeCoverage } from '../../lib/coverage/compute.ts';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { coverageLedger } from '../../lib/services/coverage-ledger.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { plans } from '../../lib/services/plans.ts';
import { surroundings } from '../../lib/services/surroundings.ts';

/** Of the readings. The function has 300 s: the rest is for the project that hangs then, and for what is to be told. */
const LIMIT_MS = 120_000;

export const definition = taskFunction({
  step: 'compute-coverage',
  needs: { coverageLedger, drillLedger, plans, atlas, surroundings },
  input: z.looseObject({}),
  async handle(_, context) {
    const computed = await computeCoverage(context, LIMIT_MS);
    // By this line the alarm knows of findings: infra/aws/drills/coverage-metric.ts.
    if (!computed.busy && computed.judged) context.log.info('coverage judged', { ...computed });
    return computed;
  },
});

export const handler = onLambda(definition);
