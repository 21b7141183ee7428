/** Estimates agree with a table that was worked out by hand; what the table of prices does not say stays unknown. */
import { describe, expect, test } from 'vitest';
import { estimateOf, withActual } from '../../../../lib/drills/costs/estimate.ts';
import { prices } from '../../../../lib/drills/costs/prices.ts';
import type { TargetBody, Use } from '../../../../lib/drills/costs/quantities.ts';

const TABLE = prices.parse({
  asOf: '2026-11-01',
  clusterHour: { M10: 0.08, M30: { default: 0.54, 'AWS/EU_WEST_1': 0.6 }, FLEX: 0.011 },
  configServerHour: 0.2,
  // A thousandth of a dollar for an hour of a GB.
  diskGBMonth: 0.73,
  customerKeyPercent: 10,
  restoreTransferGB: 0.02,
  natHour: 0.05,
  endpointHour: 0.01,
  snapshotGBMonth: 0.2,
});

interface Nodes {
  readonly size?: string;
  readonly diskGB?: number;
  readonly region?: string;
  readonly shards?: number;
  readonly more?: object;
}
function cluster({ size = 'M10', diskGB = 30, region = 'US_EAST_1', shards = 1, more }: Nodes = {}) {
  const electableSpecs = { instanceSize: size, nodeCount: 3, ...(diskGB > 0 && { diskSizeGB: diskGB }) };
  const spec = { regionConfigs: [{ providerName: 'AWS', regionName: region, priority: 7, electableSpecs }] };
  return {
    name: 'drill-1',
    clusterType: shards === 1 ? 'REPLICASET' : 'SHARDED',
    replicationSpecs: Array.from({ length: shards }, () => spec),
    ...more,
  } as TargetBody;
}
const FLEX: TargetBody = {
  name: 'drill-1',
  providerSettings: { backingProviderName: 'AWS', regionName: 'US_EAST_1' },
};

interface Shape {
  readonly target?: TargetBody;
  readonly minutes?: number;
  readonly kept?: number;
  readonly restoredGB?: number;
  readonly network?: Use['network'];
}
const use = ({ target, minutes = 360, kept = 0, restoredGB, network }: Shape): Use => ({
  plan: {
    limits: { timeLimitMinutes: minutes, verifyMinutes: 10 },
    keep: { onSuccessMinutes: 0, onFailureMinutes: kept },
  },
  target,
  sizeBytes: restoredGB === undefined ? undefined : restoredGB * 1e9,
  network: network ?? { natEip: ['203.0.113.7/32'] },
});
const KEY = { encryptionAtRestProvider: 'AWS' };
const ENDPOINT = { privateEndpoint: { id: 'vpce-1' } };

