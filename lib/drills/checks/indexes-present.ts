/** The indexes that were verified last are there, and are the same. More of them are no alarm. */
import type { CheckResult } from '../check-result.ts';
import type { Baseline, IndexSeen, Observation } from './observation.ts';
import { fail, inconclusive, named, pass } from './result.ts';

export function indexesPresent({ collections }: Observation, baseline: Baseline | undefined): CheckResult {
  const id = 'indexes-present';
  if (baseline === undefined) return inconclusive(id, 'NO_BASELINE', { required: false });
  const there = new Map(collections.map((one) => [one.namespace, one.indexes]));
  const missing: string[] = [];
  const changed: string[] = [];
  let expected = 0;
  for (const { namespace, indexes } of baseline.collections) {
    const found = there.get(namespace);
    // A collection that is not there is told by `collections-present`.
    if (found === undefined) continue;
    for (const index of indexes) {
      expected += 1;
      const same = found.find(({ name }) => name === index.name);
      if (same === undefined) missing.push(`${namespace} ${index.name}`);
      else if (!isSame(same, index)) changed.push(`${namespace} ${index.name}`);
    }
  }
  if (expected === 0 && baseline.collections.length > 0)
    return inconclusive(id, 'NOTHING_TO_COMPARE', { required: false });
  const said = { expected, actual: expected - missing.length - changed.length };
  if (missing.length > 0) return fail(id, 'INDEX_MISSING', { ...said, detail: named(missing) });
  if (changed.length > 0) return fail(id, 'INDEX_CHANGED', { ...said, detail: named(changed) });
  return pass(id, said);
}

const isSame = (one: IndexSeen, other: IndexSeen): boolean =>
  one.key === other.key &&
  one.unique === other.unique &&
  one.partial === other.partial &&
  one.expireAfterSeconds === other.expireAfterSeconds;
