/** Ends a restore of which Atlas surely has nothing, and gives its target back. */
import { LedgerConflict } from '../aws/ledger-conflict.ts';
import type { RestoreContext } from './context.ts';
import { logEnded } from './log-restore.ts';
import { durationsOf, enter, isActive, mayHaveJob } from './record.ts';
import type { Outcome } from './steps/step.ts';
import { releaseTargetLock } from './target-lock.ts';

/** False, and nothing is written, when it is not sure, or somebody else goes on with the restore. */
export async function endBeforeStart(
  context: Pick<RestoreContext, 'ledger' | 'clock' | 'log'>,
  id: string,
  { status, reason }: Pick<Outcome, 'status' | 'reason'>,
): Promise<boolean> {
  const { ledger, clock, log } = context;
  const record = await ledger.getRestore(id);
  if (record === undefined) return false;
  if (!isActive(record.status) || mayHaveJob(record)) return false;
  const now = clock.now();
  const finishedAt = now.toISOString();
  const durations = durationsOf(record, finishedAt);
  try {
    const ended = enter(record, status, now, { finishedAt, durations, ...(reason && { reason }) });
    logEnded(log, await ledger.saveRestore(ended));
  } catch (error) {
    if (error instanceof LedgerConflict) return false;
    throw error;
  }
  await releaseTargetLock(context, record);
  return true;
}
