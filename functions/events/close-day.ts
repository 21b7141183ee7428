/** Every day, in its first hour (UTC): coverage into the chain, and the chain's end to where somebody else keeps it. */
import * as z from 'zod/mini';
import { taskFunction } from '../../lib/http/task-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { closeDay } from '../../lib/reports/close-day.ts';
import { checkpoints } from '../../lib/services/checkpoints.ts';
import { coverageLedger } from '../../lib/services/coverage-ledger.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { evidence } from '../../lib/services/evidence.ts';
import { plans } from '../../lib/services/plans.ts';
import { surroundings } from '../../lib/services/surroundings.ts';

export const definition = taskFunction({
  step: 'close-day',
  needs: { checkpoints, coverageLedger, drillLedger, evidence, plans, surroundings },
  input: z.looseObject({}),
  async handle(_, context) {
    const { day, coverage, checkpoint } = await closeDay(context);
    // By this line the alarm knows that a day was closed: infra/aws/drills/closed-days.ts.
    context.log.info('day closed', { day, coverage, sequence: checkpoint?.sequence ?? 0 });
    return { day, coverage, checkpoint };
  },
});

export const handler = onLambda(definition);
