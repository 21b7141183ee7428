/** A restore's records of the chain: one for each end that it had. */
import type { EvidenceStore } from '../../evidence/store.ts';
import { type StoredRecords, storedRecords } from '../../evidence/stored-records.ts';
import type { RestoreRecord } from '../record.ts';

export const restoreEvidence = (
  store: Pick<EvidenceStore, 'read'>,
  { provenEnds = [] }: Pick<RestoreRecord, 'provenEnds'>,
): Promise<StoredRecords> =>
  storedRecords(
    store,
    provenEnds.map(({ evidence }) => evidence),
  );
