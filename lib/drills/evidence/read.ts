/** A drill's records of the chain, as they are stored: whether they are what was signed, a verifier says. */
import type { EvidenceStore } from '../../evidence/store.ts';
import type { DrillRecord } from '../record.ts';

export interface DrillEvidence {
  /** JSON texts: of the drill, of its cleanup once there is one, and of its reviews. */
  readonly records: readonly string[];
  /** The number of one that the ledger names and the store has not. */
  readonly missing?: number;
}

export async function drillEvidence(
  store: Pick<EvidenceStore, 'read'>,
  { evidence, cleanupEvidence, reviews = [] }: Pick<DrillRecord, 'evidence' | 'cleanupEvidence' | 'reviews'>,
): Promise<DrillEvidence> {
  const records: string[] = [];
  const positions = [evidence, cleanupEvidence, ...reviews.map((review) => review.evidence)];
  // As they stand in the chain: a target that is kept is reviewed before it is taken away.
  const known = positions.filter((position) => position !== undefined);
  for (const position of known.sort((one, other) => one.sequence - other.sequence)) {
    const bytes = await store.read(position.sequence);
    if (bytes === undefined) return { records, missing: position.sequence };
    records.push(Buffer.from(bytes).toString());
  }
  return { records };
}
