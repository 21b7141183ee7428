/** `GET /v1/restores/{id}/evidence`: the restore's records of the chain, byte by byte as they are stored. */
import { apiFunction } from '../../lib/http/api-function.ts';
import { evidenceAnswer } from '../../lib/http/evidence-answer.ts';
import { findRestore } from '../../lib/http/parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { restoreEvidence } from '../../lib/restores/evidence/read.ts';
import { evidence } from '../../lib/services/evidence.ts';
import { ledger } from '../../lib/services/ledger.ts';

export const definition = apiFunction({
  needs: { ledger, evidence },
  async handle({ path }, context) {
    const record = await findRestore(context.ledger, path);
    const stored = await restoreEvidence(context.evidence.store, record);
    return evidenceAnswer(stored, { of: 'restore', id: record.id, log: context.log });
  },
});

export const handler = onLambda(definition);
