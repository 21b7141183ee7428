/**
 * A MongoDB of one simulated cluster, to read: the wire protocol over TLS on loopback, so that the official driver sees
 * what a restore has changed. It holds no data of its own.
 */
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import { loopbackCertificates } from './certificate.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { Cursors } from './cursors.ts';
import { MessageReader, replyTo } from './wire.ts';

export interface MongoServerOptions extends Omit<ConnectionOptions, 'address' | 'cursors'> {
  /** @default any free one */
  readonly port?: number;
  /** Whether a client of that address is let in. @default all are */
  readonly admits?: (address: string) => boolean;
}

export interface MongoServer {
  readonly port: number;
  /** Without a user. */
  readonly uri: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

export async function startMongoServer({
  port = 0,
  admits = () => true,
  ...options
}: MongoServerOptions): Promise<MongoServer> {
  const { key, certificate } = await loopbackCertificates();
  const sockets = new Set<Socket>();
  const cursors = new Cursors();
  let listening = port;
  const address = () => `${HOST}:${listening}`;
  const server = createServer({ key, cert: certificate }, (socket) => {
    void serve(socket, new Connection({ ...options, address, cursors }));
  });
  // Also those that have not spoken TLS yet.
  server.on('connection', (socket) => {
    if (!admits(socket.remoteAddress ?? '')) socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // A client that does not trust the certificate, or speaks no TLS, is its own affair.
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => resolve());
  });
  listening = (server.address() as AddressInfo).port;
  return {
    port: listening,
    uri: `mongodb://${address()}/?tls=true${options.setName ? `&replicaSet=${options.setName}` : ''}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** One question after another, as they come. */
async function serve(socket: Socket, connection: Connection): Promise<void> {
  const reader = new MessageReader();
  socket.on('error', () => socket.destroy());
  try {
    for await (const chunk of socket)
      for (const request of reader.push(chunk as Buffer)) {
        const answer = await connection.answer(request);
        socket.write(replyTo(request, answer));
      }
    socket.end();
  } catch {
    // Not the protocol, or gone meanwhile: nobody is there to be told.
    socket.destroy();
  }
}
