/** `GET /v1/health`: the service answers. Asks nobody, so that it can be asked often. */
import { jsonAnswer } from '../../lib/http/answer.ts';
import { apiFunction } from '../../lib/http/api-function.ts';
import { onLambda } from '../../lib/lambda.ts';
import { VERSION } from '../../lib/version.ts';

export const definition = apiFunction({
  needs: {},
  handle: async (_request, { clock }) =>
    jsonAnswer(200, { status: 'ok', version: VERSION, time: clock.now().toISOString() }),
});

export const handler = onLambda(definition);
