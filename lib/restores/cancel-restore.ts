/** Cancels what can still be cancelled, and says what cannot: Atlas stops nothing but downloads. */
import { cancelDownload } from './cancel-download.ts';
import { changeRecord } from './change-record.ts';
import type { RestoreContext } from './context.ts';
import { endBeforeStart } from './end-before-start.ts';
import { jobsOf } from './families.ts';
import { enter, isActive, mayHaveJob, type RestoreRecord } from './record.ts';
import { refuse } from './refusal.ts';
import { CANCELLED } from './steps/step.ts';
import { expireIfDue } from './view.ts';

/** Returns the record with the wish written down; the workflow ends it. Throws `RestoreRefused` when it is too late. */
export async function cancelRestore(context: RestoreContext, record: RestoreRecord): Promise<RestoreRecord> {
  const now = context.clock.now();
  const isReady = (current: RestoreRecord) => expireIfDue(current, now).status === 'READY';
  const asked = await changeRecord(context.ledger, record, (current) => {
    if (isReady(current)) return undefined;
    refuseIfTooLate(expireIfDue(current, now));
    return current.cancelRequestedAt === undefined
      ? { ...current, cancelRequestedAt: now.toISOString() }
      : undefined;
  });
  if (isReady(asked)) return cancelReady(context, asked);
  context.log.info('cancellation asked for', { restoreId: record.id });
  // In line it has nothing to wait for: its place is free at once. Its execution finds it ended.
  if (asked.inLine !== undefined && (await endBeforeStart(context, asked.id, CANCELLED)))
    return (await context.ledger.getRestore(asked.id)) ?? asked;
  // The wish is written: where Atlas does not take it now, the workflow asks again at its next look.
  if (asked.atlasJobId !== undefined) await cancelDownload(context, asked, asked.atlasJobId);
  return asked;
}

/** A download that can be fetched has ended for the workflow, but not for Atlas: its link can still be taken back. */
async function cancelReady(context: RestoreContext, record: RestoreRecord): Promise<RestoreRecord> {
  const { id, atlasJobId = '' } = record;
  const cancelled = await cancelDownload(context, record, atlasJobId);
  if (cancelled.result === 'unknown') throw cancelled.error;
  if (cancelled.result === 'refused')
    return tooLate(
      'CANNOT_CANCEL_RESTORE',
      `Atlas does not take back the link of restore ${id}: ${cancelled.detail}`,
    );
  const at = context.clock.now();
  const reason = { code: 'ATLAS_JOB_CANCELLED', detail: `The link of job ${atlasJobId} was taken back.` };
  return changeRecord(context.ledger, record, (current) =>
    current.status === 'READY'
      ? enter(current, 'CANCELLED', at, { reason, cancelRequestedAt: at.toISOString() })
      : undefined,
  );
}

function refuseIfTooLate(record: RestoreRecord): void {
  const { id, status, atlasJobId, request, target } = record;
  if (!isActive(status)) tooLate('RESTORE_ENDED', `Restore ${id} has ended: ${status}.`);
  if (request.delivery === 'download' && jobsOf(record).cancelJob !== undefined) return;
  const overwriting = target ? ` and goes on overwriting ${target.projectId}/${target.name}` : '';
  if (atlasJobId !== undefined)
    tooLate('CANNOT_CANCEL_RESTORE', `Atlas cannot stop job ${atlasJobId}${overwriting}.`);
  // Between the first POST and its outcome nobody knows whether there is something to stop.
  if (mayHaveJob(record))
    tooLate('CANNOT_CANCEL_RESTORE', `Restore ${id} is being handed to Atlas, which cannot stop it.`);
}

function tooLate(code: string, detail: string): never {
  return refuse({ code, field: 'id', detail, status: 409 });
}
