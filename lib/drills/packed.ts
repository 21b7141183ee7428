/** What a verification has seen, made small: names and keys of indexes say the same again and again. */
import { gunzipSync, gzipSync } from 'node:zlib';

/** Step Functions hands on 256 KB, an item of the ledger holds 400: a thousand collections need a tenth of it so. */
export const packed = (value: unknown): string => gzipSync(JSON.stringify(value)).toString('base64');

export const unpacked = (text: string): unknown =>
  JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString());
