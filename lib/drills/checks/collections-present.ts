/** What should be there is there: by the snapshot's own list, else by what was verified last. */
import type { CheckResult } from '../check-result.ts';
import type { Baseline, Observation } from './observation.ts';
import { fail, inconclusive, named, pass } from './result.ts';

/** @param expected namespaces; undefined where nobody knows them */
export function collectionsPresent(
  { collections, isCut }: Observation,
  expected: readonly string[] | undefined,
): CheckResult {
  const id = 'collections-present';
  if (expected === undefined) return inconclusive(id, 'NO_BASELINE', { required: false });
  const there = new Set(collections.map(({ namespace }) => namespace));
  const missing = expected.filter((namespace) => !there.has(namespace));
  const said = { expected: expected.length, actual: expected.length - missing.length };
  if (missing.length === 0) return pass(id, said);
  // What was not looked at may be among the missing.
  if (isCut) return inconclusive(id, 'TOO_MANY_COLLECTIONS', said);
  if (missing.length === expected.length && there.size > 0) return fail(id, 'OTHER_DATA', said);
  return fail(id, 'COLLECTION_MISSING', { ...said, detail: named(missing) });
}

/** @param snapshot what the snapshot holds, where Atlas tells */
export function expectedOf(
  snapshot: readonly string[] | undefined,
  baseline: Baseline | undefined,
): readonly string[] | undefined {
  return snapshot ?? baseline?.collections.map(({ namespace }) => namespace);
}
