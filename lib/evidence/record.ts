/** A record of evidence: what is said, its place in the chain, and its seal. The format is docs/evidence.md. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { canonicalJson } from './canonical.ts';

export const EVIDENCE_SCHEMA_VERSION = 1;
/** ECDSA with P-256 over a SHA-256, in DER: what KMS calls so, and every openssl verifies. */
export const SIGNATURE_ALGORITHM = 'ECDSA_SHA_256';
/** What the first record has before it. */
export const NOTHING_BEFORE = '0'.repeat(64);
/** The body's limit, and as much as an envelope and a seal can take. A reader holds no more than this at once. */
export const MOST_RECORD_BYTES = 4 * 1024 * 1024 + 4096;

const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const key = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_.:#-]{0,199}$/));
const kind = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,31}$/));
const at = z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/));

/** What a caller says; its place in the chain is found by who appends it. */
export const entrySchema = z.strictObject({
  /** One record a key, however often it is asked for: `<drill's id>#<kind>`. */
  key,
  kind,
  /** When it was decided, by the writer's clock. RFC 3339, UTC. */
  at,
  body: z.unknown(),
});
export type EvidenceEntry = z.infer<typeof entrySchema>;

const envelope = z.extend(entrySchema, {
  schemaVersion: z.literal(EVIDENCE_SCHEMA_VERSION),
  /** From 1, without a gap. */
  sequence: z.int().check(z.positive()),
  previousHash: hash,
});
export type EvidenceEnvelope = z.infer<typeof envelope>;

export const recordSchema = z.strictObject({
  envelope,
  /** SHA-256 of the envelope's canonical JSON, in hex. */
  hash,
  algorithm: z.literal(SIGNATURE_ALGORITHM),
  /** Names the public key by what it is (public-keys.ts). */
  keyId: z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/)),
  /** Over that hash, DER in base64. */
  signature: z.string().check(z.regex(/^[A-Za-z0-9+/]{86,96}={0,2}$/)),
});
export type EvidenceRecord = z.infer<typeof recordSchema>;

/** A place in the chain, and what stands there. */
export interface EvidencePosition {
  readonly sequence: number;
  readonly hash: string;
}

export const START: EvidencePosition = { sequence: 0, hash: NOTHING_BEFORE };

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * What is stored, to the byte: canonical JSON, so one line. The envelope stands in it as it was hashed, so that sed and
 * sha256sum are enough to verify it.
 */
export function bytesOf(record: EvidenceRecord, said = canonicalJson(record.envelope)): Buffer {
  const { algorithm, hash, keyId, signature } = record;
  const text = `{"algorithm":"${algorithm}","envelope":${said},"hash":"${hash}","keyId":"${keyId}","signature":"${signature}"}`;
  return Buffer.from(text);
}

export const positionOf = ({ envelope: { sequence }, hash }: EvidenceRecord): EvidencePosition => ({
  sequence,
  hash,
});

/** Twelve digits sort as text for longer than anybody drills. */
const DIGITS = 12;

export const fileNameOf = (sequence: number): string => `${String(sequence).padStart(DIGITS, '0')}.json`;

/** Undefined: no record is named so. */
export function sequenceOfFileName(name: string): number | undefined {
  const sequence = Number(/^(\d{12})\.json$/.exec(name)?.[1] ?? 0);
  return sequence > 0 ? sequence : undefined;
}
