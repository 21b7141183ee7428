/** A target like its source: what a restore needs is copied, what only costs is left out, and both are said. Pure. */
import type { BodyOf } from '../../atlas/operations.ts';
import type { Cluster, FlexCluster } from '../../atlas/schemas/deployments.ts';
import type { TargetPlan } from '../plans/plan.ts';
import type { Tag } from './target-name.ts';

/** How like its source a target is: trends never mix classes of it. */
export interface Fidelity {
  readonly target: 'new' | 'standing';
  readonly sameProject: boolean;
  readonly sameRegion: boolean | null;
  readonly sameSize: boolean | null;
  readonly sameVersion: boolean | null;
  /** What the source has and the target has not. */
  readonly dropped: readonly string[];
}

type Overrides = Extract<TargetPlan, { ephemeral: unknown }>['ephemeral'];
type ClusterBody = BodyOf<'createCluster'>;
type Provider = 'AWS' | 'AZURE' | 'GCP';

export interface Derived<Body> {
  readonly body: Body;
  readonly fidelity: Fidelity;
}

interface Region {
  readonly providerName?: string | undefined;
  readonly regionName?: string | undefined;
  readonly priority?: unknown;
  readonly electableSpecs?: {
    readonly instanceSize?: string | undefined;
    readonly diskSizeGB?: number | undefined;
    readonly nodeCount?: number | undefined;
  };
  readonly [more: string]: unknown;
}

/** Nodes of the one region that is left: a replica set has three. */
const NODES = 3;
const HIGHEST_PRIORITY = 7;

export class SourceShapeUnknown extends Error {
  override name = 'SourceShapeUnknown' as const;

  constructor(what: string) {
    super(`Atlas does not say the source's ${what}: no target can be made like it.`);
  }
}

/** Throws {@link SourceShapeUnknown}. */
export function clusterLike(
  source: Cluster,
  overrides: Overrides,
  name: string,
  tags: readonly Tag[],
): Derived<ClusterBody> {
  const specs = (source.replicationSpecs ?? []).map(({ regionConfigs }) => (regionConfigs ?? []) as Region[]);
  const shards = specs.map((regions) => shardLike(highest(regions), overrides));
  if (shards.length === 0) throw new SourceShapeUnknown('shards');
  const [first] = specs;
  const own = highest(first ?? []);
  const { encryptionAtRestProvider, mongoDBMajorVersion, mongoDBVersion, configServerType } = source;
  const version = mongoDBMajorVersion ?? mongoDBVersion?.split('.').slice(0, 2).join('.');
  const body: ClusterBody = {
    name,
    clusterType:
      source.clusterType === 'GEOSHARDED' ? 'SHARDED' : (source.clusterType as ClusterBody['clusterType']),
    backupEnabled: false,
    terminationProtectionEnabled: false,
    tags: [...tags],
    replicationSpecs: shards,
    ...(version !== undefined && { mongoDBMajorVersion: version }),
    ...(encryptionAtRestProvider !== undefined && {
      encryptionAtRestProvider: encryptionAtRestProvider as 'NONE',
    }),
    // A backup is restored onto config servers of the same kind.
    ...(source.clusterType !== 'REPLICASET' &&
      configServerType === 'DEDICATED' && { configServerManagementMode: 'FIXED_TO_DEDICATED' as const }),
  };
  return {
    body,
    fidelity: {
      target: 'new',
      sameProject: false,
      sameRegion: overrides.regionName === undefined || overrides.regionName === own?.regionName,
      sameSize:
        overrides.instanceSize === undefined || overrides.instanceSize === own?.electableSpecs?.instanceSize,
      sameVersion: version !== undefined,
      dropped: droppedOf(source, specs),
    },
  };
}

const highest = (regions: readonly Region[]): Region | undefined =>
  [...regions].sort((a, b) => Number(b.priority ?? 0) - Number(a.priority ?? 0))[0];

function shardLike(
  region: Region | undefined,
  overrides: Overrides,
): ClusterBody['replicationSpecs'][number] {
  const { providerName, regionName, electableSpecs } = region ?? {};
  const instanceSize = overrides.instanceSize ?? electableSpecs?.instanceSize;
  if (providerName === undefined || regionName === undefined) throw new SourceShapeUnknown('region');
  if (instanceSize === undefined) throw new SourceShapeUnknown('instance size');
  // Its data must fit, whatever a plan says.
  const diskSizeGB = Math.max(overrides.diskSizeGB ?? 0, electableSpecs?.diskSizeGB ?? 0);
  return {
    regionConfigs: [
      {
        providerName: providerName as Provider,
        regionName: overrides.regionName ?? regionName,
        priority: HIGHEST_PRIORITY,
        electableSpecs: { instanceSize, nodeCount: NODES, ...(diskSizeGB > 0 && { diskSizeGB }) },
      },
    ],
  };
}

const COUNTED = ['readOnlySpecs', 'analyticsSpecs'] as const;
const SCALING = ['autoScaling', 'analyticsAutoScaling'] as const;

function droppedOf(source: Cluster, specs: readonly (readonly Region[])[]): readonly string[] {
  const regions = specs.flat();
  const has = (key: string): boolean =>
    regions.some(
      (region) => Number((region[key] as { nodeCount?: unknown } | undefined)?.nodeCount ?? 0) > 0,
    );
  const scales = (key: string): boolean =>
    regions.some((region) => JSON.stringify(region[key] ?? {}).includes('true'));
  return [
    ...COUNTED.filter(has),
    ...SCALING.filter(scales),
    ...(specs.some((shard) => shard.length > 1) ? ['regions'] : []),
    ...(regions.some(({ electableSpecs }) => (electableSpecs?.nodeCount ?? NODES) > NODES)
      ? ['electableNodes']
      : []),
    ...(source.backupEnabled === true ? ['backup'] : []),
    ...(source.clusterType === 'GEOSHARDED' ? ['zones'] : []),
  ];
}

/** Its MongoDB version cannot be chosen: Atlas runs all of them alike. Throws {@link SourceShapeUnknown}. */
export function flexLike(
  source: FlexCluster,
  overrides: Overrides,
  name: string,
  tags: readonly Tag[],
): Derived<BodyOf<'createFlexCluster'>> {
  const { backingProviderName, regionName } = source.providerSettings ?? {};
  if (backingProviderName === undefined || regionName === undefined) throw new SourceShapeUnknown('region');
  return {
    body: {
      name,
      providerSettings: {
        backingProviderName: backingProviderName as Provider,
        regionName: overrides.regionName ?? regionName,
      },
      terminationProtectionEnabled: false,
      tags: [...tags],
    },
    fidelity: {
      target: 'new',
      sameProject: false,
      sameRegion: overrides.regionName === undefined || overrides.regionName === regionName,
      sameSize: true,
      sameVersion: null,
      dropped: [],
    },
  };
}
