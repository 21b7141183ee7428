/** No collection has lost more than it may, since it was verified last, and within 30 days. Growth is no alarm. */
import type { CheckResult } from '../check-result.ts';
import { type Baseline, type CollectionSeen, isVolatile, type Observation } from './observation.ts';
import { fail, inconclusive, named, pass } from './result.ts';

/** A collection whose documents expire may be small by itself; when so many are all gone, they were eaten. */
const EATEN_FROM = 100;

export function documentCounts(
  { collections }: Observation,
  baseline: Baseline | undefined,
  { dropPercent, critical }: { readonly dropPercent: number; readonly critical: readonly string[] },
): CheckResult {
  const id = 'document-counts';
  if (baseline === undefined) return inconclusive(id, 'NO_BASELINE', { required: false });
  const isReported = ({ namespace, count }: CollectionSeen) => count === 0 && critical.includes(namespace);
  const before = new Map(baseline.collections.map((one) => [one.namespace, one]));
  const known = collections.filter(({ namespace }) => before.has(namespace));
  // All gone, or all of something else: told by `not-empty` and `collections-present`.
  const had = baseline.collections.some(({ count }) => count > 0);
  if (had && known.every(({ count }) => count === 0) && (known.length === 0 || isAllEmpty(collections)))
    return inconclusive(id, 'NOTHING_TO_COMPARE', { required: false });
  const seen = collections.filter((one) => !isReported(one));
  const tolerance = { dropPercent };
  const lost = (one: CollectionSeen, than: number | undefined): boolean =>
    than !== undefined && one.count < than * (1 - dropPercent / 100);
  const steady = seen.filter((one) => !isVolatile(one) && !isVolatile(before.get(one.namespace) ?? one));
  const dropped = steady.filter((one) => lost(one, before.get(one.namespace)?.count));
  if (dropped.length > 0)
    return fail(id, 'COUNT_DROPPED', { ...changes(dropped, (one) => before.get(one)?.count), tolerance });
  const slid = steady.filter((one) => lost(one, baseline.highest[one.namespace]));
  if (slid.length > 0)
    return fail(id, 'COUNT_SLID', { ...changes(slid, (one) => baseline.highest[one]), tolerance });
  const eaten = seen.filter(
    (one) => isVolatile(one) && one.count === 0 && (before.get(one.namespace)?.count ?? 0) >= EATEN_FROM,
  );
  if (eaten.length > 0)
    return fail(
      id,
      'TTL_EATEN',
      changes(eaten, (one) => before.get(one)?.count),
    );
  return pass(id, { actual: steady.length, tolerance });
}

const isAllEmpty = (collections: readonly CollectionSeen[]): boolean =>
  collections.every(({ count }) => count === 0);

function changes(seen: readonly CollectionSeen[], before: (namespace: string) => number | undefined) {
  const each = seen.map(({ namespace, count }) => `${namespace}: ${before(namespace)} → ${count}`);
  const [worst] = seen;
  return {
    detail: named(each),
    expected: worst && before(worst.namespace),
    actual: worst?.count,
  };
}
