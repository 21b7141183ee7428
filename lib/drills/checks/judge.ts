/** From what was seen to what it means: all checks that read the target, in their order. Pure. */
import type { CheckResult } from '../check-result.ts';
import { collectionsPresent, expectedOf } from './collections-present.ts';
import type { ChecksConfig } from './config.ts';
import { documentCounts } from './document-counts.ts';
import { indexesPresent } from './indexes-present.ts';
import { newestDocument } from './newest-document.ts';
import { notEmpty } from './not-empty.ts';
import type { Baseline, Observation } from './observation.ts';
import { queryAssertion } from './query-assertion.ts';
import { inconclusive, named } from './result.ts';
import { serverVersion } from './server-version.ts';
import { validated } from './validate.ts';

/** What the drill knows of what it has restored. */
export interface RestoredFacts {
  /** RFC 3339. */
  readonly snapshotAt?: string;
  readonly mongoDBVersion?: string;
  /** Of the snapshot, where Atlas tells. */
  readonly namespaces?: readonly string[];
  readonly baseline?: Baseline;
}

export function judge(
  seen: Observation,
  config: ChecksConfig,
  { snapshotAt, mongoDBVersion, namespaces, baseline }: RestoredFacts,
): readonly CheckResult[] {
  const isIgnored = (namespace: string) => config.ignored.includes(namespace);
  const expected = expectedOf(namespaces, baseline)?.filter((one) => !isIgnored(one));
  const listed = new Set(expected);
  const unread = seen.collections.filter((one) => one.unread).map(({ namespace }) => namespace);
  const read = { ...seen, collections: seen.collections.filter((one) => !one.unread) };
  return [
    serverVersion(seen.version, mongoDBVersion),
    collectionsPresent(seen, expected),
    withUnread(
      notEmpty(read, config.critical, (namespace) => listed.has(namespace) || unread.includes(namespace)),
      unread.filter((namespace) => config.critical.includes(namespace)),
    ),
    withUnread(documentCounts(read, baseline, config), unread),
    withUnread(indexesPresent(read, baseline), unread),
    ...config.newestDocuments.map((wanted) =>
      newestDocument(
        wanted,
        seen.newest.find(({ namespace, field }) => namespace === wanted.namespace && field === wanted.field),
        snapshotAt,
      ),
    ),
    ...config.assertions.map((wanted) =>
      queryAssertion(
        wanted,
        seen.assertions.find(({ name }) => name === wanted.name),
      ),
    ),
    validated(seen),
  ];
}

/** What was read may be as it should be: of the rest nobody knows. */
function withUnread(result: CheckResult, unread: readonly string[]): CheckResult {
  const isUndecided = result.verdict === 'PASS' || result.code === 'ALL_EMPTY';
  if (unread.length === 0 || !isUndecided) return result;
  return inconclusive(result.id, 'UNREADABLE', { detail: named(unread) });
}
