/**
 * `POST /v1/plans/{name}/drills`: starts the plan's drills now, or answers what they would do. The same key of the same
 * caller is the same drills.
 */
import { randomBytes } from 'node:crypto';
import { parseDrillRequest, START_BYTES, startOfKey } from '../../lib/drills/drill-request.ts';
import { previewDrills } from '../../lib/drills/preview.ts';
import { startDrills } from '../../lib/drills/start-drills.ts';
import { assertNotSuspended } from '../../lib/drills/suspend-plan.ts';
import { toDrillView } from '../../lib/drills/view.ts';
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { findPlan } from '../../lib/http/drill-parameters.ts';
import { readIdempotencyKey } from '../../lib/http/parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { drillWorkflows } from '../../lib/services/drill-workflows.ts';
import { plans } from '../../lib/services/plans.ts';
import { surroundings } from '../../lib/services/surroundings.ts';

export const definition = apiFunction({
  needs: { drillLedger, plans, atlas, drillWorkflows, surroundings },
  takesBody: 'optional',
  async handle({ path, headers, body, caller }, context) {
    const plan = findPlan(context.drills, path);
    const key = readIdempotencyKey(headers);
    const { dryRun, source, reason, ticket } = parseDrillRequest(body);
    const only = source && { only: source };
    const keyed = key === undefined ? undefined : startOfKey(caller, key);
    const { standing } = await context.drillLedger.planStanding(plan.name);
    const { suspended } = standing;
    if (dryRun)
      return jsonAnswer(
        200,
        await previewDrills(context, {
          plan,
          suspended,
          ...only,
          ...(keyed !== undefined && { start: keyed }),
        }),
      );
    assertNotSuspended(plan.name, standing);
    const trigger = {
      kind: 'request',
      by: caller,
      at: context.clock.now().toISOString(),
      ...(reason !== undefined && { reason }),
      ...(ticket !== undefined && { ticket }),
    } as const;
    const start = keyed ?? randomBytes(START_BYTES).toString('hex');
    const records = await startDrills(context, { plan, trigger, start, ...only });
    const drills = records.map((record) => {
      const { id, source, status, links } = toDrillView(record);
      return { id, source, status, links };
    });
    return jsonAnswer(202, { drills });
  },
});

export const handler = onLambda(definition);
