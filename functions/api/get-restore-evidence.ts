/** `GET /v1/restores/{id}/evidence`: the restore's records of the chain, byte by byte as they are stored. */
import { apiFunction } from '../../lib/http/api-function.ts';
import { findRestore } from '../../lib/http/parameters.ts';
import { ApiProblem } from '../../lib/http/problem.ts';
import { onLambda } from '../../lib/lambda.ts';
import { restoreEvidence } from '../../lib/restores/evidence/read.ts';
import { evidence } from '../../lib/services/evidence.ts';
import { ledger } from '../../lib/services/ledger.ts';

export const definition = apiFunction({
  needs: { ledger, evidence },
  async handle({ path }, context) {
    const record = await findRestore(context.ledger, path);
    const { records, missing } = await restoreEvidence(context.evidence.store, record);
    if (missing !== undefined) {
      context.log.error('evidence missing', { restoreId: record.id, sequence: missing });
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
        detail: `There is no evidence of restore ${record.id} yet.`,
        parameters: [record.id],
      });
    // Records are JSON already: parsed and written anew they would be other bytes than were signed.
    const body = `{"results":[${records.join(',')}]}`;
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
  },
});

export const handler = onLambda(definition);
