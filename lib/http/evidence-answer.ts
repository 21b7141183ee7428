/** What is answered to who asks for the evidence of a drill or of a restore. */
import type { StoredRecords } from '../evidence/stored-records.ts';
import type { Log } from '../log.ts';
import type { ApiAnswer } from './answer.ts';
import { ApiProblem } from './problem.ts';

export function evidenceAnswer(
  { records, missing }: StoredRecords,
  { of, id, log }: { of: 'drill' | 'restore'; id: string; log: Log },
): ApiAnswer {
  if (missing !== undefined) {
    log.error('evidence missing', { [`${of}Id`]: id, sequence: missing });
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
      detail: `There is no evidence of ${of} ${id} yet.`,
      parameters: [id],
    });
  // Records are JSON already: parsed and written anew they would be other bytes than were signed.
  const body = `{"results":[${records.join(',')}]}`;
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
}
