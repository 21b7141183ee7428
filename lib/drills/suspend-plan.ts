/** How cleanups of a plan's drills went, in the ledger: one item a plan, written by whoever cleans up. */
import { LedgerConflict } from '../aws/ledger-conflict.ts';
import { refuse } from '../restores/refusal.ts';
import type { DrillContext } from './context.ts';
import { CLEANUP_MINUTES } from './new-drill.ts';
import {
  cleanupVerdict,
  type PlanStanding,
  SUSPENDED_LINE,
  suspendedFinding,
  withFailure,
  withResume,
  withSuccess,
} from './plans/suspension.ts';
import type { DrillRecord } from './record.ts';
import { changeDrill } from './steps/step.ts';

type Context = Pick<DrillContext, 'drillLedger' | 'clock' | 'log'>;

/** A plan's drills end one by one: whoever loses this often is in a loop. */
const TRIES = 5;

/** Throws `LedgerConflict`. */
async function changeStanding(
  { drillLedger }: Context,
  plan: string,
  change: (standing: PlanStanding) => PlanStanding | undefined,
): Promise<PlanStanding | undefined> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const { version, standing } = await drillLedger.planStanding(plan);
    const next = change(standing);
    if (next === undefined) return undefined;
    if (await drillLedger.savePlanStanding(plan, version, next)) return next;
  }
  throw new LedgerConflict(plan);
}

/** Of a drill whose cleanup has ended, before it is over. */
export async function countCleanup(context: Context, record: DrillRecord): Promise<DrillRecord> {
  if (record.cleanup === undefined || record.cleanupFailureCounted) return record;
  const verdict = cleanupVerdict(record.cleanup);
  if (verdict === 'FAILED') return countFailure(context, record);
  if (verdict === 'CLEANED')
    await changeStanding(context, record.plan, (standing) => withSuccess(standing, record.id));
  return record;
}

const MINUTE_MS = 60_000;

/** Of a drill that the sweeper looks at: something of it stands although its time is over. */
export async function countLate(context: Context, record: DrillRecord): Promise<DrillRecord> {
  const { cleanup, target, deleteBy, keptUntil, cleanupFailureCounted } = record;
  if (cleanup !== undefined || cleanupFailureCounted || target?.kind !== 'ephemeral') return record;
  // What was kept is taken away from then on, and may take as long as every cleanup.
  const kept = keptUntil === undefined ? 0 : Date.parse(keptUntil) + CLEANUP_MINUTES * MINUTE_MS;
  if (context.clock.now().getTime() <= Math.max(Date.parse(deleteBy), kept)) return record;
  return countFailure(context, record);
}

/** That it is counted is in its record: after the plan is resumed it does not count anew. */
async function countFailure(context: Context, record: DrillRecord): Promise<DrillRecord> {
  const { id, plan } = record;
  const now = context.clock.now();
  const changed = await changeStanding(context, plan, (standing) => withFailure(standing, id, now));
  if (changed?.suspended) context.log.error(SUSPENDED_LINE, { plan, detail: changed.suspended.why });
  return changeDrill(context, record, (current) =>
    current.cleanupFailureCounted ? undefined : { ...current, cleanupFailureCounted: true },
  );
}

/** Says again which are suspended: an alarm goes by the line, and must not fall silent before a person has looked. */
export async function repeatSuspended({
  drillLedger,
  drills,
  log,
}: Pick<DrillContext, 'drillLedger' | 'drills' | 'log'>): Promise<void> {
  for (const { name } of drills.plans) {
    const { suspended } = (await drillLedger.planStanding(name)).standing;
    if (suspended) log.warn(SUSPENDED_LINE, { plan: name, detail: suspended.why });
  }
}

/** Throws `RestoreRefused` when it is not suspended. */
export async function resumePlan(context: Context, plan: string, by: string): Promise<PlanStanding> {
  const now = context.clock.now();
  const resumed = await changeStanding(context, plan, (standing) => withResume(standing, by, now));
  if (resumed === undefined)
    return refuse({
      code: 'PLAN_NOT_SUSPENDED',
      field: 'name',
      detail: `The plan ${plan} is not suspended.`,
      status: 409,
    });
  context.log.info('drill plan resumed', { plan, by });
  return resumed;
}

/** Throws `RestoreRefused` when it is suspended. */
export function assertNotSuspended(plan: string, { suspended }: PlanStanding): void {
  if (suspended === undefined) return;
  const { code, detail } = suspendedFinding(plan, suspended);
  refuse({ code, field: 'name', detail, status: 409 });
}
