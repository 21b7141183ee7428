import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { HttpRequest } from '../../../lib/atlas/http.ts';
import { Transport } from '../../../lib/atlas/transport.ts';
import { refusedUrl } from '../../support/http-server.ts';
import { rejection, serve } from './setup.ts';

function transport(): Transport {
  const made = new Transport();
  onTestFinished(() => made.close());
  return made;
}

function get(url: string, rest: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, headers: {}, timeoutMs: 5_000, ...rest };
}

describe('an answer', () => {
  test('comes with its status, its text and lower-case headers of one string each', async () => {
    const server = await serve((_, response) => {
      response.writeHead(418, { 'X-Thing': 'a', 'WWW-Authenticate': ['Basic', 'Digest realm="x, y"'] });
      response.end('<html>tea ☕</html>');
    });
    const answer = await transport().send(get(`${server.url}/a%20b?c=d`));
    expect(answer).toMatchObject({
      status: 418,
      text: '<html>tea ☕</html>',
      headers: { 'x-thing': 'a', 'www-authenticate': 'Basic, Digest realm="x, y"' },
    });
    expect(server.received[0]?.target).toBe('/a%20b?c=d');
  });

  test('may follow a 102 Processing', async () => {
    const server = await serve((_, response) => {
      response.writeProcessing();
      response.end('done');
    });
    expect(await transport().send(get(server.url))).toMatchObject({ status: 200, text: 'done' });
  });

  test('of more than 16 MB is refused', async () => {
    const server = await serve((_, response) => {
      response.end(Buffer.alloc(16 * 1024 * 1024 + 1));
    });
    const error = await rejection(transport().send(get(server.url)));
    expect(error).toMatchObject({ name: 'HttpFailed', kind: 'tooLarge', sent: true });
  });
});

describe('a connection', () => {
  test('is kept for reads and never for what must not be sent twice', async () => {
    const server = await serve((_, response) => void response.end('ok'));
    const sender = transport();
    for (const freshConnection of [false, false, true, true]) {
      await sender.send(get(server.url, { freshConnection }));
      // undici gives a connection back one turn of the event loop after the answer's end.
      await new Promise(setImmediate);
    }
    const [first, second, third, fourth] = server.received.map(({ port }) => port);
    expect(second).toBe(first);
    expect(new Set([first, third, fourth]).size).toBe(3);
  });
});

describe('a failure', () => {
  test('by a refused connection says that nothing was sent', async () => {
    const error = await rejection(transport().send(get(await refusedUrl())));
    expect(error).toMatchObject({ name: 'HttpFailed', kind: 'network', code: 'ECONNREFUSED', sent: false });
  });

  test('by an unknown host says that nothing was sent', async () => {
    // Where a resolver is slow to say no, the limit ends it: with the same meaning.
    const error = await rejection(transport().send(get('http://nowhere.invalid', { timeoutMs: 1_000 })));
    expect(error).toMatchObject({ name: 'HttpFailed', sent: false });
  });

  test('by a server that speaks no TLS says that nothing was sent', async () => {
    const server = await serve((_, response) => void response.end());
    const error = await rejection(transport().send(get(server.url.replace('http:', 'https:'))));
    expect(error).toMatchObject({ kind: 'network', sent: false });
    expect(server.received).toEqual([]);
  });

  test('by a header that cannot be sent says that nothing was sent, and not what it was', async () => {
    const server = await serve((_, response) => void response.end());
    const headers = { authorization: 'secret\r\nx: y' };
    const error = await rejection(transport().send(get(server.url, { headers })));
    expect(error).toMatchObject({ kind: 'network', sent: false });
    expect(String(error)).not.toContain('secret');
  });

  test.each<[string, Parameters<typeof serve>[0]]>([
    ['before any byte', (_, response) => void response.destroy()],
    [
      'after the headers',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.flushHeaders();
        setImmediate(() => response.destroy());
      },
    ],
    [
      'within the body',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"half":', () => response.destroy());
      },
    ],
    ['within a chunked body', (_, response) => void response.write('{"half":', () => response.destroy())],
  ])('by a connection that ends %s says that it may have been handled', async (_, handler) => {
    const server = await serve(handler);
    const error = await rejection(transport().send(get(server.url, { method: 'POST', body: '{}' })));
    expect(error).toMatchObject({ name: 'HttpFailed', kind: 'network', sent: true });
    expect(server.received).toHaveLength(1);
  });

  test('by something that is not HTTP says that it may have been handled', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n\r\n')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const error = await rejection(transport().send(get(`http://127.0.0.1:${port}`)));
    expect(error).toMatchObject({ kind: 'network', sent: true });
  });
});

describe('a signal', () => {
  test('aborted before it begins lets nothing out', async () => {
    const server = await serve((_, response) => void response.end());
    const error = await rejection(transport().send(get(server.url, { signal: AbortSignal.abort() })));
    expect(error).toMatchObject({ kind: 'aborted', sent: false });
    expect(server.received).toEqual([]);
  });

  test('aborted while it connects ends the wait at once, and nothing is sent later', async () => {
    const server = await serve((_, response) => void response.end());
    const controller = new AbortController();
    const sending = transport().send(get(server.url, { method: 'POST', signal: controller.signal }));
    // The connection needs the event loop at least once: it is not there yet.
    controller.abort();
    expect(await rejection(sending)).toMatchObject({ kind: 'aborted', sent: false });
    await fetch(server.url);
    expect(server.received.map(({ method }) => method)).toEqual(['GET']);
  });

  test('aborted while it waits for the answer says that it may have been handled', async () => {
    const controller = new AbortController();
    const server = await serve(() => controller.abort());
    const error = await rejection(transport().send(get(server.url, { signal: controller.signal })));
    expect(error).toMatchObject({ kind: 'aborted', sent: true });
  });

  test('aborted while it waits for the answer ends the connection', async () => {
    const controller = new AbortController();
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const server = await serve((_, response) => {
      response.on('close', resolve);
      controller.abort();
    });
    await rejection(transport().send(get(server.url, { signal: controller.signal })));
    await ended;
  });

  test('aborted within the body ends it', async () => {
    const controller = new AbortController();
    const server = await serve((_, response) => {
      response.writeHead(200);
      response.write('{"half":', () => controller.abort());
    });
    const error = await rejection(transport().send(get(server.url, { signal: controller.signal })));
    expect(error).toMatchObject({ kind: 'aborted', sent: true });
  });

  test('is not listened to any longer when the answer is there', async () => {
    const server = await serve((_, response) => void response.end());
    const { signal } = new AbortController();
    const removed = vi.spyOn(signal, 'removeEventListener');
    await transport().send(get(server.url, { signal }));
    expect(removed).toHaveBeenCalledOnce();
  });
});
