/** A drill's records of the chain: of the drill, of its cleanup once there is one, and of its reviews. */
import type { EvidenceStore } from '../../evidence/store.ts';
import { type StoredRecords, storedRecords } from '../../evidence/stored-records.ts';
import type { DrillRecord } from '../record.ts';

/** As they stand in the chain: a target that is kept is reviewed before it is taken away. */
export const drillEvidence = (
  store: Pick<EvidenceStore, 'read'>,
  { evidence, cleanupEvidence, reviews = [] }: Pick<DrillRecord, 'evidence' | 'cleanupEvidence' | 'reviews'>,
): Promise<StoredRecords> =>
  storedRecords(store, [evidence, cleanupEvidence, ...reviews.map((review) => review.evidence)]);
