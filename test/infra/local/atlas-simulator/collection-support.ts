/** Collection restores of Orders, as the tests ask for them. */
import { type Caller, NEWEST, ORDERS, RESTORE_TEST, type Reply } from './support.ts';

export const JOBS = `${ORDERS}/collectionRestoreJobs`;

export const secondsAt = (iso: string) => Date.parse(iso) / 1000;
export const sources = (...names: string[]) => names.map((sourceNamespace) => ({ sourceNamespace }));

export const BODY = {
  collections: sources('sales.orders', 'sales.customers'),
  indexStrategy: 'ALL',
  snapshotId: NEWEST.Orders,
  targetClusterName: 'restore-target',
  targetGroupId: RESTORE_TEST,
  writeStrategy: 'CREATE_NEW',
};

export function create({ post }: Caller, overrides: object = {}): Promise<Reply> {
  return post(JOBS, { ...BODY, ...overrides });
}
