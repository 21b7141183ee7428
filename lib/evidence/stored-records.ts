/** Records of the chain, as they are stored: whether they are what was signed, a verifier says. */
import type { EvidencePosition } from './record.ts';
import type { EvidenceStore } from './store.ts';

export interface StoredRecords {
  /** JSON texts, as they stand in the chain. */
  readonly records: readonly string[];
  /** The number of one that the ledger names and the store has not. */
  readonly missing?: number;
}

/** @param positions in any order; undefined: it is not written yet */
export async function storedRecords(
  store: Pick<EvidenceStore, 'read'>,
  positions: readonly (EvidencePosition | undefined)[],
): Promise<StoredRecords> {
  const records: string[] = [];
  const known = positions.filter((position) => position !== undefined);
  for (const { sequence } of known.sort((one, other) => one.sequence - other.sequence)) {
    const bytes = await store.read(sequence);
    if (bytes === undefined) return { records, missing: sequence };
    records.push(Buffer.from(bytes).toString());
  }
  return { records };
}
