/** Which databases and collections the fleet's dedicated sources hold. Names and counts; the documents are made as they are read. */
import { PRODUCTION } from './fleet.ts';

export interface Collection {
  readonly database: string;
  readonly name: string;
  readonly documents: number;
  /** ms: its newest document. @default now */
  readonly asOf?: number;
  /** Documented: time series and views cannot be restored one by one. */
  readonly isUnsupported?: boolean;
}

const ORDERS: readonly Collection[] = [
  { database: 'inventory', name: 'stock', documents: 8_000 },
  { database: 'inventory', name: 'warehouses', documents: 12 },
  { database: 'metrics', name: 'requests', documents: 500_000, isUnsupported: true },
  { database: 'sales', name: 'customers', documents: 8_000 },
  { database: 'sales', name: 'invoices', documents: 11_500 },
  { database: 'sales', name: 'orders', documents: 12_000 },
];
const CATALOG: readonly Collection[] = [
  { database: 'catalog', name: 'categories', documents: 240 },
  { database: 'catalog', name: 'prices', documents: 96_000 },
  { database: 'catalog', name: 'products', documents: 48_000 },
  { database: 'media', name: 'images', documents: 150_000 },
];

const ACCOUNTS: readonly Collection[] = [
  { database: 'billing', name: 'disputes', documents: 0 },
  { database: 'billing', name: 'plans', documents: 6 },
  { database: 'identity', name: 'sessions', documents: 900 },
  { database: 'identity', name: 'users', documents: 4_200 },
];
const EVENTS: readonly Collection[] = [{ database: 'events', name: 'clicks', documents: 20_000 }];
const LEGACY: readonly Collection[] = [{ database: 'legacy', name: 'posts', documents: 350 }];

/** A map, because a deployment may be called `constructor`. */
const BY_DEPLOYMENT: ReadonlyMap<string, readonly Collection[]> = new Map([
  ['Orders', ORDERS],
  ['Catalog', CATALOG],
  ['Accounts', ACCOUNTS],
  ['Events', EVENTS],
  ['Legacy', LEGACY],
]);

/** Every other deployment, of whatever name, is empty until something is restored onto it. */
export function fleetCollections({
  projectId,
  name,
}: {
  readonly projectId: string;
  readonly name: string;
}): readonly Collection[] {
  return projectId === PRODUCTION.id ? (BY_DEPLOYMENT.get(name) ?? []) : [];
}

export const namespaceOf = ({ database, name }: Pick<Collection, 'database' | 'name'>) =>
  `${database}.${name}`;
