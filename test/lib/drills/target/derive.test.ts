/** A target is like its source in what a restore needs, without what only costs, and says what it has not. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cluster, FlexCluster } from '../../../../lib/atlas/schemas/deployments.ts';
import { clusterLike, flexLike, SourceShapeUnknown } from '../../../../lib/drills/target/derive.ts';
import { targetTags } from '../../../../lib/drills/target/target-name.ts';

const NAME = 'drill-0123456789abcdef';
const TAGS = targetTags('nightly-1', 'nightly', '2026-11-22T08:00:00Z');
const size = { instanceSize: 'M30', diskSizeGB: 80, nodeCount: 3 };
const NODES = { ...size, nodeCount: 0 };
const QUIET = { compute: { enabled: false, scaleDownEnabled: false }, diskGB: { enabled: false } };
const region = (more: object = {}) => ({
  providerName: 'AWS',
  regionName: 'EU_WEST_1',
  priority: 7,
  electableSpecs: size,
  readOnlySpecs: NODES,
  analyticsSpecs: NODES,
  autoScaling: QUIET,
  ...more,
});
const clusterOf = (more: object = {}, ...shards: readonly object[][]): Cluster =>
  ({
    name: 'Orders',
    clusterType: 'REPLICASET',
    mongoDBMajorVersion: '8.0',
    mongoDBVersion: '8.0.29',
    encryptionAtRestProvider: 'NONE',
    backupEnabled: false,
    terminationProtectionEnabled: true,
    tags: [{ key: 'environment', value: 'production' }],
    replicationSpecs: (shards.length > 0 ? shards : [[region()]]).map((regionConfigs) => ({ regionConfigs })),
    ...more,
  }) as unknown as Cluster;
const like = (source: Cluster, overrides = {}) => clusterLike(source, overrides, NAME, TAGS);

describe('a cluster’s target', () => {
  test('is like a plain source, under the drill’s own name and tags, without backup and protection', () => {
    expect(like(clusterOf())).toEqual({
      body: {
        name: NAME,
        clusterType: 'REPLICASET',
        mongoDBMajorVersion: '8.0',
        encryptionAtRestProvider: 'NONE',
        backupEnabled: false,
        terminationProtectionEnabled: false,
        tags: TAGS,
        replicationSpecs: [
          {
            regionConfigs: [
              { providerName: 'AWS', regionName: 'EU_WEST_1', priority: 7, electableSpecs: size },
            ],
          },
        ],
      },
      fidelity: {
        target: 'new',
        sameProject: false,
        sameRegion: true,
        sameSize: true,
        sameVersion: true,
        dropped: [],
      },
    });
  });

  test.each<[what: string, source: Cluster]>([
    ['readOnlySpecs', clusterOf({}, [region({ readOnlySpecs: { ...NODES, nodeCount: 1 } })])],
    ['analyticsSpecs', clusterOf({}, [region({ analyticsSpecs: { ...NODES, nodeCount: 2 } })])],
    ['autoScaling', clusterOf({}, [region({ autoScaling: { ...QUIET, diskGB: { enabled: true } } })])],
    [
      'analyticsAutoScaling',
      clusterOf({}, [region({ analyticsAutoScaling: { compute: { enabled: true } } })]),
    ],
    ['regions', clusterOf({}, [region(), region({ regionName: 'EU_WEST_2', priority: 6 })])],
    ['electableNodes', clusterOf({}, [region({ electableSpecs: { ...size, nodeCount: 5 } })])],
    ['backup', clusterOf({ backupEnabled: true })],
    ['zones', clusterOf({ clusterType: 'GEOSHARDED' })],
  ])('has not what only costs, and says so: %s', (what, source) => {
    const { body, fidelity } = like(source);
    expect(fidelity.dropped).toEqual([what]);
    expect(body.backupEnabled).toBe(false);
    expect(body.replicationSpecs.map(({ regionConfigs }) => regionConfigs)).toEqual([
      [{ providerName: 'AWS', regionName: 'EU_WEST_1', priority: 7, electableSpecs: size }],
    ]);
  });

  test('lies in the region that is preferred, wherever that stands', () => {
    const regions = [
      region({ regionName: 'EU_WEST_2', priority: 5 }),
      region(),
      region({ regionName: 'EU_WEST_3', priority: 6 }),
    ];
    const { regionConfigs } = like(clusterOf({}, regions)).body.replicationSpecs[0]!;
    expect(regionConfigs?.map(({ regionName }) => regionName)).toEqual(['EU_WEST_1']);
  });

  test('has as many shards as its source, each with its own size', () => {
    const large = region({ electableSpecs: { ...size, instanceSize: 'M50' } });
    const { body } = like(clusterOf({ clusterType: 'SHARDED' }, [region()], [large], [region()]));
    const sizes = body.replicationSpecs.map((spec) => spec.regionConfigs?.[0]?.electableSpecs?.instanceSize);
    expect([body.clusterType, ...sizes]).toEqual(['SHARDED', 'M30', 'M50', 'M30']);
  });

  test('keeps dedicated config servers of a sharded source, and zones become plain shards', () => {
    const { body } = like(clusterOf({ clusterType: 'GEOSHARDED', configServerType: 'DEDICATED' }));
    expect(body).toMatchObject({ clusterType: 'SHARDED', configServerManagementMode: 'FIXED_TO_DEDICATED' });
    expect(like(clusterOf({ configServerType: 'DEDICATED' })).body).not.toHaveProperty(
      'configServerManagementMode',
    );
  });

  test('is encrypted with a key of the same provider', () => {
    expect(like(clusterOf({ encryptionAtRestProvider: 'AWS' })).body.encryptionAtRestProvider).toBe('AWS');
  });

  test('runs the major version that the source’s full one belongs to, and says where none is known', () => {
    expect(like(clusterOf({ mongoDBMajorVersion: undefined })).body.mongoDBMajorVersion).toBe('8.0');
    const { body, fidelity } = like(clusterOf({ mongoDBMajorVersion: undefined, mongoDBVersion: undefined }));
    expect([body.mongoDBMajorVersion, fidelity.sameVersion]).toEqual([undefined, false]);
  });

  test('of another size or region than its source says so', () => {
    const { body, fidelity } = like(clusterOf(), { instanceSize: 'M40', regionName: 'US_EAST_1' });
    expect(body.replicationSpecs[0]?.regionConfigs).toMatchObject([
      { regionName: 'US_EAST_1', electableSpecs: { instanceSize: 'M40' } },
    ]);
    expect(fidelity).toMatchObject({ sameRegion: false, sameSize: false });
    const same = like(clusterOf(), { instanceSize: 'M30', regionName: 'EU_WEST_1' }).fidelity;
    expect(same).toMatchObject({ sameRegion: true, sameSize: true });
  });

  test('never has a smaller disk than its source, whatever a plan says', () => {
    const gigabytes = fc.option(fc.integer({ min: 10, max: 4_096 }), { nil: undefined });
    fc.assert(
      fc.property(gigabytes, gigabytes, (own, wanted) => {
        const source = clusterOf({}, [region({ electableSpecs: { ...size, diskSizeGB: own } })]);
        const { body } = like(source, wanted === undefined ? {} : { diskSizeGB: wanted });
        const disk = body.replicationSpecs[0]?.regionConfigs?.[0]?.electableSpecs?.diskSizeGB;
        const expected = Math.max(own ?? 0, wanted ?? 0);
        expect(disk).toBe(expected === 0 ? undefined : expected);
      }),
    );
  });

  test.each<[what: string, source: Cluster]>([
    ['shards', clusterOf({ replicationSpecs: [] })],
    ['shards', clusterOf({ replicationSpecs: undefined })],
    ['region', clusterOf({}, [])],
    ['region', clusterOf({}, [region({ providerName: undefined })])],
    ['instance size', clusterOf({}, [region({ electableSpecs: undefined })])],
  ])('is not made up where Atlas does not say the source’s %s', (what, source) => {
    expect(() => like(source)).toThrow(new SourceShapeUnknown(what));
  });
});

describe('a Flex cluster’s target', () => {
  const flex = (providerSettings?: object) =>
    ({ name: 'Accounts', providerSettings }) as unknown as FlexCluster;
  const source = flex({ backingProviderName: 'AWS', regionName: 'EU_WEST_1' });

  test('is a Flex cluster of the same provider and region, whose version nobody chooses', () => {
    expect(flexLike(source, {}, NAME, TAGS)).toEqual({
      body: {
        name: NAME,
        providerSettings: { backingProviderName: 'AWS', regionName: 'EU_WEST_1' },
        terminationProtectionEnabled: false,
        tags: TAGS,
      },
      fidelity: {
        target: 'new',
        sameProject: false,
        sameRegion: true,
        sameSize: true,
        sameVersion: null,
        dropped: [],
      },
    });
  });

  test('in another region says so', () => {
    const { body, fidelity } = flexLike(source, { regionName: 'US_EAST_1' }, NAME, TAGS);
    expect([body.providerSettings.regionName, fidelity.sameRegion]).toEqual(['US_EAST_1', false]);
  });

  test('is not made up where Atlas does not say the source’s region', () => {
    expect(() => flexLike(flex(), {}, NAME, TAGS)).toThrow(new SourceShapeUnknown('region'));
  });
});