/** Six hours and a half of everything, unless it says otherwise: the time limit and half an hour of cleanup. */
const BY_HAND: readonly [name: string, shape: Shape, parts: Readonly<Record<string, number>>, usd: number][] =
  [
    [
      'an M10',
      { target: cluster(), restoredGB: 12 },
      // 6.5 h of $0.08; 3 × 30 GB × 6.5 h of $0.001; 12 GB of $0.02; 6.5 h of $0.05.
      { TARGET_NODES: 0.52, TARGET_DISK: 0.585, RESTORED_DATA: 0.24, NAT: 0.325, RETAINED_SNAPSHOTS: 0 },
      1.67,
    ],
    [
      'an M10 that is kept for two hours',
      { target: cluster(), restoredGB: 12, kept: 120 },
      {
        TARGET_NODES: 0.52,
        TARGET_DISK: 0.585,
        TARGET_NODES_KEPT: 0.16,
        TARGET_DISK_KEPT: 0.18,
        RESTORED_DATA: 0.24,
        NAT: 0.325,
        RETAINED_SNAPSHOTS: 0,
      },
      2.01,
    ],
    [
      'an M10 with the customer’s key',
      { target: cluster({ more: KEY }), restoredGB: 12 },
      {
        TARGET_NODES: 0.52,
        TARGET_DISK: 0.585,
        TARGET_CUSTOMER_KEY: 0.052,
        RESTORED_DATA: 0.24,
        NAT: 0.325,
        RETAINED_SNAPSHOTS: 0,
      },
      1.722,
    ],
    [
      'one with the key that is kept',
      { target: cluster({ more: KEY }), restoredGB: 12, kept: 120 },
      {
        TARGET_NODES: 0.52,
        TARGET_DISK: 0.585,
        TARGET_CUSTOMER_KEY: 0.052,
        TARGET_NODES_KEPT: 0.16,
        TARGET_DISK_KEPT: 0.18,
        TARGET_CUSTOMER_KEY_KEPT: 0.016,
        RESTORED_DATA: 0.24,
        NAT: 0.325,
        RETAINED_SNAPSHOTS: 0,
      },
      2.078,
    ],
    [
      'two shards',
      { target: cluster({ shards: 2 }), restoredGB: 12 },
      { TARGET_NODES: 1.04, TARGET_DISK: 1.17, RESTORED_DATA: 0.24, NAT: 0.325, RETAINED_SNAPSHOTS: 0 },
      2.775,
    ],
    [
      'two shards with config servers of their own',
      {
        target: cluster({ shards: 2, more: { configServerManagementMode: 'FIXED_TO_DEDICATED' } }),
        restoredGB: 12,
      },
      {
        TARGET_NODES: 1.04,
        TARGET_DISK: 1.17,
        TARGET_CONFIG_SERVERS: 1.3,
        RESTORED_DATA: 0.24,
        NAT: 0.325,
        RETAINED_SNAPSHOTS: 0,
      },
      4.075,
    ],
    [
      'an M30 in a dearer region, read from two addresses',
      {
        target: cluster({ size: 'M30', diskGB: 100, region: 'EU_WEST_1' }),
        restoredGB: 80,
        network: { natEip: ['203.0.113.7/32', '203.0.113.8/32'] },
      },
      { TARGET_NODES: 3.9, TARGET_DISK: 1.95, RESTORED_DATA: 1.6, NAT: 0.65, RETAINED_SNAPSHOTS: 0 },
      8.1,
    ],
    [
      'a Flex cluster, which holds 5 GB at most',
      { target: FLEX },
      { TARGET_FLEX: 0.0715, RESTORED_DATA: 0.1, NAT: 0.325 },
      0.4965,
    ],
    [
      'a standing target behind an endpoint',
      { restoredGB: 50, network: ENDPOINT },
      { RESTORED_DATA: 1, PRIVATE_ENDPOINT: 0.065 },
      1.065,
    ],
    [
      'an M10 of two hours and of a point in time, whose data fits onto its disk',
      { target: cluster(), minutes: 90, network: ENDPOINT },
      {
        TARGET_NODES: 0.16,
        TARGET_DISK: 0.18,
        RESTORED_DATA: 0.6,
        PRIVATE_ENDPOINT: 0.02,
        RETAINED_SNAPSHOTS: 0,
      },
      0.96,
    ],
  ];

test.each(BY_HAND)('%s costs what was worked out by hand', (_, shape, parts, usd) => {
  const estimate = estimateOf(use(shape), TABLE);
  expect(Object.fromEntries(estimate.items.map((one) => [one.item, one.usd]))).toEqual(parts);
  expect(estimate).toMatchObject({ usd, asOf: '2026-11-01', missing: [] });
});

