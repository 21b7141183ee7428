/** There is data, and no critical collection lacks it. */
import type { CheckResult } from '../check-result.ts';
import type { Observation } from './observation.ts';
import { fail, inconclusive, named, pass } from './result.ts';

/** @param isListed what is missing is already told by `collections-present` */
export function notEmpty(
  { collections, isCut }: Observation,
  critical: readonly string[],
  isListed: (namespace: string) => boolean,
): CheckResult {
  const id = 'not-empty';
  const counts = new Map(collections.map(({ namespace, count }) => [namespace, count]));
  const total = collections.reduce((sum, { count }) => sum + count, 0);
  if (total === 0 && collections.length > 0) return fail(id, 'ALL_EMPTY', { actual: 0 });
  const empty = critical.filter((namespace) => counts.get(namespace) === 0);
  if (empty.length > 0) return fail(id, 'CRITICAL_EMPTY', { detail: named(empty), actual: total });
  const missing = critical.filter((namespace) => !counts.has(namespace) && !isListed(namespace));
  if (missing.length > 0 && isCut)
    return inconclusive(id, 'TOO_MANY_COLLECTIONS', { detail: named(missing) });
  if (missing.length > 0) return fail(id, 'CRITICAL_MISSING', { detail: named(missing), actual: total });
  if (total === 0) return fail(id, 'ALL_EMPTY', { actual: 0 });
  return pass(id, { actual: total });
}
