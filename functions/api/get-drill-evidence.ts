/** `GET /v1/drills/{id}/evidence`: the drill's records of the chain, byte by byte as they are stored. */
import { drillEvidence } from '../../lib/drills/evidence/read.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { findDrill } from '../../lib/http/drill-parameters.ts';
import { ApiProblem } from '../../lib/http/problem.ts';
import { onLambda } from '../../lib/lambda.ts';
import { drillLedger } from '../../lib/services/drill-ledger.ts';
import { evidence } from '../../lib/services/evidence.ts';

export const definition = apiFunction({
  needs: { drillLedger, evidence },
  async handle({ path }, context) {
    const record = await findDrill(context.drillLedger, path);
    const { records, missing } = await drillEvidence(context.evidence.store, record);
    if (missing !== undefined) {
      context.log.error('evidence missing', { drillId: record.id, sequence: missing });
      throw new ApiProblem({
        status: 500,
        errorCode: 'EVIDENCE_MISSING',
        detail: `The ledger names the evidence record ${missing}, and it is not in the store. See docs/evidence.md, "When something is found".`,
        parameters: [missing],
      });
    }
    if (records.length === 0)
      throw new ApiProblem({
        status: 404,
        errorCode: 'EVIDENCE_NOT_FOUND',
        detail: `There is no evidence of drill ${record.id} yet.`,
        parameters: [record.id],
      });
    // Records are JSON already: parsed and written anew they would be other bytes than were signed.
    const body = `{"results":[${records.join(',')}]}`;
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
  },
});

export const handler = onLambda(definition);
