/** Money for a drill: set aside in the ledger before anything is made, and exchanged for what it cost. One item a month, written by who has seen it. */
import { LedgerConflict } from '../../aws/ledger-conflict.ts';
import type { DrillContext } from '../context.ts';
import type { DrillPlan } from '../plans/plan.ts';
import type { DrillRecord, Finding } from '../record.ts';
import { networkOf } from '../steps/open.ts';
import { overDrillCap, overMonthCap, perMonthUsd } from './caps.ts';
import { type DrillCost, estimateOf, toDrillCost, usdUntil } from './estimate.ts';
import { type MonthSpent, monthOf, raised, released, settled, withReservation } from './month.ts';
import type { TargetBody } from './quantities.ts';

/** Who is beaten to a write was beaten by another drill's: some twenty at once. */
const TRIES = 50;

export interface Reserved {
  readonly cost: DrillCost;
  /** Why it must not be made. */
  readonly refused?: Finding;
}

/** Asked again, for the same drill, it is the same money. @param target as it would be sent; undefined: none is made */
export async function reserve(
  context: DrillContext,
  record: DrillRecord,
  plan: DrillPlan,
  target: TargetBody | undefined,
): Promise<Reserved> {
  const { drills } = context;
  const use = { plan, target, sizeBytes: record.snapshot?.sizeBytes, network: networkOf(context, plan) };
  const estimate = estimateOf(use, drills.prices);
  const cost = toDrillCost(estimate);
  const refused = overDrillCap(drills, plan, estimate);
  if (refused !== undefined) return { cost, refused };
  const { usd } = estimate;
  if (usd === null) return { cost };
  const month = monthOfDrill(record);
  let full: Finding | undefined;
  await change(context, record.id, month, (spent) => {
    const next = withReservation(spent, { id: record.id, plan: plan.name, usd }, perMonthUsd(drills));
    full = next === undefined ? overMonthCap(drills, month, spent, usd) : undefined;
    return next;
  });
  return { cost, ...(full !== undefined && { refused: full }) };
}

/** Looked at far more often than that, and written once in an hour. */
const AHEAD_MS = 30 * 60_000;
const FURTHER_MS = 90 * 60_000;

/**
 * Of a drill whose target still stands: what it will soon have cost beyond what was set aside for it is set aside too,
 * also where the month has no room for that. It cannot be held back any more, but no drill begins on the same money.
 */
export async function setAsideMore(context: DrillContext, record: DrillRecord): Promise<void> {
  const now = context.clock.now().getTime();
  const soon = usdUntil(record, new Date(now + AHEAD_MS));
  // So much was set aside before it was made.
  if (soon === null || soon <= (record.cost?.estimatedUsd ?? 0)) return;
  const further = usdUntil(record, new Date(now + FURTHER_MS)) ?? soon;
  try {
    await change(context, record.id, monthOfDrill(record), (spent) =>
      raised(spent, record.id, soon) === undefined ? undefined : raised(spent, record.id, further),
    );
  } catch (error) {
    // Deleting it comes first; the next look tries this again.
    context.log.warn('no more set aside', {
      drillId: record.id,
      error: error instanceof Error ? error.name : '',
    });
  }
}

/** Of a drill that is cleaned up. One that has made nothing has cost nothing. */
export async function settle(context: DrillContext, record: DrillRecord): Promise<void> {
  const { cost, id } = record;
  if (cost?.estimatedUsd == null && context.drills.prices === undefined) return;
  await change(context, id, monthOfDrill(record), (spent) => settled(spent, id, cost?.actualUsd ?? 0));
}

/**
 * By a call that was overtaken: it has set money aside, and could not write down for what. Of a drill that is cleaned up
 * nobody else would give it back; of any other its cleanup does.
 */
export async function giveBackOvertaken(context: DrillContext, { id }: DrillRecord): Promise<void> {
  const current = await context.drillLedger.getDrill(id);
  if (current?.cleanup === undefined) return;
  await change(context, id, monthOfDrill(current), (spent) => released(spent, id));
}

const monthOfDrill = ({ marks, createdAt }: DrillRecord): string => monthOf(marks.startedAt ?? createdAt);

async function change(
  { drillLedger }: DrillContext,
  id: string,
  month: string,
  to: (spent: MonthSpent) => MonthSpent | undefined,
): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const seen = await drillLedger.month(month);
    const next = to(seen);
    if (next === undefined || (await drillLedger.saveMonth(month, seen, next))) return;
  }
  throw new LedgerConflict(id);
}
