/** A real HTTP server on loopback that answers what a test says and remembers what it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  /** Path and query, as on the wire. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Remote port: the same for two requests on one connection. */
  readonly port: number | undefined;
}

export type Handler = (request: Received, response: ServerResponse) => void | Promise<void>;

export class HttpServer {
  readonly received: Received[] = [];
  handler: Handler;
  readonly #server: Server;

  private constructor(handler: Handler) {
    this.handler = handler;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(handler: Handler): Promise<HttpServer> {
    const server = new HttpServer(handler);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const target = request.url ?? '/';
    const url = new URL(target, 'http://localhost');
    const received: Received = {
      method: request.method ?? '',
      target,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      port: request.socket.remotePort,
    };
    this.received.push(received);
    await this.handler(received, response);
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** An error as Atlas words it. */
export function sendFault(
  response: ServerResponse,
  status: number,
  errorCode: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const detail = `Detail of ${errorCode}.`;
  sendJson(response, status, { detail, error: status, errorCode, parameters: [], reason: 'Reason' }, headers);
}

/** An address where surely nobody listens: a server has just left it. */
export async function refusedUrl(): Promise<string> {
  const server = await HttpServer.start(() => undefined);
  const { url } = server;
  await server.close();
  return url;
}
