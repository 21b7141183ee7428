/**
 * Lines of a stream, as bytes. Node's readline also splits at U+2028 and U+2029, which stand unescaped in canonical
 * JSON, and decodes, which hides changed bytes.
 */
import type { Readable } from 'node:stream';

const NEWLINE = 0x0a;

/** Of a longer line as many bytes as `most`: the rest is dropped, so that memory has an end. */
export async function* linesOf(stream: Readable, most: number): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  const keep = (part: Buffer): void => {
    const kept = part.subarray(0, most - length);
    if (kept.length > 0) parts.push(kept);
    length += kept.length;
  };
  const flush = (): Buffer => {
    const line = Buffer.concat(parts);
    parts = [];
    length = 0;
    return line;
  };
  let open = false;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, at));
      yield flush();
      from = at + 1;
    }
    open = from < chunk.length || (open && from === 0);
    keep(chunk.subarray(from));
  }
  if (open) yield flush();
}
