import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClusterRestoreJob } from '../../../lib/atlas/schemas/cluster.ts';
import type { FlexRestoreJob } from '../../../lib/atlas/schemas/flex.ts';
import {
  clusterDownloadUrls,
  clusterLifecycle,
  creationTime,
  flexLifecycle,
  jobHasEnded,
} from '../../../lib/restores/lifecycle.ts';

/** Begins with 2026-11-22T10:00:00Z in seconds. */
const ID = `${(Date.parse('2026-11-22T10:00:00Z') / 1000).toString(16)}0000000000000001`;
const NOW = new Date('2026-11-22T11:00:00Z');
const BEFORE = '2026-11-22T10:59:59Z';
const AFTER = '2026-11-22T11:00:01Z';
const URL_1 = 'https://restore-1.example.net/1.tar.gz';
const URL_2 = 'https://restore-1.example.net/2.tar.gz';

const cluster = (more: Partial<ClusterRestoreJob> = {}): ClusterRestoreJob => ({
  id: ID,
  deliveryType: 'automated',
  cancelled: false,
  expired: false,
  failed: false,
  ...more,
});
const download = (more: Partial<ClusterRestoreJob> = {}) => cluster({ deliveryType: 'download', ...more });
const flex = (more: Partial<FlexRestoreJob> = {}): FlexRestoreJob => ({
  id: ID,
  deliveryType: 'RESTORE',
  status: 'PENDING',
  ...more,
});
const sharded = (...urls: (string | null | undefined)[]) => ({
  components: urls.map((downloadUrl, at) => ({ replicaSetName: `shard-${at}`, downloadUrl })),
});

describe('the state of a dedicated or serverless job', () => {
  test.each<[string, ClusterRestoreJob, string]>([
    ['a new job is running', cluster(), 'RUNNING'],
    ['so is one with no booleans at all', { id: ID, deliveryType: 'automated' }, 'RUNNING'],
    ['a finished one has succeeded', cluster({ finishedAt: BEFORE }), 'SUCCEEDED'],
    [
      'so has a finished point in time',
      cluster({ deliveryType: 'pointInTime', finishedAt: BEFORE }),
      'SUCCEEDED',
    ],
    ['failed wins over finished', cluster({ failed: true, finishedAt: BEFORE }), 'FAILED'],
    ['failed wins over cancelled', cluster({ failed: true, cancelled: true }), 'FAILED'],
    ['failed wins over expired', cluster({ failed: true, expired: true }), 'FAILED'],
    ['cancelled wins over expired', cluster({ cancelled: true, expired: true }), 'CANCELLED'],
    ['cancelled wins over finished', cluster({ cancelled: true, finishedAt: BEFORE }), 'CANCELLED'],
    ['expired wins over finished', cluster({ expired: true, finishedAt: BEFORE }), 'EXPIRED'],
    ['a download without a link is running', download(), 'RUNNING'],
    ['one with an empty list of links too', download({ deliveryUrl: [] }), 'RUNNING'],
    ['a finish time does not make its link', download({ finishedAt: BEFORE }), 'RUNNING'],
    ['with a link it is ready', download({ deliveryUrl: [URL_1], expiresAt: AFTER }), 'READY'],
    ['also where Atlas says no end', download({ deliveryUrl: [URL_1] }), 'READY'],
    [
      'it has expired by time though the flag lags',
      download({ deliveryUrl: [URL_1], expiresAt: BEFORE }),
      'EXPIRED',
    ],
    [
      'and by the flag before its time',
      download({ deliveryUrl: [URL_1], expired: true, expiresAt: AFTER }),
      'EXPIRED',
    ],
    [
      'a failed one is not ready',
      download({ deliveryUrl: [URL_1], failed: true, expiresAt: AFTER }),
      'FAILED',
    ],
    ['a sharded one is ready with every link', download({ ...sharded(URL_1, URL_2) }), 'READY'],
    ['and not with one missing', download({ deliveryUrl: [], ...sharded(URL_1, null) }), 'RUNNING'],
    ['nor with one absent', download(sharded(URL_1, undefined)), 'RUNNING'],
    ['no components are not all components', download({ components: [] }), 'RUNNING'],
  ])('%s', (_, job, status) => {
    expect(clusterLifecycle(job, NOW).status).toBe(status);
  });

  test('says when the job was made, ended, and stops being of use, as far as Atlas does', () => {
    expect(clusterLifecycle(cluster(), NOW)).toEqual({
      status: 'RUNNING',
      createdAt: '2026-11-22T10:00:00.000Z',
    });
    expect(
      clusterLifecycle(download({ deliveryUrl: [URL_1], finishedAt: BEFORE, expiresAt: AFTER }), NOW),
    ).toEqual({
      status: 'READY',
      createdAt: '2026-11-22T10:00:00.000Z',
      finishedAt: BEFORE,
      expiresAt: AFTER,
    });
  });

  const flag = fc.constantFrom(true, false, undefined);
  const anyJob = fc.record({
    deliveryType: fc.constantFrom('automated', 'pointInTime', 'download', 'new'),
    failed: flag,
    cancelled: flag,
    expired: flag,
    finishedAt: fc.constantFrom(BEFORE, undefined),
    expiresAt: fc.constantFrom(BEFORE, AFTER, undefined),
    deliveryUrl: fc.constantFrom([], [URL_1], undefined),
  });

  test('follows from the booleans, the links and the times alone', () => {
    fc.assert(
      fc.property(anyJob, (given) => {
        const job = { id: ID, ...defined(given) } as ClusterRestoreJob;
        const rules: [boolean, string][] = [
          [given.failed === true, 'FAILED'],
          [given.cancelled === true, 'CANCELLED'],
          [given.expired === true, 'EXPIRED'],
          [given.deliveryType === 'download' && !given.deliveryUrl?.length, 'RUNNING'],
          [given.deliveryType === 'download' && given.expiresAt === BEFORE, 'EXPIRED'],
          [given.deliveryType === 'download', 'READY'],
          [given.finishedAt !== undefined, 'SUCCEEDED'],
          [true, 'RUNNING'],
        ];
        expect(clusterLifecycle(job, NOW).status).toBe(rules.find(([holds]) => holds)?.[1]);
      }),
      { numRuns: 500 },
    );
  });

  test('never depends on the order of the keys', () => {
    fc.assert(
      fc.property(anyJob, fc.infiniteStream(fc.nat()), (given, weights) => {
        const entries = Object.entries({ id: ID, ...defined(given) });
        const shuffled = entries
          .map((entry) => ({ entry, weight: weights.next().value ?? 0 }))
          .sort((a, b) => a.weight - b.weight)
          .map(({ entry }) => entry);
        const job = Object.fromEntries(shuffled) as ClusterRestoreJob;
        const straight = Object.fromEntries(entries) as ClusterRestoreJob;
        expect(clusterLifecycle(job, NOW)).toEqual(clusterLifecycle(straight, NOW));
      }),
    );
  });
});

