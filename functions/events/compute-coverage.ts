/**
 * What is drilled and what is not, and what changed in that: every quarter of an hour, on a rule of its own, and after
 * each drill.
 */
import * as z from 'zod/mini';
import { computeCoverage } from '../../lib/coverage/compute.ts';
import { drillId } from '../../lib/http/drill-parameters.ts';
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
  /** `detail` is of a drill's verdict, where that is what brings it; that of a schedule is empty. */
  input: z.looseObject({ detail: z.optional(z.looseObject({ id: z.optional(drillId) })) }),
  about: 'drillId',
  subject: ({ detail }) => detail?.id,
  async handle({ detail }, context) {
    const { clock, coverageLedger, log } = context;
    // First: who is turned away because somebody computes leaves it to them.
    if (detail?.id !== undefined) await coverageLedger.drillEnded(detail.id);
    const endsAt = clock.now().getTime() + LIMIT_MS;
    for (;;) {
      const leftMs = endsAt - clock.now().getTime();
      const computed = await computeCoverage(context, leftMs);
      // By this line the alarm knows of findings: infra/aws/drills/coverage-metric.ts.
      if (!computed.busy && computed.judged) log.info('coverage judged', { ...computed });
      if (computed.busy || computed.endedSince === 0 || clock.now().getTime() >= endsAt) return computed;
    }
  },
});

export const handler = onLambda(definition);
