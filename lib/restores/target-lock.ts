/**
 * The lock of a target (of a source and snapshot for a download): one restore at a time, whoever asks. A lock
 * outlives its lease: what ends it is that its restore has ended and Atlas' job with it.
 */
import type { Lock } from '../aws/ledger.ts';
import type { RestoreContext } from './context.ts';
import { isActive, type RestoreRecord } from './record.ts';
import { settleJob } from './settle-job.ts';

/** Longer than the slowest step that takes it: accepting a restore ends within API Gateway's 30 s. */
const LEASE_MS = 5 * 60_000;

export function lockKey(record: Pick<RestoreRecord, 'source' | 'target' | 'snapshot'>): string {
  const { source, target, snapshot } = record;
  return target
    ? `${target.family}#${target.projectId}#${target.name}`
    : `download#${source.family}#${source.projectId}#${source.name}#${snapshot?.id}`;
}

/** Takes or renews the lock. Returns the id of the restore in the way, or undefined when the lock is ours. */
export async function takeTargetLock(
  context: RestoreContext,
  record: Pick<RestoreRecord, 'id' | 'source' | 'target' | 'snapshot'>,
): Promise<string | undefined> {
  const key = lockKey(record);
  const lock: Lock = { owner: record.id, leaseUntil: leaseEnd(context) };
  const holder = await context.ledger.takeLock(key, lock);
  if (holder.owner === record.id) return undefined;
  if (!(await isSpent(context, holder))) return holder.owner;
  if (await context.ledger.replaceLock(key, holder, lock)) return undefined;
  // Somebody else was quicker with the same spent lock.
  const now = await context.ledger.takeLock(key, lock);
  return now.owner === record.id ? undefined : now.owner;
}

/** Id of the restore that has the target now; takes nothing. */
export async function lockHolder(
  context: RestoreContext,
  record: Pick<RestoreRecord, 'source' | 'target' | 'snapshot'>,
): Promise<string | undefined> {
  const holder = await context.ledger.getLock(lockKey(record));
  return holder === undefined || (await isSpent(context, holder)) ? undefined : holder.owner;
}

export async function releaseTargetLock(
  context: Pick<RestoreContext, 'ledger'>,
  record: RestoreRecord,
): Promise<void> {
  await context.ledger.releaseLock(lockKey(record), record.id);
}

/** The lock means nothing any more: its restore has ended, and nothing in Atlas goes on in its name. */
async function isSpent(context: RestoreContext, lock: Lock): Promise<boolean> {
  const record = await context.ledger.getRestore(lock.owner);
  // Taken for a restore that was never written down: whoever did it has had the lease to write it.
  if (record === undefined) return Date.parse(lock.leaseUntil) < context.clock.now().getTime();
  if (isActive(record.status)) return false;
  return record.jobMayRun !== true || (await settleJob(context, record));
}

function leaseEnd({ clock }: RestoreContext): string {
  return new Date(clock.now().getTime() + LEASE_MS).toISOString();
}
