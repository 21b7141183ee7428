/** A proxy in front of the simulator that keeps the access tokens it hands through: they are secrets, too. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

export interface TokenTap {
  readonly url: string;
  readonly tokens: readonly string[];
  close(): Promise<void>;
}

export async function startTokenTap(target: string): Promise<TokenTap> {
  const tokens: string[] = [];
  const server: Server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = incoming.headers;
    const answer = await request(`${target}${incoming.url}`, {
      method: (incoming.method ?? 'GET') as 'GET',
      headers: headers as Record<string, string>,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const text = await answer.body.text();
    if (incoming.url === '/api/oauth/token')
      tokens.push((JSON.parse(text) as { access_token: string }).access_token);
    const { 'transfer-encoding': _encoding, connection: _close, ...back } = answer.headers;
    outgoing.writeHead(answer.statusCode, back);
    outgoing.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
