/** What a drill would use, at most: each for the whole of its time. Pure. */
import type { BodyOf } from '../../atlas/operations.ts';
import { CLEANUP_MINUTES } from '../new-drill.ts';
import type { DrillNetwork, DrillPlan } from '../plans/plan.ts';

export const COST_ITEMS = [
  'TARGET_NODES',
  'TARGET_DISK',
  'TARGET_CUSTOMER_KEY',
  'TARGET_CONFIG_SERVERS',
  'TARGET_FLEX',
  'TARGET_NODES_KEPT',
  'TARGET_DISK_KEPT',
  'TARGET_CUSTOMER_KEY_KEPT',
  'TARGET_CONFIG_SERVERS_KEPT',
  'TARGET_FLEX_KEPT',
  'RESTORED_DATA',
  'NAT',
  'PRIVATE_ENDPOINT',
  'RETAINED_SNAPSHOTS',
] as const;
export type CostItem = (typeof COST_ITEMS)[number];
export const COST_UNITS = ['node-hours', 'GB-hours', 'hours', 'GB', 'GB-months'] as const;

export interface Quantity {
  readonly item: CostItem;
  /** At most; null: Atlas does not say. */
  readonly quantity: number | null;
  readonly unit: (typeof COST_UNITS)[number];
  /** Of which instance size. */
  readonly size?: string;
  /** `AWS/EU_WEST_1`. */
  readonly region?: string;
}

type ClusterBody = BodyOf<'createCluster'>;
export type TargetBody = ClusterBody | BodyOf<'createFlexCluster'>;

export interface Use {
  readonly plan: Pick<DrillPlan, 'limits' | 'keep'>;
  /** As it is sent; undefined: none is made. */
  readonly target: TargetBody | undefined;
  readonly sizeBytes: number | undefined;
  readonly network: DrillNetwork | undefined;
}

/** Atlas lets a Flex cluster hold no more. */
const FLEX_GB = 5;
type When = '' | '_KEPT';

/** Of a drill that takes all of its time, cleanup included. */
export const hoursOf = ({ limits }: Use['plan']): number => (limits.timeLimitMinutes + CLEANUP_MINUTES) / 60;

export function quantitiesOf({ plan, target, sizeBytes, network }: Use): readonly Quantity[] {
  const hours = hoursOf(plan);
  const kept = Math.max(plan.keep.onSuccessMinutes, plan.keep.onFailureMinutes) / 60;
  const region = target === undefined ? undefined : partsOf(target)[0]?.region;
  return [
    ...(target === undefined ? [] : ofTarget(target, hours, '')),
    ...(target === undefined || kept === 0 ? [] : ofTarget(target, kept, '_KEPT')),
    {
      item: 'RESTORED_DATA',
      quantity: sizeBytes === undefined ? mostRestored(target) : rounded(sizeBytes / 1e9),
      unit: 'GB',
      ...(region !== undefined && { region }),
    },
    ...ofNetwork(network, hours),
    // Made without backups, and deleted with those it never had.
    ...(target === undefined || isFlex(target)
      ? []
      : [{ item: 'RETAINED_SNAPSHOTS', quantity: 0, unit: 'GB-months' } as const]),
  ];
}

const isFlex = (target: TargetBody): target is BodyOf<'createFlexCluster'> => 'providerSettings' in target;

interface Part {
  readonly region: string;
  readonly size?: string;
  readonly nodes: number;
  readonly diskGB: number;
}

/** One for each region of each shard. */
function partsOf(target: TargetBody): readonly Part[] {
  if (isFlex(target)) {
    const { backingProviderName, regionName } = target.providerSettings;
    return [{ region: `${backingProviderName}/${regionName}`, nodes: 1, diskGB: FLEX_GB }];
  }
  return target.replicationSpecs.flatMap(({ regionConfigs }) =>
    regionConfigs.map(({ providerName, regionName, electableSpecs }) => ({
      region: `${providerName}/${regionName}`,
      size: electableSpecs.instanceSize,
      nodes: electableSpecs.nodeCount,
      diskGB: electableSpecs.diskSizeGB ?? 0,
    })),
  );
}

/** It fits onto the disks: one copy of each shard. */
function mostRestored(target: TargetBody | undefined): number | null {
  const parts = target === undefined ? [] : partsOf(target);
  if (parts.length === 0 || parts.some(({ diskGB }) => diskGB === 0)) return null;
  return parts.reduce((all, { diskGB }) => all + diskGB, 0);
}

function ofTarget(target: TargetBody, hours: number, when: When): readonly Quantity[] {
  const parts = partsOf(target);
  if (isFlex(target)) {
    const region = parts[0]?.region ?? '';
    return [{ item: `TARGET_FLEX${when}`, quantity: rounded(hours), unit: 'hours', region }];
  }
  const alike = Object.values(Object.groupBy(parts, ({ size, region }) => `${size} ${region}`));
  const { encryptionAtRestProvider = 'NONE', configServerManagementMode } = target;
  return [
    ...alike.flatMap((some = []) => ofAlike(some, hours, when, encryptionAtRestProvider !== 'NONE')),
    ...(configServerManagementMode === 'FIXED_TO_DEDICATED'
      ? [
          {
            item: `TARGET_CONFIG_SERVERS${when}`,
            quantity: rounded(hours),
            unit: 'hours',
            region: parts[0]?.region ?? '',
          } as const,
        ]
      : []),
  ];
}

function ofAlike(parts: readonly Part[], hours: number, when: When, hasKey: boolean): readonly Quantity[] {
  const [{ size = '', region = '' } = {}] = parts;
  const nodes = parts.reduce((all, part) => all + part.nodes, 0);
  const disk = parts.reduce((all, part) => all + part.nodes * part.diskGB, 0);
  // One whose disk Atlas does not say is not without one.
  const isSaid = parts.every(({ diskGB }) => diskGB > 0);
  const nodeHours = { quantity: rounded(nodes * hours), unit: 'node-hours', size, region } as const;
  return [
    { item: `TARGET_NODES${when}`, ...nodeHours },
    {
      item: `TARGET_DISK${when}`,
      quantity: isSaid ? rounded(disk * hours) : null,
      unit: 'GB-hours',
      region,
    },
    ...(hasKey ? [{ item: `TARGET_CUSTOMER_KEY${when}`, ...nodeHours } as const] : []),
  ];
}

function ofNetwork(network: DrillNetwork | undefined, hours: number): readonly Quantity[] {
  if (network === undefined) return [];
  if ('privateEndpoint' in network)
    return [{ item: 'PRIVATE_ENDPOINT', quantity: rounded(hours), unit: 'hours' }];
  return [{ item: 'NAT', quantity: rounded(network.natEip.length * hours), unit: 'hours' }];
}

export const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
