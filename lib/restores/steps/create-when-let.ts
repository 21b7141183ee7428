/**
 * The create step of a workflow, where nobody waits for the answer. The job that it made is looked at when restores
 * like it usually end. What Atlas throttles before the POST comes again when Atlas said, spread over the time that all
 * restores of the project need, until the time limit.
 */
import { AtlasUnavailable } from '../../atlas/errors.ts';
import type { RestoreContext } from '../context.ts';
import { activeRestores, nextLookSeconds } from '../following.ts';
import { pauseSeconds } from '../pause.ts';
import { createStep } from './create-restore-job.ts';
import { check, create, type Step, type Trouble } from './step.ts';

export async function createWhenLet(context: RestoreContext, id: string, trouble?: Trouble): Promise<Step> {
  try {
    const step = await createStep(context, id);
    if (step.next !== 'CHECK') return step;
    const record = await context.ledger.getRestore(id);
    return record === undefined ? step : check(id, await nextLookSeconds(context, record));
  } catch (error) {
    if (!(error instanceof AtlasUnavailable) || error.status !== 429) throw error;
    const record = await context.ledger.getRestore(id);
    if (record === undefined) throw error;
    const times = (trouble?.times ?? 0) + 1;
    const activeJobs = await activeRestores(context, record);
    const waitSeconds = pauseSeconds({ times, error, activeJobs, random: Math.random() });
    context.log.warn('create throttled', { restoreId: id, errorCode: error.errorCode, times, waitSeconds });
    return { ...create(id, waitSeconds), trouble: { times } };
  }
}
