/** What a drill would use, at most: each for the whole of its time. Nobody has said what any of it costs. Pure. */
import type { BodyOf } from '../../atlas/operations.ts';
import { CLEANUP_MINUTES } from '../new-drill.ts';
import type { DrillPlan } from '../plans/plan.ts';

export const COST_ITEMS = [
  'TARGET_NODES',
  'TARGET_DISK',
  'TARGET_FLEX',
  'TARGET_NODES_KEPT',
  'TARGET_DISK_KEPT',
  'TARGET_FLEX_KEPT',
  'RESTORED_DATA',
] as const;

export interface Cost {
  readonly item: (typeof COST_ITEMS)[number];
  /** At most; null: Atlas does not say. */
  readonly quantity: number | null;
  readonly unit: 'node-hours' | 'GB-hours' | 'hours' | 'GB';
  /** Of which instance size. */
  readonly size?: string;
  readonly usd: null;
  readonly basis: 'NO_PRICE_TABLE';
}

type ClusterBody = BodyOf<'createCluster'>;

/** @param target the body that would be sent; `flex` of a Flex cluster; undefined: none is made */
export function costsOf(
  { limits, keep }: Pick<DrillPlan, 'limits' | 'keep'>,
  target: ClusterBody | 'flex' | undefined,
  sizeBytes: number | undefined,
): readonly Cost[] {
  const hours = (limits.timeLimitMinutes + CLEANUP_MINUTES) / 60;
  const kept = Math.max(keep.onSuccessMinutes, keep.onFailureMinutes) / 60;
  return [
    ...(target === undefined ? [] : ofTarget(target, hours, '')),
    ...(target === undefined || kept === 0 ? [] : ofTarget(target, kept, '_KEPT')),
    cost('RESTORED_DATA', sizeBytes === undefined ? null : rounded(sizeBytes / 1e9), 'GB'),
  ];
}

function ofTarget(target: ClusterBody | 'flex', hours: number, when: '' | '_KEPT'): readonly Cost[] {
  if (target === 'flex') return [cost(`TARGET_FLEX${when}`, rounded(hours), 'hours')];
  const regions = target.replicationSpecs.flatMap(({ regionConfigs }) => regionConfigs);
  const sum = (of: (specs: Specs) => number) =>
    regions.reduce((all, { electableSpecs }) => all + of(electableSpecs ?? {}), 0);
  const nodes = sum(({ nodeCount = 0 }) => nodeCount);
  const disk = sum(({ nodeCount = 0, diskSizeGB = 0 }) => nodeCount * diskSizeGB);
  const size = regions[0]?.electableSpecs?.instanceSize;
  return [
    { ...cost(`TARGET_NODES${when}`, rounded(nodes * hours), 'node-hours'), ...(size && { size }) },
    cost(`TARGET_DISK${when}`, disk === 0 ? null : rounded(disk * hours), 'GB-hours'),
  ];
}

interface Specs {
  readonly instanceSize?: string | undefined;
  readonly nodeCount?: number | undefined;
  readonly diskSizeGB?: number | undefined;
}

const cost = (item: Cost['item'], quantity: number | null, unit: Cost['unit']): Cost => ({
  item,
  quantity,
  unit,
  usd: null,
  basis: 'NO_PRICE_TABLE',
});

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
