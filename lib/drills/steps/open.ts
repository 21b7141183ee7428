/**
 * Fifth step: a way in, for as long as the drill lives: a user that may read this one target, and entries of the access
 * list for where `verify` comes from. Written down first; Atlas takes them away by itself when we cannot.
 */
import type { DrillContext, OwnerPart } from '../context.ts';
import type { DrillNetwork, DrillPlan } from '../plans/plan.ts';
import type { DrillAccess, DrillRecord } from '../record.ts';
import { entriesFor, letIn, makeReadingUser } from '../target/access.ts';
import { addressOf, readTarget } from '../target/read-target.ts';
import { userNameOf } from '../target/target-name.ts';
import { type DrillStep, type Ending, endEarly, inPhase, onwards, step } from './step.ts';

type Context = DrillContext & OwnerPart;

/** Atlas says up to a minute. */
const LOOK_AGAIN_SECONDS = 10;
/** Many times that: beyond it something is wrong, and the execution's history must not fill. */
const PATIENCE_MS = 15 * 60_000;
const MINUTE_MS = 60_000;

const NOT_OPEN: Ending = {
  verdict: 'INCONCLUSIVE',
  code: 'ACCESS_NOT_OPEN',
  detail: 'Atlas has not let the drill in to its target within 15 minutes.',
};

export function networkOf(
  { drills }: Pick<DrillContext, 'drills'>,
  plan: DrillPlan,
): DrillNetwork | undefined {
  return plan.network ?? drills.network;
}

export const openAccess = (context: Context, id: string): Promise<DrillStep> =>
  inPhase(context, id, 'OPEN', async (record, plan) => {
    const { owner, drills, drillLedger } = context;
    const before = record.access ?? (await intend(context, record, plan));
    const opened = record.access ? record : await drillLedger.saveDrill({ ...record, access: before });
    await makeReadingUser(owner.atlas, drills.projectId, {
      username: before.username,
      password: await owner.passwordOf(id),
      cluster: record.target?.name ?? '',
      until: before.until,
      description: `Restore drill ${id}`,
    });
    if (!(await letIn(owner.atlas, drills.projectId, before))) {
      const sinceMs = context.clock.now().getTime() - Date.parse(before.intendedAt);
      return sinceMs < PATIENCE_MS
        ? step(id, 'OPEN', LOOK_AGAIN_SECONDS)
        : endEarly(context, opened, NOT_OPEN);
    }
    return onwards(
      await drillLedger.saveDrill({ ...(await addressed(context, opened, plan)), phase: 'VERIFY' }),
    );
  });

/** Where the target is now: it may have moved since it was made. */
async function addressed(context: Context, record: DrillRecord, plan: DrillPlan): Promise<DrillRecord> {
  const { target } = record;
  const fresh = target && (await readTarget(context.owner.atlas, target));
  const uri = fresh && addressOf(fresh, networkOf(context, plan));
  return target === undefined || uri === undefined ? record : { ...record, target: { ...target, uri } };
}

async function intend(context: Context, record: DrillRecord, plan: DrillPlan): Promise<DrillAccess> {
  const { clock, owner, drills } = context;
  const entries = await entriesFor(owner.atlas, drills.projectId, networkOf(context, plan));
  const verifyMs = clock.now().getTime() + plan.limits.verifyMinutes * MINUTE_MS;
  return {
    username: userNameOf(record.id),
    until: record.deleteBy,
    intendedAt: clock.now().toISOString(),
    verifyBy: new Date(Math.min(verifyMs, Date.parse(record.endsBy))).toISOString(),
    entries,
  };
}
