/** A restore's records of the chain, as they are stored: whether they are what was signed, a verifier says. */
import type { EvidenceStore } from '../../evidence/store.ts';
import type { RestoreRecord } from '../record.ts';

export interface RestoreEvidence {
  /** JSON texts, oldest first. */
  readonly records: readonly string[];
  /** The number of one that the ledger names and the store has not. */
  readonly missing?: number;
}

export async function restoreEvidence(
  store: Pick<EvidenceStore, 'read'>,
  { provenEnds = [] }: Pick<RestoreRecord, 'provenEnds'>,
): Promise<RestoreEvidence> {
  const records: string[] = [];
  for (const { evidence } of provenEnds) {
    const bytes = await store.read(evidence.sequence);
    if (bytes === undefined) return { records, missing: evidence.sequence };
    records.push(Buffer.from(bytes).toString());
  }
  return { records };
}
