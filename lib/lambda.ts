/** From a function's definition to what Lambda calls, connected on its first call and kept for the container's life. */
import { wallClock } from './clock.ts';
import { readEnvironment } from './env.ts';
import { lambdaLog } from './lambda-log.ts';
import { aboutSubject } from './log.ts';
import { connect, type Need, type Parts, type Services } from './services/services.ts';

/** A function without its surroundings: the local host and tests connect it to theirs. */
export interface FunctionDefinition<Needs extends Need> {
  readonly needs: Parts<Needs>;
  build(services: Services<Needs>): LambdaHandler;
}

export type LambdaHandler = (event: unknown, context: unknown) => Promise<unknown>;

export function onLambda<Needs extends Need>(definition: FunctionDefinition<Needs>): LambdaHandler {
  const log = lambdaLog();
  let handler: LambdaHandler | undefined;
  return async (event, context) => {
    try {
      handler ??= definition.build(
        connect(definition.needs, readEnvironment(), {
          clock: wallClock,
          log: aboutSubject(log),
          aws: { ledger: {}, secrets: {}, workflows: {}, events: {}, tokens: {} },
        }),
      );
      return await handler(event, context);
    } finally {
      await log.written();
    }
  };
}
