/** `GET /v1/openapi.json`: what is served, as `npm run openapi` wrote it. A test fails when that is stale. */
import document from '../../docs/openapi.json' with { type: 'json' };
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { onLambda } from '../../lib/lambda.ts';

export const definition = apiFunction({
  needs: {},
  handle: async () => jsonAnswer(200, document),
});

export const handler = onLambda(definition);
