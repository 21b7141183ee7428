/** Costs as our API answers them: parts of the schemas of drills and plans. */
import * as z from 'zod/mini';
import type { PreviewEstimate } from '../preview.ts';
import { COST_BASES, type Cost, type DrillCost } from './estimate.ts';
import type { ThisMonth } from './month.ts';
import { COST_ITEMS, COST_UNITS } from './quantities.ts';

/** A field more in a type than here, or the other way round, does not compile. */
type Fields<View> = { readonly [Name in keyof View]-?: z.ZodMiniType };

const dollars = z.nullable(z.number());
const asOf = z.nullable(z.iso.date());

export const cost = z.object({
  item: z.enum(COST_ITEMS),
  quantity: z.nullable(z.number()),
  unit: z.enum(COST_UNITS),
  size: z.optional(z.string()),
  region: z.optional(z.string()),
  usd: dollars,
  basis: z.enum(COST_BASES),
} satisfies Fields<Cost>);

export const drillCost = z.object({
  asOf,
  estimatedUsd: dollars,
  actualUsd: dollars,
  hours: z.number(),
  missing: z.array(z.string()),
  items: z.array(cost),
  actualItems: z.optional(z.array(cost)),
} satisfies Fields<DrillCost>);

export const estimate = z.object({
  asOf,
  usd: dollars,
  missing: z.array(z.string()),
  perDrillUsd: z.number(),
  perMonthUsd: z.number(),
} satisfies Fields<PreviewEstimate>);

export const thisMonth = z.object({
  usd: z.number(),
  drills: z.int().check(z.minimum(0)),
  reservedUsd: z.number(),
} satisfies Fields<ThisMonth>);
