/**
 * The log of a function on Lambda. Its library is loaded with the first line, since most calls of most functions write
 * none; lines stay in order, and a call waits for its own.
 */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from './log.ts';

type Level = 'info' | 'warn' | 'error';

export interface LambdaLog extends Log {
  /** All lines so far are out: after its answer a function may be frozen. */
  written(): Promise<void>;
}

export function lambdaLog(): LambdaLog {
  let logger: Promise<Logger> | undefined;
  let lines: Promise<void> = Promise.resolve();
  const write =
    (level: Level) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      logger ??= load();
      const loading = logger;
      lines = lines.then(async () => (await loading)[level](message, fields));
    };
  return { info: write('info'), warn: write('warn'), error: write('error'), written: () => lines };
}

async function load(): Promise<Logger> {
  const { Logger } = await import('@aws-lambda-powertools/logger');
  return new Logger({ serviceName: 'atlas-restore' });
}
