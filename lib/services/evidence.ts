import * as z from 'zod/mini';
import { LedgerEvidenceIndex } from '../aws/evidence-index.ts';
import { KmsEvidenceSigner } from '../aws/evidence-signer.ts';
import { S3EvidenceStore } from '../aws/evidence-store.ts';
import { filled } from '../env.ts';
import { part } from './services.ts';

/** Where evidence lies, how long it is locked, and who signs it. */
export const evidence = part('evidence', {
  environment: z.object({
    EVIDENCE_BUCKET: filled,
    EVIDENCE_LOCK_MODE: z.enum(['COMPLIANCE', 'GOVERNANCE']),
    EVIDENCE_LOCK_MONTHS: z.pipe(
      z.string().check(z.regex(/^\d{1,3}$/)),
      z.transform((text) => Number(text)),
    ),
    EVIDENCE_KEY_ARN: filled,
    LEDGER_TABLE: filled,
  }),
  connect(
    { EVIDENCE_BUCKET, EVIDENCE_LOCK_MODE, EVIDENCE_LOCK_MONTHS, EVIDENCE_KEY_ARN, LEDGER_TABLE },
    { aws, clock },
  ) {
    const lock = { mode: EVIDENCE_LOCK_MODE, months: EVIDENCE_LOCK_MONTHS };
    return {
      evidence: {
        store: new S3EvidenceStore({ bucket: EVIDENCE_BUCKET, lock }, clock, aws.evidence),
        index: new LedgerEvidenceIndex(LEDGER_TABLE, aws.ledger),
        signer: new KmsEvidenceSigner(EVIDENCE_KEY_ARN, aws.keys),
      },
    };
  },
});
