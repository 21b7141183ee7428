/** A job's state as a function of its plan and the clock. Nothing ticks: who reads, evaluates. */
import type { Job } from '../model.ts';
import { HOUR, SECOND } from '../time.ts';

export type Phase = 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'ready' | 'expired';

export interface JobState {
  readonly phase: Phase;
  /** When it succeeded, failed, was cancelled, or when its download became ready. */
  readonly endedAt?: number;
  /** Downloads, once there is a link. */
  readonly linkExpiresAt?: number;
}

/** Recorded: a dedicated download link lives exactly an hour. */
export const CLUSTER_LINK_MS = HOUR;
/** Documented: a Flex or shared-tier download works for 4 hours from the request. */
export const FLEX_LINK_MS = 4 * HOUR;
/** Recorded: `CLUSTER_UPDATE_COMPLETED` comes 0 to 1 s after the restore's end. */
const SETTLING_MS = SECOND;

const isFlexLike = (job: Job) => job.family === 'flex' || job.family === 'tenant';

export function jobAt(job: Job, now: number): JobState {
  if (job.cancelledAt !== undefined && now >= job.cancelledAt) {
    return { phase: 'cancelled', endedAt: job.cancelledAt };
  }
  const { startsAfterMs, takesMs, ending } = job.plan;
  const age = now - job.createdAt;
  if (age < startsAfterMs) return { phase: 'pending' };
  if (ending === 'never' || age < takesMs) return { phase: 'running' };
  const endedAt = job.createdAt + takesMs;
  if (ending === 'fails') return { phase: 'failed', endedAt };
  // Flex jobs know no cancelled state: Atlas' enum has only FAILED for it.
  if (ending === 'cancelled') return { phase: isFlexLike(job) ? 'failed' : 'cancelled', endedAt };
  if (job.delivery !== 'download') return { phase: 'succeeded', endedAt };
  const linkExpiresAt = isFlexLike(job) ? job.createdAt + FLEX_LINK_MS : endedAt + CLUSTER_LINK_MS;
  return { phase: now < linkExpiresAt ? 'ready' : 'expired', endedAt, linkExpiresAt };
}

/** A restore overwrites its target from its first moment, and holds it until shortly after its end. */
export function holdsTarget(job: Job, now: number): boolean {
  if (job.target === undefined || now < job.createdAt) return false;
  const { endedAt } = jobAt(job, now);
  return endedAt === undefined || now < endedAt + SETTLING_MS;
}

/** Whether the target's old data is gone, whatever became of the job. A pending Flex job has not touched it yet. */
export function hasWiped(job: Job, now: number): boolean {
  return job.target !== undefined && now - job.createdAt >= job.plan.startsAfterMs;
}
