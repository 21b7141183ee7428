/** `GET /v1/restores/{id}`: how a restore stands, from the ledger. */
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { findRestore } from '../../lib/http/parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { toView } from '../../lib/restores/view.ts';
import { ledger } from '../../lib/services/ledger.ts';

export const definition = apiFunction({
  needs: { ledger },
  async handle({ path }, { ledger, clock }) {
    return jsonAnswer(200, toView(await findRestore(ledger, path), clock.now()));
  },
});

export const handler = onLambda(definition);
