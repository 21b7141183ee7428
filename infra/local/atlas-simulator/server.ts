/** The socket: reads a request with its bounds, asks for the answer, writes it or drops the connection. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, refusalAnswer } from './answer.ts';
import { type AtlasParts, answerAtlas, type Handled } from './atlas.ts';
import { answerRevoke, answerToken, REVOKE_PATH, TOKEN_PATH } from './auth/oauth.ts';
import { answerControl, CONTROL, type ControlParts } from './control.ts';
import { Refusal } from './errors.ts';
import { withFault } from './faults/apply.ts';
import type { FaultOperation } from './faults/fault.ts';

/** A restore job's body is a few hundred bytes. */
const MOST_BODY_BYTES = 64 * 1024;

/** Headers that stand on every recorded answer and mean the same everywhere. */
const CONSTANT_HEADERS = {
  Server: 'mdbws',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Permitted-Cross-Domain-Policies': 'none',
};

export type ServerParts = AtlasParts & ControlParts;

export function simulatorServer(parts: ServerParts): Server {
  const server = createServer((request, response) => {
    respond(parts, request, response).catch((error: unknown) => {
      if (request.destroyed || response.headersSent) {
        response.destroy();
        return;
      }
      // A defect of ours, or a full disk: said where it happened, and answered as Atlas answers its own.
      console.error('atlas-simulator:', error);
      write(parts, response, refusalAnswer(new Refusal('UNEXPECTED_ERROR')));
    });
  });
  server.on('clientError', (_, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return server;
}

async function respond(
  parts: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const text = await bodyOf(request);
  const query = url.indexOf('?');
  const pathname = query < 0 ? url : url.slice(0, query);
  const search = query < 0 ? '' : url.slice(query + 1);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
  if (text === undefined) {
    const refusal = new Refusal('PAYLOAD_TOO_LARGE', [MOST_BODY_BYTES], { headers: { Connection: 'close' } });
    write(parts, response, refusalAnswer(refusal));
    return;
  }
  const read = { method, target: url, pathname, search, headers, text };
  if (pathname.startsWith(`${CONTROL}/`)) {
    write(parts, response, answerControl(parts, read));
    return;
  }
  const { outcome, operation } = await handle(parts, read);
  const status = outcome === 'dropped' ? 0 : outcome.status;
  parts.log.add({ method, path: pathname, ...(operation !== undefined && { operation }), status });
  if (outcome === 'dropped' || parts.closing.aborted) response.destroy();
  else write(parts, response, outcome);
}

type Read = Parameters<typeof answerAtlas>[1];

async function handle(
  parts: ServerParts,
  read: Read,
): Promise<Pick<Handled, 'outcome'> & { operation?: FaultOperation }> {
  const { world, closing } = parts;
  const form = {
    authorization: read.headers.authorization,
    contentType: read.headers['content-type'],
    text: read.text,
  };
  if (read.pathname === TOKEN_PATH && read.method === 'POST') {
    const outcome = await withFault(world, { name: 'token', closing }, () => answerToken(world, form));
    return { outcome, operation: 'token' };
  }
  if (read.pathname === REVOKE_PATH && read.method === 'POST') return { outcome: answerRevoke(world, form) };
  return answerAtlas(parts, read);
}

/** Undefined: larger than we read. The rest of it is not waited for. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > MOST_BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function write({ world }: ServerParts, response: ServerResponse, answer: Answer): void {
  // Atlas' clock is the simulated one: clients compare job ids with this header.
  response.sendDate = false;
  response.writeHead(answer.status, {
    ...CONSTANT_HEADERS,
    Date: world.clock.now().toUTCString(),
    ...answer.headers,
    ...(answer.status !== 204 && { 'Content-Length': Buffer.byteLength(answer.body) }),
  });
  response.end(answer.body);
}
