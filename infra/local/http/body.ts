/** Reads a request's body, up to a limit. */
import type { IncomingMessage } from 'node:http';

/** A restore request is a few hundred bytes; Lambda itself takes 6 MB. */
const MOST_BYTES = 1024 * 1024;

export class BodyTooLarge extends Error {
  override name = 'BodyTooLarge' as const;

  constructor() {
    super(`The body is larger than ${MOST_BYTES} bytes.`);
  }
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = chunk as Buffer;
    bytes += buffer.length;
    if (bytes > MOST_BYTES) throw new BodyTooLarge();
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}
