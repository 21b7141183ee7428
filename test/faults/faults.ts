/** What Atlas can do wrong, each once; and where nothing is said of it, to whatever call comes first. */
import type { FaultSpec } from '../../infra/local/atlas-simulator/faults/fault.ts';

export const FAULTS: readonly (readonly [string, FaultSpec])[] = [
  ['dropped before', { kind: 'droppedBefore' }],
  ['dropped after', { kind: 'droppedAfter' }],
  ['time-out', { kind: 'slow', delaySeconds: 60 }],
  ['429 with Retry-After', { kind: 'rateLimited', retryAfterSeconds: 20 }],
  ['429 without', { kind: 'rateLimitedWithoutRetryAfter' }],
  ['500', { kind: 'serverError' }],
  ['503', { kind: 'serverError', status: 503 }],
  ['HTML 502', { kind: 'htmlError' }],
  ['malformed JSON', { kind: 'malformedBody' }],
];
