/** Messages: whole however they come in pieces, bounded, and what is none ends the connection and nothing else. */
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { deserialize, serialize } from 'bson';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { BadMessage, MessageReader, replyTo } from '../../../../infra/local/mongo-server/wire.ts';
import { type Bench, bench } from './setup.ts';

let b: Bench;
beforeAll(async () => {
  b = await bench();
});
afterAll(() => b.server.close());

const OP_MSG = 2_013;
function framed(opCode: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length, 0);
  header.writeInt32LE(7, 4);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
}
const flags = (value: number) => Buffer.from([value, 0, 0, 0]);
const section = (document: object) => Buffer.concat([Buffer.from([0]), serialize(document)]);
const PING = framed(OP_MSG, flags(0), section({ ping: 1, $db: 'admin' }));

describe('the reader', () => {
  test('finds the same messages however they are cut', () => {
    const large = framed(OP_MSG, flags(0), section({ find: 'a'.repeat(2_000), $db: 'sales' }));
    const bytes = Buffer.concat([PING, large, PING]);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        const reader = new MessageReader();
        const places = [0, ...cuts.toSorted((a, c) => a - c), bytes.length];
        const found = places.flatMap((to, at) => [...reader.push(bytes.subarray(places[at - 1] ?? 0, to))]);
        expect(found.map(({ command }) => Object.keys(command)[0])).toEqual(['ping', 'find', 'ping']);
      }),
    );
  });

  test('takes any bytes, and throws nothing but what ends the connection', () => {
    const mutated = fc.tuple(fc.nat(PING.length - 1), fc.nat(255)).map(([at, byte]) => {
      const bytes = Buffer.from(PING);
      bytes[at] = byte;
      return bytes;
    });
    const anything = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));
    const framedAnything = fc
      .tuple(fc.constantFrom(OP_MSG, 2_004, 1), anything)
      .map(([opCode, bytes]) => framed(opCode, bytes));
    fc.assert(
      fc.property(fc.oneof(mutated, anything, framedAnything), (bytes) => {
        try {
          for (const { command } of new MessageReader().push(bytes)) expect(command).toBeTypeOf('object');
        } catch (error) {
          expect(error).toBeInstanceOf(BadMessage);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('puts the lists that stand beside a command into it', () => {
    const documents = Buffer.concat([serialize({ a: 1 }), serialize({ a: 2 })]);
    const name = Buffer.from('documents\0');
    const size = Buffer.alloc(4);
    size.writeInt32LE(4 + name.length + documents.length);
    const list = Buffer.concat([Buffer.from([1]), size, name, documents]);
    const message = framed(OP_MSG, flags(0), list, section({ insert: 'a', $db: 'sales' }));
    expect([...new MessageReader().push(message)]).toMatchObject([
      { database: 'sales', command: { insert: 'a', documents: [{ a: 1 }, { a: 2 }] } },
    ]);
  });
});

/** Whatever comes back, until the server ends the connection or has said enough. */
async function said(bytes: Uint8Array, isEnough: (answer: Buffer) => boolean = () => false): Promise<Buffer> {
  const socket = connectTls({ port: b.server.port, host: '127.0.0.1', ca: b.ca });
  onTestFinished(() => {
    socket.destroy();
  });
  socket.on('error', () => {});
  const pieces: Buffer[] = [];
  return new Promise((resolve) => {
    const finish = () => resolve(Buffer.concat(pieces));
    socket.once('close', finish);
    socket.on('data', (piece) => {
      pieces.push(piece);
      if (isEnough(Buffer.concat(pieces))) finish();
    });
    socket.write(bytes);
  });
}
const isMessage = (answer: Buffer) => answer.length >= 16 && answer.length >= answer.readInt32LE(0);

test.each<[string, Buffer]>([
  ['a length below a header', Buffer.from([1, 0, 0, 0])],
  ['a length beyond all limits', Buffer.from([255, 255, 255, 127])],
  ['a length below nothing', Buffer.from([255, 255, 255, 255])],
  ['an operation that is not known', framed(1)],
  ['a flag that is not known', framed(OP_MSG, flags(4), section({ ping: 1, $db: 'admin' }))],
  ['no command', framed(OP_MSG, flags(0))],
  ['two commands', framed(OP_MSG, flags(0), section({ ping: 1, $db: 'admin' }), section({ ping: 1 }))],
  ['a section of no kind', framed(OP_MSG, flags(0), Buffer.from([9, 5, 0, 0, 0, 0]))],
  ['a section longer than its message', framed(OP_MSG, flags(0), Buffer.from([0, 99, 0, 0, 0, 0]))],
  ['what is no document', framed(OP_MSG, flags(0), Buffer.from([0, 9, 0, 0, 0, 77, 77, 77, 77, 0]))],
])('%s ends the connection without an answer, and nothing else', async (_, bytes) => {
  expect(await said(bytes)).toHaveLength(0);
  expect(await b.sales().collection('orders').countDocuments()).toBe(3_000);
});

test('what a client does not wait for is not answered, and what follows is', async () => {
  const unanswered = framed(OP_MSG, flags(2), section({ endSessions: [], $db: 'admin' }));
  const answer = await said(Buffer.concat([unanswered, PING]), isMessage);
  expect(answer.readInt32LE(0)).toBe(answer.length);
  expect(deserialize(answer.subarray(21))).toEqual({ ok: 1 });
});

test('the old message opens a connection, and is good for nothing else', async () => {
  const old = (command: object) =>
    framed(
      2_004,
      flags(0),
      Buffer.from('admin.$cmd\0'),
      Buffer.from([0, 0, 0, 0, 255, 255, 255, 255]),
      serialize(command),
    );
  const hello = await said(old({ isMaster: 1, helloOk: true }), isMessage);
  expect(hello.readInt32LE(12)).toBe(1);
  expect(deserialize(hello.subarray(36))).toMatchObject({ ismaster: true, helloOk: true, ok: 1 });
  const refused = await said(old({ find: 'orders' }), isMessage);
  expect(deserialize(refused.subarray(36))).toMatchObject({ ok: 0, code: 352 });
});

test('a message without a database is told so', async () => {
  const answer = await said(framed(OP_MSG, flags(0), section({ ping: 1 })), isMessage);
  expect(deserialize(answer.subarray(21))).toMatchObject({ ok: 0, code: 40_571 });
});

test('an answer is a message to its question', () => {
  const reply = replyTo({ id: 7, isQuery: false }, { ok: 1 });
  expect([reply.readInt32LE(0), reply.readInt32LE(8), reply.readInt32LE(12)]).toEqual([
    reply.length,
    7,
    OP_MSG,
  ]);
});

describe('a server that is closed', () => {
  test('ends at once, with connections that say nothing, wait, or are in the middle of a read', async () => {
    const other = await bench();
    const silent = connectTcp({ port: other.server.port, host: '127.0.0.1' });
    silent.on('error', () => {});
    const ended = new Promise((resolve) => silent.once('close', resolve));
    await new Promise((resolve) => silent.once('connect', resolve));
    const client = other.client('reader', { serverSelectionTimeoutMS: 300 });
    await client.connect();
    other.server.faults.set({ delayMs: 60_000 });
    const waiting = client.db('sales').collection('orders').countDocuments();
    const failed = expect(waiting).rejects.toThrow();
    await other.server.close();
    await Promise.all([ended, failed]);
  });

  test('gives its port back', async () => {
    const { server } = await bench();
    await server.close();
    const again = await bench({ port: server.port });
    onTestFinished(() => again.server.close());
    expect(again.server.port).toBe(server.port);
  });

  test('was never there for whoever it does not admit', async () => {
    const closed = await bench({ admits: () => false });
    onTestFinished(() => closed.server.close());
    const client = closed.client('reader', { serverSelectionTimeoutMS: 300 });
    await expect(client.db('admin').command({ ping: 1 })).rejects.toMatchObject({
      name: 'MongoServerSelectionError',
    });
  });
});

test('a port that is taken is an error of whoever starts it', async () => {
  await expect(bench({ port: b.server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
