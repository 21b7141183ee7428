/** Events of API Gateway (HTTP API, payload format 2.0), and a log that remembers. */
import type { Log } from '../../../lib/log.ts';

export interface Line {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function rememberingLog(): { log: Log; lines: Line[] } {
  const lines: Line[] = [];
  const write =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      lines.push({ level, message, fields });
    };
  return { log: { info: write('info'), warn: write('warn'), error: write('error') }, lines };
}

export function eventOf(more: object = {}): object {
  return {
    version: '2.0',
    routeKey: 'POST /v1/things/{id}',
    rawPath: '/v1/things/1',
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: {},
    isBase64Encoded: false,
    ...more,
  };
}
