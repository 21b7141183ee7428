/** `GET /v1/restores/{id}/download`: fresh links of a ready download. Never cached, never stored, never logged. */
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { findRestore } from '../../lib/http/parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { downloadLinks } from '../../lib/restores/download.ts';
import { atlas } from '../../lib/services/atlas.ts';
import { ledger } from '../../lib/services/ledger.ts';

export const definition = apiFunction({
  needs: { ledger, atlas },
  async handle({ path }, context) {
    const record = await findRestore(context.ledger, path);
    return jsonAnswer(200, await downloadLinks(context, record), { 'cache-control': 'no-store' });
  },
});

export const handler = onLambda(definition);
