/** What things cost: a dated table of the configuration, since Atlas' API tells no prices. What it leaves out is unknown. */
import * as z from 'zod/mini';

const usd = z.number().check(z.minimum(0));
const REGION = /^((AWS|AZURE|GCP)\/[A-Z0-9_]+|default)$/;

/** One price everywhere, or one a region: `{ 'AWS/EU_WEST_1': 0.09, default: 0.08 }`. */
const price = z.union(
  [usd, z.record(z.string().check(z.regex(REGION, 'must be as AWS/EU_WEST_1, or default')), usd)],
  'must be dollars, or dollars by region: { "AWS/EU_WEST_1": 0.09, default: 0.08 }',
);
export type Price = z.output<typeof price>;

export const prices = z.strictObject({
  /** The day on which it was true: each estimate says it. */
  asOf: z.iso.date('must be a day, as 2026-11-01'),
  currency: z._default(z.literal('USD'), 'USD'),
  /** Of an hour of a replica set of three nodes, as Atlas' list has it; of a Flex cluster, `FLEX`. */
  clusterHour: z._default(
    z.record(
      z.string().check(z.regex(/^([MR]\d{1,3}(_NVME)?|FLEX)$/, 'must be a size, as M30, or FLEX')),
      price,
    ),
    {},
  ),
  /** Of the config servers of a sharded cluster that has its own. */
  configServerHour: z.optional(price),
  /** Of a GB of one node's disk. 0 where the list's hour includes it. */
  diskGBMonth: z.optional(price),
  /** On top of `clusterHour`, where data is encrypted with the customer's key. */
  customerKeyPercent: z.optional(usd),
  /** Of a GB that is restored. */
  restoreTransferGB: z.optional(price),
  /** Of one address that drills read from, while a drill runs. 0 where it stands anyway. */
  natHour: z.optional(usd),
  endpointHour: z.optional(usd),
  snapshotGBMonth: z.optional(price),
});
export type Prices = z.output<typeof prices>;

/** Of all drills together. */
export const monthBudget = z.strictObject({ perMonthUsd: z.optional(usd) });
/** Of each drill of a plan. */
export const drillBudget = z.strictObject({ perDrillUsd: z.optional(usd) });

/** A weekly drill of an M30 costs a few dollars: more than this is a slip in a plan, and is to be said on purpose. */
export const PER_DRILL_USD = 25;
export const PER_MONTH_USD = 200;

/** Undefined: the table does not say. */
export function priceIn(price: Price | undefined, region: string | undefined): number | undefined {
  if (price === undefined || typeof price === 'number') return price;
  return (region === undefined ? undefined : price[region]) ?? price.default;
}
