/** What callers put into the paths and queries of plans and drills. */
import * as z from 'zod/mini';
import type { DrillLedger } from '../aws/drill-ledger.ts';
import type { DrillListRequest } from '../drills/list-drills.ts';
import { type DrillPlan, type DrillsConfig, planName } from '../drills/plans/plan.ts';
import { type DrillRecord, VERDICTS } from '../drills/record.ts';
import type { Place } from '../restores/families/family.ts';
import { utcTime } from '../restores/request.ts';
import { pageOf, pageQuery, queryBy } from './parameters.ts';
import { ApiProblem } from './problem.ts';
import type { ApiRequest } from './request.ts';

export const drillId = z.string().check(z.regex(/^[\w-]{1,80}$/));

export const drillListQuery = z.strictObject({
  plan: z.optional(planName),
  source: z.optional(
    z
      .string()
      .check(
        z.regex(/^([a-f0-9]{24}\/)?[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'must be a name, or projectId/name'),
      ),
  ),
  verdict: z.optional(z.enum(VERDICTS)),
  since: z.optional(utcTime),
  ...pageQuery,
});

export function readDrillListQuery(query: ApiRequest['query']): DrillListRequest {
  const { plan, source, verdict, since, ...page } = queryBy(drillListQuery, query);
  return {
    ...(plan !== undefined && { plan }),
    ...(source !== undefined && { source }),
    ...(verdict && { verdict }),
    ...(since !== undefined && { since }),
    ...pageOf(page),
  };
}

export const trendSource = z
  .string()
  .check(z.regex(/^[a-f0-9]{24}\/[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, 'must be projectId/name'));
const trendQuery = z.strictObject({ source: trendSource });

export function readTrendQuery(query: ApiRequest['query']): Place {
  const [projectId = '', name = ''] = queryBy(trendQuery, query).source.split('/');
  return { projectId, name };
}

export function findPlan({ plans }: Pick<DrillsConfig, 'plans'>, path: ApiRequest['path']): DrillPlan {
  const plan = plans.find(({ name }) => name === path.name);
  if (plan !== undefined) return plan;
  return notFound('PLAN_NOT_FOUND', 'plan', path.name);
}

export async function findDrill(
  ledger: Pick<DrillLedger, 'getDrill'>,
  path: ApiRequest['path'],
): Promise<DrillRecord> {
  const id = drillId.safeParse(path.id);
  const record = id.success ? await ledger.getDrill(id.data) : undefined;
  return record ?? notFound('DRILL_NOT_FOUND', 'drill', path.id);
}

function notFound(errorCode: string, what: string, given = ''): never {
  const name = given.slice(0, 80);
  throw new ApiProblem({
    status: 404,
    errorCode,
    detail: `There is no ${what} ${name}.`,
    parameters: [name],
  });
}
