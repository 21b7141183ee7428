/** A place among the drills that run: one item of the ledger, written by who has seen it. */
import { LedgerConflict } from '../aws/ledger-conflict.ts';
import type { DrillContext } from './context.ts';
import { type DrillPlace, sourceKey, withPlace } from './places.ts';
import type { DrillPlan } from './plans/plan.ts';
import type { DrillRecord } from './record.ts';

/** Who is beaten to a write was beaten by one that has a place now, or has given it back: some twenty at once. */
const TRIES = 50;

/** False: there is none now. Renewing one's own is no second one. */
export async function takePlace(
  context: DrillContext,
  record: DrillRecord,
  { target }: Pick<DrillPlan, 'target'>,
): Promise<boolean> {
  const { source, id, deleteBy: until } = record;
  const standing = 'standing' in target ? { target: target.standing.name } : {};
  const wanted: DrillPlace = {
    id,
    source: sourceKey(source),
    projectId: source.projectId,
    until,
    ...standing,
  };
  return change(context, id, (places) =>
    withPlace(places, wanted, context.drills.concurrency, context.clock.now()),
  );
}

export async function leavePlace(context: DrillContext, { id }: Pick<DrillRecord, 'id'>): Promise<void> {
  await change(context, id, (places) =>
    places.some((one) => one.id === id) ? places.filter((one) => one.id !== id) : undefined,
  );
}

/** Whether another drill is at it, and may need what is shared. */
export async function othersRun(
  { drillLedger, clock }: DrillContext,
  { id }: Pick<DrillRecord, 'id'>,
): Promise<boolean> {
  const { places } = await drillLedger.places();
  return places.some((one) => one.id !== id && Date.parse(one.until) > clock.now().getTime());
}

async function change(
  { drillLedger }: DrillContext,
  id: string,
  to: (places: readonly DrillPlace[]) => readonly DrillPlace[] | undefined,
): Promise<boolean> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const seen = await drillLedger.places();
    const next = to(seen.places);
    if (next === undefined) return false;
    if (await drillLedger.savePlaces(seen, next)) return true;
  }
  throw new LedgerConflict(id);
}
