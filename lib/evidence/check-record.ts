/** One record for itself: whether its bytes are what was once stored and signed. */
import { fieldErrors } from '../field-errors.ts';
import { canonicalJson } from './canonical.ts';
import { type Problem, problem } from './findings.ts';
import type { PublicKeys } from './public-keys.ts';
import { bytesOf, type EvidenceRecord, MOST_RECORD_BYTES, recordSchema, sha256 } from './record.ts';
import { isSignedBy } from './signature.ts';

export interface CheckedRecord {
  /** Undefined when it is none. */
  readonly record?: EvidenceRecord;
  /** Empty: nothing is wrong with it. */
  readonly problems: readonly Problem[];
}

interface ReadRecord extends CheckedRecord {
  /** Its envelope in canonical JSON. */
  readonly said?: string;
}

/** Format, canonical form and hash; not the signature. */
export function readRecord(bytes: Uint8Array): ReadRecord {
  if (bytes.length > MOST_RECORD_BYTES)
    return { problems: [problem('NOT_A_RECORD', `It is larger than ${MOST_RECORD_BYTES} bytes.`)] };
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return { problems: [problem('NOT_A_RECORD', 'It is not JSON.')] };
  }
  const read = readValue(value);
  // Bytes are compared, not texts: a decoder makes the same character of every byte that is none.
  if (read.record === undefined || bytesOf(read.record, read.said).equals(bytes)) return read;
  return { ...read, problems: [problem('NOT_CANONICAL'), ...read.problems] };
}

/** Of JSON that somebody has parsed, or printed in another way: its bytes say nothing. */
function readValue(value: unknown): ReadRecord {
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) {
    const details = fieldErrors(parsed.error, value).map(({ detail }) => detail);
    return { problems: [problem('NOT_A_RECORD', details.slice(0, MOST_DETAILS).join(' '))] };
  }
  const record = parsed.data;
  const said = canonicalOrNone(record.envelope);
  if (said === undefined) return { problems: [problem('NOT_A_RECORD', 'It holds what is no text.')] };
  return { record, said, problems: sha256(said) === record.hash ? [] : [problem('HASH_MISMATCH')] };
}

/** Enough to see what it is instead. */
const MOST_DETAILS = 3;

/** Half a character (a lone surrogate), written as an escape, is JSON for a parser and is never hashed. */
function canonicalOrNone(value: unknown): string | undefined {
  try {
    return canonicalJson(value);
  } catch {
    return undefined;
  }
}

export const checkRecord = (bytes: Uint8Array, keys: PublicKeys): CheckedRecord =>
  withSignature(readRecord(bytes), keys);

/** As {@link checkRecord}, of what was parsed already: as an answer of the API, where it stands in a list. */
export const checkValue = (value: unknown, keys: PublicKeys): CheckedRecord =>
  withSignature(readValue(value), keys);

function withSignature({ record, said, problems }: ReadRecord, keys: PublicKeys): CheckedRecord {
  if (record === undefined || said === undefined) return { problems };
  const key = keys.get(record.keyId);
  if (key === undefined)
    return { record, problems: [...problems, problem('UNKNOWN_KEY', `It names ${record.keyId}.`)] };
  // Of what was changed the signature says no more.
  if (problems.some(({ code }) => code === 'HASH_MISMATCH')) return { record, problems };
  if (isSignedBy(said, record.signature, key)) return { record, problems };
  return { record, problems: [...problems, problem('SIGNATURE_INVALID')] };
}
