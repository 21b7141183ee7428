/** From quantities and a price table to an estimate. What the table does not say is null, and then so is the sum. Pure. */
import type { DrillRecord } from '../record.ts';
import { type Price, type Prices, priceIn } from './prices.ts';
import { hoursOf, type Quantity, quantitiesOf, rounded, type Use } from './quantities.ts';

export const COST_BASES = ['PRICE_TABLE', 'NO_PRICE_TABLE', 'NO_PRICE', 'NO_QUANTITY'] as const;

export interface Cost extends Quantity {
  readonly usd: number | null;
  /** Where `usd` is from, or why there is none. */
  readonly basis: (typeof COST_BASES)[number];
}

export interface Estimate {
  /** The day of the prices; null: there are none. */
  readonly asOf: string | null;
  readonly usd: number | null;
  /** Why there is no sum: prices as the table would call them, quantities by their item. */
  readonly missing: readonly string[];
  readonly items: readonly Cost[];
  /** In which the items are used up: what the drill took is held to them. */
  readonly hours: number;
}

/** What a drill's record says. */
export interface DrillCost {
  readonly asOf: string | null;
  readonly estimatedUsd: number | null;
  /** Once nothing is left of it; null before, and where there is no estimate. */
  readonly actualUsd: number | null;
  readonly hours: number;
  readonly missing: readonly string[];
  readonly items: readonly Cost[];
  readonly actualItems?: readonly Cost[];
}

/** As Atlas' list has it. */
const NODES_OF_A_PRICE = 3;
/** As clouds count: a year's hours by twelve. */
const MONTH_HOURS = 730;

export function estimateOf(use: Use, prices: Prices | undefined): Estimate {
  const priced = quantitiesOf(use).map((one) => pricedBy(prices, one));
  const items = priced.map(({ cost }) => cost);
  return {
    asOf: prices?.asOf ?? null,
    usd: sumOf(items),
    missing: [...new Set(priced.flatMap(({ missing }) => missing))],
    items,
    hours: rounded(hoursOf(use.plan)),
  };
}

export const toDrillCost = ({ usd, ...estimate }: Estimate): DrillCost => ({
  ...estimate,
  estimatedUsd: usd,
  actualUsd: null,
});

/** Null where one is. */
export const sumOf = (items: readonly Pick<Cost, 'usd'>[]): number | null =>
  items.every(({ usd }) => usd !== null)
    ? dollars(items.reduce((all, { usd }) => all + (usd ?? 0), 0))
    : null;

/** Hundredths of a cent: an hour of the smallest cluster has some. Sums of such numbers are compared. */
export const dollars = (usd: number): number => Math.round(usd * 10_000) / 10_000;

/** To the hundredth of a cent where there is one: what is just too much must not read as just enough. */
export const dollarsText = (usd: number): string => usd.toFixed(4).replace(/0{1,2}$/, '');

function pricedBy(prices: Prices | undefined, one: Quantity): { cost: Cost; missing: readonly string[] } {
  const unknown = (basis: Cost['basis'], missing: string) => ({
    cost: { ...one, usd: null, basis },
    missing: [missing],
  });
  if (prices === undefined) return unknown('NO_PRICE_TABLE', 'drills.prices');
  const known = (usd: number) => ({ cost: { ...one, usd, basis: 'PRICE_TABLE' as const }, missing: [] });
  // Nothing is free, whatever its price.
  if (one.quantity === 0) return known(0);
  const rate = rateOf(prices, one);
  if (typeof rate === 'string') return unknown('NO_PRICE', rate);
  // What costs nothing does so in any quantity.
  if (rate === 0) return known(0);
  if (one.quantity === null) return unknown('NO_QUANTITY', one.item);
  return known(dollars(one.quantity * rate));
}

