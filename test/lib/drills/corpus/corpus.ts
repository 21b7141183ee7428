/**
 * Restores that came back broken, and restores that are as they should be: each broken one is found by exactly one
 * check, with its code, and none of the others says anything. Run against the simulated endpoint in every test run, and
 * against a MongoDB in `npm run test:mongodb`.
 */
import { expect, test } from 'vitest';
import type { CollectionData } from '../../../../infra/local/mongo-server/data.ts';
import type { Clock } from '../../../../lib/clock.ts';
import type { CheckResult } from '../../../../lib/drills/check-result.ts';
import { checksConfig } from '../../../../lib/drills/checks/config.ts';
import type { RestoredFacts } from '../../../../lib/drills/checks/judge.ts';
import type { Baseline } from '../../../../lib/drills/checks/observation.ts';
import type { TargetAccess } from '../../../../lib/drills/verify/target.ts';
import { type Verified, verify } from '../../../../lib/drills/verify/verify.ts';
import { silentLog } from '../../../../lib/log.ts';
import {
  collection,
  customers,
  documents,
  drafts,
  healthy,
  ID_INDEX,
  ORDER_INDEXES,
  orders,
  SNAPSHOT_AT,
  sessions,
} from './data.ts';

export interface Target {
  /** Puts these in place of what was there, and says how it is read. */
  load(collections: readonly CollectionData[]): Promise<TargetAccess>;
  /** What the server says that it is. */
  readonly version: string;
  readonly clock: Clock;
  /** Whether `validate` can be made to find something. */
  readonly canDamage: boolean;
}

const CONFIG = {
  critical: ['shop.orders'],
  newestDocuments: [{ namespace: 'shop.orders', field: 'createdAt', toleranceMinutes: 60 }],
  assertions: [
    {
      name: 'orders-sum',
      namespace: 'shop.orders',
      pipeline: [{ $group: { _id: null, sum: { $sum: '$amount' } } }],
      operator: '<=' as const,
      expected: 1_000_000,
    },
  ],
};

export async function verified(
  target: Target,
  collections: readonly CollectionData[],
  facts: RestoredFacts,
  config: object = CONFIG,
): Promise<Verified & { done: true }> {
  const access = await target.load(collections);
  const endsAt = target.clock.now().getTime() + 60_000;
  const came = await verify(
    { clock: target.clock, log: silentLog },
    { access, config: checksConfig.parse(config), facts, sliceEndsAt: endsAt, endsAt },
  );
  if (!came.done) throw new Error('It was not done within its time.');
  return came;
}

const trouble = (results: readonly CheckResult[]) =>
  results
    .filter(({ verdict }) => verdict !== 'PASS')
    .map(({ id, verdict, code }) => `${id} ${verdict} ${code}`);

export async function baselineOf(target: Target, collections = healthy()): Promise<Baseline> {
  const { state } = await verified(target, collections, {});
  const highest = Object.fromEntries(state.collections.map(({ namespace, count }) => [namespace, count]));
  return { collections: state.collections, highest };
}

const withOut = (namespace: string): CollectionData[] =>
  healthy().filter(({ database, name }) => `${database}.${name}` !== namespace);
const with_ = (...changed: CollectionData[]): CollectionData[] => [
  ...healthy().filter(
    (one) => !changed.some(({ database, name }) => one.database === database && one.name === name),
  ),
  ...changed,
];

const BROKEN: readonly [string, () => CollectionData[], string][] = [
  [
    'nothing in any collection',
    () => healthy().map((one) => ({ ...one, count: 0, documents: () => [] })),
    'not-empty FAIL ALL_EMPTY',
  ],
  ['a critical collection that is empty', () => with_(orders([])), 'not-empty FAIL CRITICAL_EMPTY'],
  ['another collection that is empty', () => with_(customers([])), 'document-counts FAIL COUNT_DROPPED'],
  [
    'a collection that is missing',
    () => withOut('shop.customers'),
    'collections-present FAIL COLLECTION_MISSING',
  ],
  ['fewer documents', () => with_(customers(documents(100))), 'document-counts FAIL COUNT_DROPPED'],
  ['documents that were eaten by their TTL', () => with_(sessions([])), 'document-counts FAIL TTL_EATEN'],
  [
    'an index that is missing',
    () => with_(orders(undefined, { indexes: ORDER_INDEXES.slice(0, 2) })),
    'indexes-present FAIL INDEX_MISSING',
  ],
  [
    'an index that is not unique any more',
    () =>
      with_(
        orders(undefined, {
          indexes: [ID_INDEX, { name: 'number_1', key: { number: 1 } }, ORDER_INDEXES[2]!],
        }),
      ),
    'indexes-present FAIL INDEX_CHANGED',
  ],
  [
    'stale data',
    () => with_(orders(documents(500, Date.parse(SNAPSHOT_AT) - 2 * 3_600_000))),
    'newest-document FAIL STALE_DATA',
  ],
  [
    'documents of the future',
    () => with_(orders(documents(500, Date.parse(SNAPSHOT_AT) + 3_600_000))),
    'newest-document FAIL FUTURE_DOCUMENTS',
  ],
  [
    'the values of another cluster',
    () => with_(orders(documents(500, undefined, 1_000_000))),
    'query-assertion FAIL ASSERTION_VIOLATED',
  ],
  [
    'the collections of another cluster',
    () => [collection('blog.posts', documents(300)), collection('blog.tags', documents(9))],
    'collections-present FAIL OTHER_DATA',
  ],
];

