/** A job, posted or adopted, becomes the record's (create once, step 7). */
import { LedgerConflict } from '../aws/ledger-conflict.ts';
import { changeRecord } from './change-record.ts';
import type { RestoreContext } from './context.ts';
import type { Job } from './families/family.ts';
import { enter, isActive, type RestoreRecord } from './record.ts';

/** Whoever calls this owns the job in the ledger already. `others` could as well have been ours. */
export async function ownJob(
  context: RestoreContext,
  record: RestoreRecord,
  job: Job,
  adopted: boolean,
  others: readonly string[] = [],
): Promise<void> {
  const { createdAt } = job.state;
  const status = job.state.status === 'QUEUED' ? 'QUEUED' : 'RUNNING';
  const change = {
    atlasJobId: job.id,
    adopted,
    startedAt: createdAt,
    ...(others.length > 0 && { otherJobIds: others }),
  };
  context.log.info(adopted ? 'job adopted' : 'job made', {
    restoreId: record.id,
    atlasJobId: job.id,
    others,
  });
  await changeRecord(context.ledger, record, (current) => {
    if (current.atlasJobId === job.id) return undefined;
    if (current.atlasJobId !== undefined) throw new LedgerConflict(record.id);
    // It was ended while the answer was under way: an end stays, but whose job it is must be known.
    if (!isActive(current.status)) return { ...current, ...change, jobMayRun: true };
    return enter(current, status, context.clock.now(), change);
  });
}
