/** Atlas' token buckets: one a set of endpoints and project. */
import type { Operation } from '../../../lib/atlas/operations.ts';
import { Refusal } from './errors.ts';
import { SECOND } from './time.ts';

interface Limit {
  readonly set: string;
  readonly capacity: number;
  readonly refill: number;
}

/** Recorded 7 s apart: 1191 left, then 1199. A bucket is filled up once a period, not continuously. */
const PERIOD_SECONDS = 60;
const USUAL = { capacity: 1200, refill: 500 };

/** Snapshots, restore jobs and the schedule of dedicated clusters drink from one bucket (recorded). */
function limitOf({ family, resource }: Operation): Limit {
  if (family === 'cluster' && resource === 'deployment') {
    return { set: 'Clusters', capacity: 10_000, refill: 5_000 };
  }
  if (resource === 'databaseUsers') return { set: 'Database Users', capacity: 10_000, refill: 5_000 };
  if (resource === 'accessList') return { set: 'Project IP Access List', ...USUAL };
  if (resource === 'projects') return { set: 'Projects', ...USUAL };
  if (family === 'flex') return { set: `Flex ${resource}`, ...USUAL };
  return { set: resource === 'deployment' ? `${family} deployment` : 'Cloud Backups', ...USUAL };
}

interface Bucket {
  left: number;
  filledAt: number;
}

/** Projects that do not exist get buckets too, because the limit is checked first; so their number is bounded. */
const MOST_BUCKETS = 10_000;

export interface RateLimits {
  /** Takes one from the bucket; with a refusal when it is empty. */
  take(row: Operation, projectId: string, now: number): Taken;
}

export interface Taken {
  /** They belong on the answer either way. */
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal?: Refusal;
}
type RefusedByLimit = Required<Taken>;

export function rateLimits(): RateLimits {
  const buckets = new Map<string, Bucket>();
  return {
    take(row, projectId, now) {
      const { set, capacity, refill } = limitOf(row);
      const key = `${set}/${projectId}`;
      if (!buckets.has(key) && buckets.size >= MOST_BUCKETS) buckets.clear();
      const bucket = buckets.get(key) ?? { left: capacity, filledAt: now };
      buckets.set(key, bucket);
      const periods = Math.floor((now - bucket.filledAt) / (PERIOD_SECONDS * SECOND));
      if (periods > 0) {
        bucket.left = Math.min(capacity, bucket.left + periods * refill);
        bucket.filledAt += periods * PERIOD_SECONDS * SECOND;
      }
      if (bucket.left > 0) {
        bucket.left -= 1;
        return { headers: headersOf(capacity, bucket.left) };
      }
      const wait = Math.max(1, Math.ceil((bucket.filledAt - now) / SECOND + PERIOD_SECONDS));
      return { headers: headersOf(capacity, 0), refusal: rateLimited(row, wait, capacity, refill) };
    },
  };
}

function headersOf(capacity: number, left: number): Record<string, string> {
  return { 'RateLimit-Limit': String(capacity), 'RateLimit-Remaining': String(left) };
}

function rateLimited(row: Operation, wait: number, capacity: number, refill: number): Refusal {
  const parameters = [row.path.slice(1), wait, capacity, refill, PERIOD_SECONDS];
  return new Refusal('RATE_LIMITED_TOKEN_BUCKET', parameters, { headers: { 'Retry-After': String(wait) } });
}

/** Named in the sentence even where the header is missing. */
const UNSAID_SECONDS = 10;

/** What a fault answers: the same refusal without an empty bucket behind it. */
export function rateLimitedByFault(row: Operation, retryAfterSeconds: number | undefined): RefusedByLimit {
  const { capacity, refill } = limitOf(row);
  const { code, parameters, headers } = rateLimited(
    row,
    retryAfterSeconds ?? UNSAID_SECONDS,
    capacity,
    refill,
  );
  const refusal = new Refusal(code, parameters, { headers: retryAfterSeconds === undefined ? {} : headers });
  return { headers: headersOf(capacity, 0), refusal };
}
