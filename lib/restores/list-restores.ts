/** Lists of restores as the API shows them: an expired download is found under the status that it shows. */
import type { LedgerContext } from './context.ts';
import type { RestoreRecord, RestoreStatus } from './record.ts';
import { expireIfDue } from './view.ts';

export interface ListRequest {
  readonly status?: RestoreStatus;
  readonly limit: number;
  /** Where the page before ended, as the ledger gave it. */
  readonly cursor?: string;
}

export interface RestoreList {
  readonly restores: readonly RestoreRecord[];
  readonly next?: string;
}

/** `EXPIRED` is derived on reading, so in the ledger such a restore may still be `READY`. */
const STORED_AS: Partial<Record<RestoreStatus, readonly RestoreStatus[]>> = { EXPIRED: ['READY', 'EXPIRED'] };
/** A page of the ledger may hold none of the wanted ones; after so many the caller goes on by the cursor. */
const MOST_PAGES = 10;

export async function listRestores(
  { ledger, clock }: Pick<LedgerContext, 'ledger' | 'clock'>,
  { status, limit, cursor }: ListRequest,
): Promise<RestoreList> {
  const now = clock.now();
  const restores: RestoreRecord[] = [];
  let next = cursor;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await ledger.listRestores({
      ...(status && { statuses: STORED_AS[status] ?? [status] }),
      limit: limit - restores.length,
      ...(next !== undefined && { cursor: next }),
    });
    const shown = page.restores.map((record) => expireIfDue(record, now));
    restores.push(...shown.filter((record) => status === undefined || record.status === status));
    next = page.next;
    if (next === undefined || restores.length >= limit) break;
  }
  return { restores, ...(next !== undefined && { next }) };
}
