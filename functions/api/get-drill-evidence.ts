/** `GET /v1/drills/{id}/evidence`: the drill's records of the chain, byte by byte as they are stored. */
import { drillEvidence } from '../../lib/drills/evidence/read.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { findDrill } from '../../lib/http/drill-parameters.ts';
import { evidenceAnswer } from '../../lib/http/evidence-answer.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { evidence } from '../../lib/services/evidence.ts';

export const definition = apiFunction({
  needs: { drillLedger, evidence },
  async handle({ path }, context) {
    const record = await findDrill(context.drillLedger, path);
    const stored = await drillEvidence(context.evidence.store, record);
    return evidenceAnswer(stored, { of: 'drill', id: record.id, log: context.log });
  },
});

export const handler = onLambda(definition);
