/** Apart from the ledger: who only tells callers of it needs no client of DynamoDB. */

/** The record was written by somebody else since it was read: read again and decide anew. */
export class LedgerConflict extends Error {
  override name = 'LedgerConflict' as const;
  readonly id: string;

  constructor(id: string) {
    super(`The record of ${id} was changed by somebody else at the same moment.`);
    this.id = id;
  }
}
