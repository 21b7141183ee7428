/** The HTTP host with routes of a test's own, and requests that are sent to it as they are. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { type HttpHost, startHttpHost } from '../../../../infra/local/http/http-host.ts';
import { TokenDesk } from '../../../../infra/local/http/token-desk.ts';
import { jsonAnswer } from '../../../../lib/http/answer.ts';
import type { LambdaHandler } from '../../../../lib/lambda.ts';
import { type Line, rememberingLog } from '../../../lib/http/events.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

export const ACCOUNT = { kind: 'serviceAccount', clientId: 'id', clientSecret: 'secret' } as const;

export interface RunningHost {
  readonly host: HttpHost;
  readonly url: string;
  readonly clock: FakeClock;
  readonly lines: Line[];
  /** What the functions were called with. */
  readonly events: unknown[];
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Answers with the event that it got, unless the path asks for something else. */
const echo: LambdaHandler = async (event) => {
  const { pathParameters } = event as { pathParameters?: { id?: string } };
  if (pathParameters?.id === 'failing') throw new TypeError('hunter2-do-not-tell');
  return jsonAnswer(200, event);
};

export async function startTestHost(handler: LambdaHandler = echo): Promise<RunningHost> {
  const clock = new FakeClock();
  const { log, lines } = rememberingLog();
  const events: unknown[] = [];
  const remembering: LambdaHandler = (event, context) => {
    events.push(event);
    return handler(event, context);
  };
  const host = await startHttpHost({
    port: 0,
    routes: [
      { method: 'GET', path: '/v1/things', function: 'list', handler: remembering },
      { method: 'GET', path: '/v1/things/{id}', function: 'get', handler: remembering },
      { method: 'POST', path: '/v1/things', function: 'create', handler: remembering },
    ],
    desk: new TokenDesk(clock, ACCOUNT),
    log,
  });
  return { host, url: `http://localhost:${host.port}`, clock, lines, events };
}

export function useTestHost(): () => RunningHost {
  let running: RunningHost;
  beforeAll(async () => {
    running = await startTestHost();
  });
  afterAll(() => running.host.close());
  return () => running;
}

/** Sends bytes on a connection of its own and reads what comes back until the server ends it. */
export async function sendRaw(port: number, text: string): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.end(text, 'latin1');
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n', 2);
  const [first = '', ...rest] = head.split('\r\n');
  const headers = rest.map((line) => line.split(/: */, 2) as [string, string]);
  return {
    status: Number(first.split(' ')[1]),
    headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body,
  };
}

/** The bytes of a request; `target` goes on the line as it is. */
export function rawRequest(method: string, target: string, headers: Record<string, string> = {}): string {
  const all = { host: 'localhost', connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
