/** A drill's records of the chain, as they are stored: whether they are what was signed, a verifier says. */
import type { EvidenceStore } from '../../evidence/store.ts';
import type { DrillRecord } from '../record.ts';

export interface DrillEvidence {
  /** JSON texts: of the drill, and of its cleanup once there is one. */
  readonly records: readonly string[];
  /** The number of one that the ledger names and the store has not. */
  readonly missing?: number;
}

export async function drillEvidence(
  store: Pick<EvidenceStore, 'read'>,
  { evidence, cleanupEvidence }: Pick<DrillRecord, 'evidence' | 'cleanupEvidence'>,
): Promise<DrillEvidence> {
  const records: string[] = [];
  for (const position of [evidence, cleanupEvidence]) {
    if (position === undefined) continue;
    const bytes = await store.read(position.sequence);
    if (bytes === undefined) return { records, missing: position.sequence };
    records.push(Buffer.from(bytes).toString());
  }
  return { records };
}
