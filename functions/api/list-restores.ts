/** `GET /v1/restores`: newest first, by status if asked, paged by cursor. */
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { readListQuery, toCursor } from '../../lib/http/parameters.ts';
import { onLambda } from '../../lib/lambda.ts';
import { listRestores } from '../../lib/restores/list-restores.ts';
import { toView } from '../../lib/restores/view.ts';
import { ledger } from '../../lib/services/ledger.ts';

export const definition = apiFunction({
  needs: { ledger },
  async handle({ query }, context) {
    const { restores, next } = await listRestores(context, readListQuery(query));
    const now = context.clock.now();
    const results = restores.map((record) => toView(record, now));
    return jsonAnswer(200, { results, ...(next !== undefined && { next: toCursor(next) }) });
  },
});

export const handler = onLambda(definition);
