/** What Atlas' headers said last of each bucket of requests (Atlas API notes §4.4), as far as this container has asked. */
import type { HttpAnswer } from './http.ts';
import { retryAfterMs } from './http-date.ts';
import type { Family, Operation } from './operations.ts';
import type { PreparedRequest } from './request.ts';

/** What is left of a bucket. */
export interface RateSeen {
  /** ms of the clock. */
  readonly at: number;
  /** `RateLimit-Remaining`. */
  readonly remaining: number;
  /** Of a 429 with `Retry-After`: ms of the clock. */
  readonly retryAt?: number;
}

/** A container serves few projects; more than this is a sweep over an organisation, and old ones say nothing. */
const MOST_BUCKETS = 1_000;

export class RatesSeen {
  readonly #byBucket = new Map<string, RateSeen>();

  note({ operation, projectId }: PreparedRequest, { status, headers }: HttpAnswer, now: Date): void {
    const remaining = Number(headers['ratelimit-remaining'] ?? Number.NaN);
    if (projectId === undefined || !Number.isInteger(remaining)) return;
    if (this.#byBucket.size >= MOST_BUCKETS) this.#byBucket.clear();
    const waitMs = status === 429 ? retryAfterMs(headers, now) : undefined;
    const at = now.getTime();
    this.#byBucket.set(keyOf(operation, projectId), {
      at,
      remaining,
      ...(waitMs !== undefined && { retryAt: at + waitMs }),
    });
  }

  /** Of the bucket that the family's restore jobs drink from. */
  ofJobs(family: Family, projectId: string): RateSeen | undefined {
    return this.#byBucket.get(keyOf({ family, resource: 'restoreJobs' }, projectId));
  }
}

/** Snapshots, restore jobs and the schedule of dedicated clusters drink from one bucket; Flex has one for each. */
function keyOf({ family, resource }: Pick<Operation, 'family' | 'resource'>, projectId: string): string {
  const bucket = family === 'cluster' && resource !== 'deployment' ? 'backups' : `${family} ${resource}`;
  return `${bucket} ${projectId}`;
}
