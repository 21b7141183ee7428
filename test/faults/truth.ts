/**
 * What must be so after a restore, whatever went wrong; what is not, as sentences. A restore that somebody stopped by
 * hand before it had a job is not taken up: nobody is to be overwritten after that.
 */
import { isActive } from '../../lib/restores/record.ts';
import type { Came } from './scenario.ts';

/** What the record may say of a job that ended so. */
const SAYS: Readonly<Record<string, readonly string[]>> = {
  succeeded: ['SUCCEEDED'],
  ready: ['READY'],
  failed: ['FAILED'],
  cancelled: ['CANCELLED'],
  expired: ['READY', 'EXPIRED'],
};

export function untruths({ record, jobs, isUnsafe, told, lockOwner }: Came, isStopped = false): string[] {
  const wrong: string[] = [];
  const say = (sentence: string, holds: boolean) => {
    if (!holds) wrong.push(sentence);
  };
  if (record === undefined) {
    say(`the caller was never answered, and Atlas has ${jobs.length} jobs`, jobs.length === 0);
    return ['nobody has a restore', ...wrong];
  }
  const { status, atlasJobId, pendingEvents } = record;
  const isGivenUp = isStopped && jobs.length === 0 && status === 'FAILED' && atlasJobId === undefined;
  say(`Atlas has ${jobs.length} jobs`, jobs.length === 1 || isGivenUp);
  say('the target was wiped before its safety snapshot was there', !isUnsafe);
  say(`the restore is still ${status}`, !isActive(status));
  const [job] = jobs;
  if (job !== undefined) {
    say(`the record names job ${atlasJobId}, Atlas has ${job.id}`, atlasJobId === job.id);
    say(`the record says ${status}, Atlas ${job.status}`, SAYS[job.status]?.includes(status) ?? false);
  }
  say(`the lock is still with ${lockOwner}`, lockOwner === undefined);
  say(`not told: ${pendingEvents?.join()}`, !pendingEvents?.length);
  say(
    'its end was not told',
    told.some((event) => event.status === status),
  );
  return wrong;
}
