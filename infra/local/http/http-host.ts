/** The service's HTTP server on one machine: turns requests into API Gateway events for the same functions. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApiAnswer, jsonAnswer } from '../../../lib/http/answer.ts';
import { type Problem, problemAnswer } from '../../../lib/http/problem.ts';
import type { LambdaHandler } from '../../../lib/lambda.ts';
import type { Log } from '../../../lib/log.ts';
import type { ApiRoute } from '../../api-routes.ts';
import { authenticate, denyForeign } from './access.ts';
import { BodyTooLarge, readBody } from './body.ts';
import { gatewayEvent } from './gateway-event.ts';
import { matchRoute } from './route-table.ts';
import { TOKEN_PATH, type TokenDesk } from './token-desk.ts';

export interface HttpHostOptions {
  readonly port: number;
  readonly routes: readonly (ApiRoute & { readonly handler: LambdaHandler })[];
  readonly desk: TokenDesk;
  readonly log: Log;
}

export interface HttpHost {
  readonly port: number;
  /** Stops listening, lets requests under way end, and closes all connections. */
  close(): Promise<void>;
}

/** How long requests under way may take to end: who pressed Ctrl-C waits no longer. */
const CLOSE_PATIENCE_MS = 2_000;

/** Rejects with what `listen` says when the port is taken. */
export async function startHttpHost(options: HttpHostOptions): Promise<HttpHost> {
  const server = createServer((request, response) => {
    // Once the host is closing, a connection that its caller keeps for later would hold it up.
    response.once('close', () => {
      if (!server.listening) server.closeIdleConnections();
    });
    void respond(options, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => resolve());
  });
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

async function respond(
  options: HttpHostOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    send(request, response, await answerTo(options, request));
  } catch (error) {
    // A caller who went away is no error, and gets no answer.
    if (request.destroyed && !request.complete) return;
    options.log.error('unexpected error', { error: error instanceof Error ? error.name : typeof error });
    const problem = { status: 500, errorCode: 'UNEXPECTED_ERROR', detail: 'Unexpected error.' };
    send(request, response, problemAnswer(problem));
  }
}

/** Throws, before anything is sent, when a header holds what no header can. */
function send({ method }: IncomingMessage, response: ServerResponse, answer: ApiAnswer): void {
  response.writeHead(answer.statusCode, {
    ...answer.headers,
    ...(answer.statusCode === 413 && { connection: 'close' }),
  });
  response.end(method === 'HEAD' ? undefined : answer.body);
}

async function answerTo({ routes, desk }: HttpHostOptions, request: IncomingMessage): Promise<ApiAnswer> {
  const denied = denyForeign(request);
  if (denied !== undefined) return problemAnswer(denied);
  const target = request.url ?? '/';
  // A path stays a path: by itself, two slashes at its beginning would name a host.
  const location = target.startsWith('/') ? `http://localhost${target}` : target;
  if (!URL.canParse(location, 'http://localhost')) return problemAnswer(notFound(target));
  const url = new URL(location, 'http://localhost');
  const method = request.method ?? 'GET';
  try {
    if (method === 'POST' && url.pathname === TOKEN_PATH) {
      const form = (await readBody(request)).toString();
      const { status, body } = desk.issue(request.headers.authorization, form);
      return jsonAnswer(status, body, { 'cache-control': 'no-store' });
    }
    const who = authenticate(request, desk);
    if ('status' in who) return problemAnswer(who);
    const match = matchRoute(routes, method, url.pathname);
    if (match === undefined) return problemAnswer(notFound(`${method} ${url.pathname}`));
    const { route, parameters: pathParameters } = match;
    const routeKey = `${route.method} ${route.path}`;
    const body = await readBody(request);
    const event = gatewayEvent({ request, url, body, routeKey, pathParameters, caller: who.caller });
    return (await route.handler(event, {})) as ApiAnswer;
  } catch (error) {
    if (error instanceof BodyTooLarge)
      return problemAnswer({ status: 413, errorCode: 'PAYLOAD_TOO_LARGE', detail: error.message });
    throw error;
  }
}

function notFound(what: string): Problem {
  const resource = what.slice(0, 200);
  return {
    status: 404,
    errorCode: 'RESOURCE_NOT_FOUND',
    detail: `Cannot find resource ${resource}.`,
    parameters: [resource],
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const patience = setTimeout(() => server.closeAllConnections(), CLOSE_PATIENCE_MS);
  await closed;
  clearTimeout(patience);
}
