/**
 * A MongoDB of one simulated cluster, to read: the wire protocol over TLS on loopback, so that the official driver sees
 * what a restore has changed. It holds no data of its own.
 */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import { loopbackCertificates } from './certificate.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { Cursors } from './cursors.ts';
import { MongoFaults } from './faults.ts';
import { MessageReader, replyTo } from './wire.ts';

export interface MongoServerOptions extends Omit<ConnectionOptions, 'address' | 'cursors' | 'faults'> {
  /** @default any free one */
  readonly port?: number;
  /** To be shared with who sets them. @default its own, which are none at first */
  readonly faults?: MongoFaults;
  /** Whether a client of that address is let in. @default all are */
  readonly admits?: (address: string) => boolean;
}

export interface MongoServer {
  readonly port: number;
  /** Without a user. */
  readonly uri: string;
  /** What it does wrong, to be set while it runs. */
  readonly faults: MongoFaults;
  /** At once, whoever is connected. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

export async function startMongoServer({
  port = 0,
  admits = () => true,
  faults = new MongoFaults(),
  ...options
}: MongoServerOptions): Promise<MongoServer> {
  const { key, certificate } = await loopbackCertificates();
  const sockets = new Set<Socket>();
  const cursors = new Cursors();
  let listening = port;
  const address = () => `${HOST}:${listening}`;
  const server = createServer({ key, cert: certificate }, (socket) => {
    void serve(socket, new Connection({ ...options, address, cursors, faults }));
  });
  // Also those that have not spoken TLS yet.
  server.on('connection', (socket) => {
    if (faults.refusesConnections || !admits(socket.remoteAddress ?? '')) socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // A client that does not trust the certificate, or speaks no TLS, is its own affair.
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    // Stays: what goes wrong with a later client's connection is none of the process'.
    server.on('error', reject);
    server.listen(port, HOST, () => resolve());
  });
  listening = (server.address() as AddressInfo).port;
  return {
    port: listening,
    uri: `mongodb://${address()}/?tls=true${options.setName ? `&replicaSet=${options.setName}` : ''}`,
    faults,
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
        // Not the next question before the answer is on its way: a client that does not read must not fill our memory.
        if (!request.isUnanswered && !socket.write(replyTo(request, answer))) await drained(socket);
      }
    socket.end();
  } catch {
    // Not the protocol, lost by a fault, or gone meanwhile: nobody is there to be told.
    socket.destroy();
  }
}

function drained(socket: Socket): Promise<unknown> {
  return Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}
