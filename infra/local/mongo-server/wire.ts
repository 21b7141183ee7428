/**
 * Messages of the MongoDB wire protocol: OP_MSG, and OP_QUERY with OP_REPLY, which drivers still begin with. (MongoDB
 * Wire Protocol, "Message Types and Formats".)
 */
import { type Document, deserialize, serialize } from 'bson';

const HEADER = 16;
/** Its first field. */
const LENGTH_BYTES = 4;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const EXHAUST_ALLOWED = 1 << 16;
/** What MongoDB takes at most. */
const LONGEST_MESSAGE = 48_000_000;

export interface Request {
  readonly id: number;
  /** Answered in the old way. */
  readonly isQuery: boolean;
  /** The client does not wait: drivers end their sessions so. */
  readonly isUnanswered: boolean;
  readonly database: string | undefined;
  readonly command: Document;
}

/** The peer speaks another protocol, or not as it should: the connection ends. */
export class BadMessage extends Error {
  override name = 'BadMessage' as const;
}

/** Collects what comes in pieces, and puts a message together once: large ones come in hundreds. */
export class MessageReader {
  #chunks: Buffer[] = [];
  #size = 0;
  /** What must have come before there is anything to read. */
  #needed = LENGTH_BYTES;

  /** Messages that are complete by now. @throws {BadMessage} */
  *push(chunk: Buffer): Iterable<Request> {
    this.#keep([...this.#chunks, chunk], this.#size + chunk.length);
    while (this.#size >= this.#needed) {
      const pending = Buffer.concat(this.#chunks);
      const length = pending.readInt32LE(0);
      if (length < HEADER || length > LONGEST_MESSAGE) throw new BadMessage(`A message of ${length} bytes.`);
      this.#needed = length;
      this.#keep([pending], pending.length);
      if (pending.length < length) return;
      this.#needed = LENGTH_BYTES;
      this.#keep([pending.subarray(length)], pending.length - length);
      yield requestOf(pending.subarray(0, length));
    }
  }

  #keep(chunks: Buffer[], size: number): void {
    this.#chunks = chunks;
    this.#size = size;
  }
}

function requestOf(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  try {
    if (opCode === OP_MSG) return { id, isQuery: false, ...readMessage(message) };
    if (opCode === OP_QUERY) return { id, isQuery: true, isUnanswered: false, ...readQuery(message) };
  } catch (cause) {
    throw new BadMessage('A message that cannot be read.', { cause });
  }
  throw new BadMessage(`Operation ${opCode} is not known.`);
}

function readMessage(message: Buffer): Pick<Request, 'database' | 'command' | 'isUnanswered'> {
  const flags = message.readInt32LE(HEADER);
  if ((flags & ~(CHECKSUM_PRESENT | MORE_TO_COME | EXHAUST_ALLOWED)) !== 0)
    throw new BadMessage(`Flags ${flags}.`);
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  let body: Document | undefined;
  let sequences: Document = {};
  for (let at = HEADER + 4; at < end; ) {
    const kind = message.readUInt8(at);
    const size = message.readInt32LE(at + 1);
    if (size < 5 || at + 1 + size > end) throw new BadMessage(`A section of ${size} bytes.`);
    const section = message.subarray(at + 1, at + 1 + size);
    if (kind === 0 && body === undefined) body = deserialize(section);
    else if (kind === 1) sequences = { ...sequences, ...sequence(section) };
    else throw new BadMessage(`A section of kind ${kind}.`);
    at += 1 + size;
  }
  if (body === undefined) throw new BadMessage('No section of kind 0.');
  const database = typeof body.$db === 'string' ? body.$db : undefined;
  return { database, command: { ...body, ...sequences }, isUnanswered: (flags & MORE_TO_COME) !== 0 };
}

/** Documents that stand beside the command, as a list of its own. */
function sequence(section: Buffer): Document {
  const nameEnd = section.indexOf(0, 4);
  const documents: Document[] = [];
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at);
    documents.push(deserialize(section.subarray(at, at + size)));
    at += size;
  }
  return { [section.toString('utf8', 4, nameEnd)]: documents };
}

function readQuery(message: Buffer): Pick<Request, 'database' | 'command'> {
  const nameEnd = message.indexOf(0, HEADER + 4);
  const [database = 'admin'] = message.toString('utf8', HEADER + 4, nameEnd).split('.');
  const at = nameEnd + 1 + 8;
  const size = message.readInt32LE(at);
  return { database, command: deserialize(message.subarray(at, at + size)) };
}

let replies = 0;

export function replyTo({ id, isQuery }: Pick<Request, 'id' | 'isQuery'>, document: Document): Buffer {
  const body = serialize(document, { ignoreUndefined: true });
  const head = Buffer.alloc(isQuery ? HEADER + 20 : HEADER + 5);
  replies = (replies + 1) % 2 ** 31;
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(replies, 4);
  head.writeInt32LE(id, 8);
  head.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  // OP_REPLY: flags, cursor, first document, and how many there are; OP_MSG: flags, and one section of kind 0.
  if (isQuery) head.writeInt32LE(1, HEADER + 16);
  return Buffer.concat([head, body]);
}
