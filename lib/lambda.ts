/** From a function's definition to what Lambda calls, connected on its first call and kept for the container's life. */
import { Logger } from '@aws-lambda-powertools/logger';
import { wallClock } from './clock.ts';
import { readEnvironment } from './env.ts';
import { aboutSubject, type Log } from './log.ts';
import { connect, type Need, type Parts, type Services } from './services/services.ts';

/** A function without its surroundings: the local host and tests connect it to theirs. */
export interface FunctionDefinition<Needs extends Need> {
  readonly needs: Parts<Needs>;
  build(services: Services<Needs>): LambdaHandler;
}

export type LambdaHandler = (event: unknown, context: unknown) => Promise<unknown>;

export function onLambda<Needs extends Need>(definition: FunctionDefinition<Needs>): LambdaHandler {
  let handler: LambdaHandler | undefined;
  return (event, context) => {
    handler ??= definition.build(
      connect(definition.needs, readEnvironment(), {
        clock: wallClock,
        log: aboutSubject(lambdaLog()),
        aws: { ledger: {}, secrets: {}, workflows: {} },
      }),
    );
    return handler(event, context);
  };
}

function lambdaLog(): Log {
  const logger = new Logger({ serviceName: 'atlas-restore' });
  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
  };
}
