/** `POST /v1/restores/{id}/undo`: says that undo is not built yet; there is no safety snapshot to go back to. */
import { apiFunction } from '../../lib/http/api-function.ts';
import { findRestore } from '../../lib/http/parameters.ts';
import { ApiProblem } from '../../lib/http/problem.ts';
import { onLambda } from '../../lib/lambda.ts';
import { ledger } from '../../lib/services/ledger.ts';

export const definition = apiFunction({
  needs: { ledger },
  async handle({ path }, { ledger }) {
    await findRestore(ledger, path);
    throw new ApiProblem({
      status: 400,
      errorCode: 'NOT_YET_SUPPORTED',
      detail: 'Undo needs a safety snapshot, which is not supported yet.',
      parameters: ['undo'],
    });
  },
});

export const handler = onLambda(definition);
