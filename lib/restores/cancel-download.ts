/** Has Atlas cancel a download's job, and finds out what came of it: an answer that was lost may have been a yes. */
import { AtlasError, AtlasOutcomeUnknown, AtlasUnavailable } from '../atlas/errors.ts';
import type { RestoreContext } from './context.ts';
import { jobsOf } from './families.ts';
import type { RestoreRecord } from './record.ts';

export type Cancelled =
  | { readonly result: 'cancelled' }
  /** Atlas has no such operation, or does not cancel this job any more. */
  | { readonly result: 'refused'; readonly detail: string }
  /** Nobody knows: ask again. */
  | { readonly result: 'unknown'; readonly error: AtlasError };

/** Somebody asked for it; only downloads are ever cancelled. */
export const wantsCancel = ({ cancelRequestedAt, request }: RestoreRecord): boolean =>
  cancelRequestedAt !== undefined && request.delivery === 'download';

export async function cancelDownload(
  context: RestoreContext,
  record: RestoreRecord,
  jobId: string,
): Promise<Cancelled> {
  const { cancelJob } = jobsOf(record);
  if (cancelJob === undefined) return { result: 'refused', detail: 'Atlas has no way to.' };
  try {
    await cancelJob(context.atlas, record.source, jobId);
    return { result: 'cancelled' };
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error;
    context.log.warn('cancel not confirmed', { restoreId: record.id, errorCode: error.errorCode });
    if (await isCancelled(context, record, jobId)) return { result: 'cancelled' };
    const mayDoLater = error instanceof AtlasUnavailable || error instanceof AtlasOutcomeUnknown;
    // A 401 is about this service's own sign-in, not about the job.
    if (mayDoLater || error.status === 401) return { result: 'unknown', error };
    return { result: 'refused', detail: error.detail };
  }
}

async function isCancelled(context: RestoreContext, record: RestoreRecord, jobId: string): Promise<boolean> {
  try {
    const job = await jobsOf(record).job(context.atlas, record.source, jobId, context.clock.now());
    return job.state.status === 'CANCELLED';
  } catch (error) {
    if (error instanceof AtlasError) return false;
    throw error;
  }
}
