/** Reads what lies in the store. */
import * as z from 'zod/mini';
import { KINDS, type StoredRecord } from './record.ts';

const hex = z.string().check(z.regex(/^[0-9a-f]{64}$/));

const stored = z.strictObject({
  record: z.strictObject({
    schemaVersion: z.literal(1),
    sequence: z.int().check(z.minimum(1)),
    previousHash: hex,
    kind: z.enum(KINDS),
    key: z.string().check(z.minLength(1)),
    at: z.string(),
    body: z.unknown(),
  }),
  hash: hex,
  signature: z.strictObject({
    algorithm: z.literal('ECDSA_SHA_256'),
    keyId: hex,
    value: z.base64(),
  }),
});

/** It is no record of evidence. */
export class EvidenceUnreadable extends Error {
  override name = 'EvidenceUnreadable' as const;
}

/** @throws {EvidenceUnreadable} */
export function parseStored(text: string): StoredRecord {
  try {
    return stored.parse(JSON.parse(text)) as StoredRecord;
  } catch (cause) {
    throw new EvidenceUnreadable('This is no record of evidence.', { cause });
  }
}
