/**
 * The create step of a workflow, where nobody waits for the answer. The job that it made is looked at when restores
 * like it usually end. Of a fleet it comes when the project's rate budget has room; what Atlas throttles all the same
 * comes again, until the time limit.
 */
import { AtlasUnavailable } from '../../atlas/errors.ts';
import type { RestoreContext } from '../context.ts';
import { type Fleet, nextLookSeconds } from '../following.ts';
import { isActive, type RestoreRecord } from '../record.ts';
import { createStep } from './create-restore-job.ts';
import { type Before, CREATE_CALLS, inBudget, pauseAfter } from './in-budget.ts';
import { check, create, end, type Step } from './step.ts';

export async function createWhenLet(context: RestoreContext, id: string, before: Before = {}): Promise<Step> {
  const record = await context.ledger.getRestore(id);
  if (record === undefined || !isActive(record.status)) return end(id);
  const asked = { calls: CREATE_CALLS, before, again: create(id) };
  return inBudget(context, record, asked, (fleet) => createAndWait(context, record, before, fleet));
}

async function createAndWait(
  context: RestoreContext,
  record: RestoreRecord,
  { trouble }: Before,
  fleet: Fleet,
): Promise<Step> {
  const { id } = record;
  try {
    const step = await createStep(context, id);
    if (step.next !== 'CHECK') return step;
    const made = await context.ledger.getRestore(id);
    return made === undefined ? step : check(id, await nextLookSeconds(context, made, fleet));
  } catch (error) {
    if (!(error instanceof AtlasUnavailable) || error.status !== 429) throw error;
    const times = (trouble?.times ?? 0) + 1;
    const pause = await pauseAfter(context, record, { calls: CREATE_CALLS, times, error });
    context.log.warn('create throttled', { restoreId: id, errorCode: error.errorCode, times, ...pause });
    return { ...create(id), ...pause, trouble: { times } };
  }
}