describe('the state of a Flex or tenant job', () => {
  const link = { deliveryType: 'DOWNLOAD', status: 'COMPLETED', snapshotUrl: URL_1 };

  test.each<[string, FlexRestoreJob, string]>([
    ['PENDING waits', flex(), 'QUEUED'],
    ['QUEUED waits', flex({ status: 'QUEUED' }), 'QUEUED'],
    ['RUNNING runs', flex({ status: 'RUNNING' }), 'RUNNING'],
    ['COMPLETED has succeeded', flex({ status: 'COMPLETED', restoreFinishedDate: BEFORE }), 'SUCCEEDED'],
    ['FAILED has failed', flex({ status: 'FAILED', restoreFinishedDate: BEFORE }), 'FAILED'],
    ['a status that we do not know is no end', flex({ status: 'VERIFYING' }), 'RUNNING'],
    ['a missing one is none either', { id: ID }, 'RUNNING'],
    ['a completed download is ready', flex(link), 'READY'],
    [
      'for four hours from the request',
      flex({ ...link, restoreScheduledDate: '2026-11-22T07:00:00Z' }),
      'READY',
    ],
    ['and not longer', flex({ ...link, restoreScheduledDate: '2026-11-22T06:59:59Z' }), 'EXPIRED'],
    ['and no longer', flex({ ...link, restoreScheduledDate: '2026-11-22T06:59:59Z' }), 'EXPIRED'],
    ['a failed download has failed', flex({ ...link, status: 'FAILED' }), 'FAILED'],
  ])('%s', (_, job, status) => {
    expect(flexLifecycle(job, NOW).status).toBe(status);
  });

  test('counts the life of a link from the creation of the job, where Atlas gives no readable time', () => {
    const { createdAt, expiresAt } = flexLifecycle(flex({ ...link, restoreScheduledDate: 'soon' }), NOW);
    expect(Date.parse(expiresAt ?? '') - Date.parse(createdAt)).toBe(4 * 3_600_000);
  });

  test('says when a link ends, by the id where Atlas does not say when it was asked for', () => {
    expect(flexLifecycle(flex(link), NOW)).toEqual({
      status: 'READY',
      createdAt: '2026-11-22T10:00:00.000Z',
      expiresAt: '2026-11-22T14:00:00.000Z',
    });
  });

  test('has no link to end when it restores', () => {
    expect(flexLifecycle(flex({ status: 'COMPLETED', restoreFinishedDate: BEFORE }), NOW)).toEqual({
      status: 'SUCCEEDED',
      createdAt: '2026-11-22T10:00:00.000Z',
      finishedAt: BEFORE,
    });
  });
});

describe('links of a download', () => {
  test('are one a shard where Atlas lists shards, else what Atlas gives', () => {
    expect(clusterDownloadUrls(download({ deliveryUrl: [], ...sharded(URL_1, URL_2) }))).toEqual([
      URL_1,
      URL_2,
    ]);
    expect(clusterDownloadUrls(download({ deliveryUrl: [URL_1] }))).toEqual([URL_1]);
  });

  test('are none until every shard has its own', () => {
    expect(clusterDownloadUrls(download({ deliveryUrl: [], ...sharded(URL_1, '') }))).toEqual([]);
  });
});

test('only waiting and running jobs have not ended', () => {
  const all = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'READY', 'FAILED', 'CANCELLED', 'EXPIRED'] as const;
  expect(all.filter((status) => !jobHasEnded(status))).toEqual(['QUEUED', 'RUNNING']);
});

test('an id tells its second of creation, up to the end of the 32 bits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xff_ff_ff_ff }), (seconds) => {
      const id = seconds.toString(16).padStart(8, '0').padEnd(24, 'f');
      expect(creationTime(id).getTime()).toBe(seconds * 1000);
    }),
  );
});

function defined(given: object): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
