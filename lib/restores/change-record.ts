/** Changes a record that others may change at the same moment, without losing what they wrote. */
import type { Ledger } from '../aws/ledger.ts';
import { LedgerConflict } from '../aws/ledger-conflict.ts';
import type { RestoreRecord } from './record.ts';

/** A record has a handful of writers; whoever loses this often against them is in a loop. */
const TRIES = 5;

/**
 * `change` gets the record as it is and returns it as it shall be, or undefined to leave it alone; it may be called
 * again when somebody was quicker. Returns what is in the ledger afterwards. Throws {@link LedgerConflict}.
 */
export async function changeRecord(
  ledger: Ledger,
  record: RestoreRecord,
  change: (current: RestoreRecord) => RestoreRecord | undefined,
): Promise<RestoreRecord> {
  let current = record;
  for (let tries = 1; ; tries += 1) {
    const next = change(current);
    if (next === undefined) return current;
    try {
      return await ledger.saveRestore(next);
    } catch (error) {
      if (!(error instanceof LedgerConflict) || tries === TRIES) throw error;
      const read = await ledger.getRestore(record.id);
      if (read === undefined) throw error;
      current = read;
    }
  }
}