/** Dollars of one of its unit, or what the table lacks. */
function rateOf(prices: Prices, { item, size = '', region }: Quantity): number | string {
  const named = (field: string, price: Price | undefined): number | string => {
    const found = priceIn(price, region);
    if (found !== undefined) return found;
    return price === undefined ? field : `${field} of ${region ?? 'default'}`;
  };
  const of = (field: string, price: Price | undefined, per = 1): number | string => {
    const found = named(field, price);
    return typeof found === 'string' ? found : found / per;
  };
  const { clusterHour } = prices;
  const nodeHour = () => of(`clusterHour.${size}`, ownOf(clusterHour, size), NODES_OF_A_PRICE);
  switch (item) {
    case 'TARGET_NODES':
    case 'TARGET_NODES_KEPT':
      return nodeHour();
    case 'TARGET_FLEX':
    case 'TARGET_FLEX_KEPT':
      return of('clusterHour.FLEX', ownOf(clusterHour, 'FLEX'));
    case 'TARGET_CUSTOMER_KEY':
    case 'TARGET_CUSTOMER_KEY_KEPT': {
      const percent = named('customerKeyPercent', prices.customerKeyPercent);
      const hour = nodeHour();
      if (typeof percent === 'string') return percent;
      return typeof hour === 'string' ? hour : (hour * percent) / 100;
    }
    case 'TARGET_CONFIG_SERVERS':
    case 'TARGET_CONFIG_SERVERS_KEPT':
      return of('configServerHour', prices.configServerHour);
    case 'TARGET_DISK':
    case 'TARGET_DISK_KEPT':
      return of('diskGBMonth', prices.diskGBMonth, MONTH_HOURS);
    case 'RESTORED_DATA':
      return of('restoreTransferGB', prices.restoreTransferGB);
    case 'NAT':
      return of('natHour', prices.natHour);
    case 'PRIVATE_ENDPOINT':
      return of('endpointHour', prices.endpointHour);
    case 'RETAINED_SNAPSHOTS':
      return of('snapshotGBMonth', prices.snapshotGBMonth);
  }
}

const ownOf = (table: Prices['clusterHour'], size: string): Price | undefined =>
  Object.hasOwn(table, size) ? table[size] : undefined;

const WHILE_IT_RUNS: ReadonlySet<string> = new Set(['NAT', 'PRIVATE_ENDPOINT']);

type Ended = Pick<DrillRecord, 'cost' | 'target' | 'restore' | 'cleanup' | 'marks'>;

/**
 * What a drill that is cleaned up has cost, by the prices of its estimate: from the moment at which its target was asked
 * for, since nobody says when Atlas begins to charge, until it was seen to be gone.
 */
export function withActual(ended: Ended): DrillCost | undefined {
  const { cost, target, cleanup, marks } = ended;
  if (cost === undefined) return undefined;
  const stood = target !== undefined && cleanup?.target !== 'NEVER_MADE';
  const actualItems = costUntil(cost, ended, stood ? marks.cleanedAt : undefined);
  return { ...cost, actualItems, actualUsd: cost.estimatedUsd === null ? null : sumOf(actualItems) };
}

/** What one whose target still stands will have cost at a moment; null: nobody knows. */
export function usdUntil(standing: Ended, at: Date): number | null {
  const { cost, target } = standing;
  if (cost?.estimatedUsd == null || target?.kind !== 'ephemeral') return null;
  return sumOf(costUntil(cost, standing, at.toISOString()));
}

function costUntil(
  cost: DrillCost,
  { target, restore }: Pick<Ended, 'target' | 'restore'>,
  until: string | undefined,
): readonly Cost[] {
  const ms =
    target === undefined || until === undefined ? 0 : Date.parse(until) - Date.parse(target.intendedAt);
  const share = cost.hours === 0 ? 0 : Math.max(0, ms) / 3_600_000 / cost.hours;
  const shareOf = ({ item }: Cost): number => {
    if (item === 'RESTORED_DATA') return restore === undefined ? 0 : 1;
    // Needed while a drill runs, and not while its target is kept for people.
    return WHILE_IT_RUNS.has(item) ? Math.min(1, share) : share;
  };
  return (
    cost.items
      // What it was kept for is in those hours.
      .filter(({ item }) => !item.endsWith('_KEPT'))
      .map((one) => times(one, shareOf(one)))
  );
}

const times = (cost: Cost, share: number): Cost => ({
  ...cost,
  quantity: cost.quantity === null ? null : rounded(cost.quantity * share),
  usd: cost.usd === null ? null : dollars(cost.usd * share),
});
