/** Atlas has cancelled a job at somebody's wish: where it is a restore's, its record says so. */
import { changeRecord } from './change-record.ts';
import type { LedgerContext } from './context.ts';
import { jobKey } from './reconcile.ts';
import { enter, isActive, type RestoreRecord } from './record.ts';

/** A restore that is followed ends by its workflow; one whose link was there already ends here. */
export async function noteCancel(
  { ledger, clock }: LedgerContext,
  source: RestoreRecord['source'],
  jobId: string,
): Promise<void> {
  const owner = await ledger.jobOwner(jobKey({ source }, jobId));
  const record = owner === undefined ? undefined : await ledger.getRestore(owner);
  if (record === undefined) return;
  const now = clock.now();
  const cancelRequestedAt = now.toISOString();
  const reason = { code: 'ATLAS_JOB_CANCELLED', detail: `The link of job ${jobId} was taken back.` };
  await changeRecord(ledger, record, (current) => {
    if (current.status === 'READY') return enter(current, 'CANCELLED', now, { reason, cancelRequestedAt });
    // Its workflow may have seen the cancelled job already.
    const isOurs = isActive(current.status) || current.status === 'CANCELLED';
    return isOurs && current.cancelRequestedAt === undefined ? { ...current, cancelRequestedAt } : undefined;
  });
}
