/** Calls a handler through the bundle of API functions. */
import type { ApiAnswer } from '../../../lib/http/answer.ts';
import { type ApiFunction, apiFunction } from '../../../lib/http/api-function.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { eventOf, rememberingLog } from './events.ts';

/** An API function without needs, called with one event. */
export async function callFunction(
  handle: ApiFunction<never>['handle'],
  event: object = eventOf(),
  takesBody = false,
) {
  const { log, lines } = rememberingLog();
  const definition = apiFunction<never>({ needs: {}, takesBody, handle });
  const handler = definition.build({ clock: new FakeClock(), log });
  const answer = (await handler(event, {})) as ApiAnswer;
  const body = answer.body === undefined ? undefined : JSON.parse(answer.body);
  return { answer, body, lines };
}