describe('unknown, and said to be, is', () => {
  const { clusterHour: _, ...noHours } = TABLE;
  test.each<[string, Shape, object | undefined, readonly string[]]>([
    ['everything without a table', { target: cluster(), restoredGB: 12 }, undefined, ['drills.prices']],
    [
      'a size that is not in it',
      { target: cluster({ size: 'M50' }), restoredGB: 1 },
      TABLE,
      ['clusterHour.M50'],
    ],
    [
      'a size in a region that it leaves out',
      { target: cluster({ region: 'EU_WEST_1' }), restoredGB: 1 },
      { ...TABLE, clusterHour: { M10: { 'AWS/US_EAST_1': 0.08 } } },
      ['clusterHour.M10 of AWS/EU_WEST_1'],
    ],
    [
      'an uplift without a percentage',
      { target: cluster({ more: KEY }), restoredGB: 1 },
      { ...TABLE, customerKeyPercent: undefined },
      ['customerKeyPercent'],
    ],
    [
      'more than one thing',
      { target: FLEX },
      { ...noHours, natHour: undefined },
      ['clusterHour.FLEX', 'natHour'],
    ],
    [
      'a disk that Atlas does not tell',
      { target: cluster({ diskGB: 0 }), restoredGB: 1 },
      TABLE,
      ['TARGET_DISK'],
    ],
  ])('%s', (_what, shape, table, missing) => {
    const given = table === undefined ? undefined : prices.parse(JSON.parse(JSON.stringify(table)));
    expect(estimateOf(use(shape), given)).toMatchObject({ usd: null, missing });
  });

  test('not what costs nothing, in whatever quantity', () => {
    const free = { ...TABLE, diskGBMonth: 0 };
    const { usd } = estimateOf(use({ target: cluster({ diskGB: 0 }), restoredGB: 12 }), free);
    expect(usd).toBe(1.085);
  });
});

describe('what a drill has cost', () => {
  const { usd, ...rest } = estimateOf(use({ target: cluster(), restoredGB: 12, kept: 120 }), TABLE);
  const cost = { ...rest, estimatedUsd: usd, actualUsd: null };
  const target = {
    kind: 'ephemeral',
    projectId: 'a',
    name: 'drill-1',
    family: 'cluster',
    intendedAt: '2026-11-22T10:00:00.000Z',
  } as const;
  const marks = { cleanedAt: '2026-11-22T11:18:00.000Z' };

  test('is the time for which its target stood, by the same prices', () => {
    // 1.3 h, a fifth of the time: $0.104, $0.117 and $0.065, and all of the data.
    const actual = withActual({ cost, target, marks, restore: { id: 'r' }, cleanup: { target: 'DELETED' } });
    expect(actual).toMatchObject({ estimatedUsd: 2.01, actualUsd: 0.526 });
    expect(actual?.actualItems?.map((one) => [one.item, one.usd])).toEqual([
      ['TARGET_NODES', 0.104],
      ['TARGET_DISK', 0.117],
      ['RESTORED_DATA', 0.24],
      ['NAT', 0.065],
      ['RETAINED_SNAPSHOTS', 0],
    ]);
  });

  test('is never more than the estimate, as long as its target stands no longer than it may be kept', () => {
    const stood = { cleanedAt: '2026-11-22T18:30:00.000Z' };
    const actual = withActual({
      cost,
      target,
      marks: stood,
      restore: { id: 'r' },
      cleanup: { target: 'DELETED' },
    });
    // Eight hours and a half: all of the time limit and of the cleanup, and the two hours for which it is kept.
    expect(actual?.actualItems?.find(({ item }) => item === 'NAT')?.usd).toBe(0.325);
    expect(actual?.actualUsd).toBe(2.01);
  });

  test('is nothing where nothing was made', () => {
    expect(withActual({ cost, marks, cleanup: { target: 'NONE' } })?.actualUsd).toBe(0);
    expect(withActual({ cost, target, marks, cleanup: { target: 'NEVER_MADE' } })?.actualUsd).toBe(0);
  });

  test('is unknown where the estimate was', () => {
    const unknown = { ...cost, estimatedUsd: null };
    expect(
      withActual({ cost: unknown, target, marks, cleanup: { target: 'DELETED' } })?.actualUsd,
    ).toBeNull();
    expect(withActual({ marks, cleanup: { target: 'NONE' } })).toBeUndefined();
  });
});