/** What cannot be looked at, because the collection is not there or is empty, is not decided either. */
const UNSEEN = ['newest-document INCONCLUSIVE COLLECTION_EMPTY', 'query-assertion INCONCLUSIVE NO_SCALAR'];
const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  'not-empty FAIL ALL_EMPTY': ['document-counts INCONCLUSIVE NOTHING_TO_COMPARE', ...UNSEEN],
  'not-empty FAIL CRITICAL_EMPTY': UNSEEN,
  'collections-present FAIL OTHER_DATA': [
    'document-counts INCONCLUSIVE NOTHING_TO_COMPARE',
    'indexes-present INCONCLUSIVE NOTHING_TO_COMPARE',
    ...UNSEEN,
  ],
};

export function corpus(target: () => Target): void {
  const facts = (baseline?: Baseline): RestoredFacts => ({
    snapshotAt: SNAPSHOT_AT,
    mongoDBVersion: target().version,
    ...(baseline && { baseline }),
  });

  test.each(BROKEN)('broken: %s', async (_, collections, found) => {
    const baseline = await baselineOf(target());
    const { results } = await verified(target(), collections(), facts(baseline));
    const said = trouble(results);
    const failed = said.filter((one) => one.includes(' FAIL '));
    expect(failed).toEqual([found]);
    expect(said.filter((one) => !failed.includes(one))).toEqual(FOLLOWS[found] ?? []);
  });

  test('broken: a little less with each drill, which seven of them add up', async () => {
    let last = await baselineOf(target(), with_(customers(documents(120))));
    const highest = last.highest;
    const codes: string[] = [];
    for (let drill = 1, count = 120; drill <= 7; drill += 1) {
      count = Math.ceil(count * 0.91);
      const { results, state } = await verified(target(), with_(customers(documents(count))), facts(last));
      codes.push(...trouble(results));
      last = { collections: state.collections, highest };
    }
    expect(codes[0]).toBe('document-counts FAIL COUNT_SLID');
    expect(new Set(codes)).toEqual(new Set(['document-counts FAIL COUNT_SLID']));
  });

  test.each([
    ['an older server', '99.0.0', 'server-version FAIL VERSION_OLDER'],
    ['a server of another major version', '3.6.0', 'server-version FAIL VERSION_OTHER_MAJOR'],
  ])('broken: %s', async (_, mongoDBVersion, found) => {
    const baseline = await baselineOf(target());
    const { results } = await verified(target(), healthy(), { ...facts(baseline), mongoDBVersion });
    expect(trouble(results)).toEqual([found]);
  });

  test('broken: a collection that `validate` finds damaged, which is said and stands in nobody’s way', async (context) => {
    if (!target().canDamage) return context.skip();
    const baseline = await baselineOf(target());
    const damaged = with_(orders(undefined, { errors: ['Index key missing.'] }));
    const { results } = await verified(target(), damaged, facts(baseline));
    expect(trouble(results)).toEqual(['validate FAIL INVALID']);
    expect(results.find(({ id }) => id === 'validate')?.required).toBe(false);
  });

  test.each<[string, () => CollectionData[]]>([
    ['as it was', healthy],
    ['grown', () => with_(orders(documents(800)), customers(documents(400)))],
    ['a new collection beside the others', () => [...healthy(), collection('shop.coupons', documents(5))]],
    ['a little less than before', () => with_(customers(documents(110)))],
    ['documents that have expired, and some that have not', () => with_(sessions(documents(40)))],
    [
      'an index more',
      () =>
        with_(
          customers(),
          orders(undefined, { indexes: [...ORDER_INDEXES, { name: 'amount_1', key: { amount: 1 } }] }),
        ),
    ],
    ['a draft that was saved', () => with_(drafts(documents(1)))],
  ])('healthy: %s', async (_, collections) => {
    const baseline = await baselineOf(target());
    const { results } = await verified(target(), collections(), facts(baseline));
    expect(trouble(results)).toEqual([]);
  });

  test('healthy: the first drill of a source, which has nothing to compare with', async () => {
    const { results } = await verified(target(), healthy(), facts());
    expect(trouble(results)).toEqual([
      'collections-present INCONCLUSIVE NO_BASELINE',
      'document-counts INCONCLUSIVE NO_BASELINE',
      'indexes-present INCONCLUSIVE NO_BASELINE',
    ]);
    expect(results.filter(({ verdict, required }) => verdict !== 'PASS' && required)).toEqual([]);
    expect(results.some(({ verdict, provesData }) => verdict === 'PASS' && provesData)).toBe(true);
  });

  test('the snapshot’s own list of collections counts where Atlas tells it, also in a first drill', async () => {
    const namespaces = ['shop.customers', 'shop.drafts', 'shop.orders', 'shop.sessions'];
    const whole = await verified(target(), healthy(), { ...facts(), namespaces });
    expect(whole.results.find(({ id }) => id === 'collections-present')?.verdict).toBe('PASS');
    const less = await verified(target(), withOut('shop.drafts'), { ...facts(), namespaces });
    expect(trouble(less.results)).toContain('collections-present FAIL COLLECTION_MISSING');
  });

  test('no result holds a document', async () => {
    const { results, state } = await verified(target(), healthy(), facts());
    const text = JSON.stringify({ results, state });
    expect(text).not.toContain('"_id":"');
    expect(text).not.toContain('"paid":');
  });
}
