/** The middleware bundle of functions that are tasks of a state machine: input checked, failures logged and thrown on. */
import middy, { type MiddlewareObj } from '@middy/core';
import type * as z from 'zod/mini';
import type { FunctionDefinition } from '../lambda.ts';
import type { Log } from '../log.ts';
import type { Need, Parts, Services } from '../services/services.ts';

export interface TaskFunction<Needs extends Need, Input extends z.ZodMiniType, Output> {
  readonly needs: Parts<Needs>;
  /** Accepts also what the release before put into executions in flight. */
  readonly input: Input;
  handle(input: z.output<Input>, services: Services<Needs>): Promise<Output>;
}

export function taskFunction<Needs extends Need, Input extends z.ZodMiniType, Output>({
  needs,
  input,
  handle,
}: TaskFunction<Needs, Input, Output>): FunctionDefinition<Needs> {
  return {
    needs,
    build(services) {
      const handler = middy<unknown, Output>()
        .use(logFailure(services.log))
        .handler((event) => handle(input.parse(event), services));
      return (event, context) => handler(event, context as never);
    },
  };
}

function logFailure<Output>(log: Log): MiddlewareObj<unknown, Output> {
  return {
    onError: (request) => {
      const { name, message, stack } = request.error ?? new Error('no error');
      log.error('step failed', { error: name, detail: message, stack });
    },
  };
}
