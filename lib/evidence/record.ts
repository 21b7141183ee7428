/**
 * One record of evidence, and how it lies in the store (docs/evidence.md): canonical JSON, its hash, and a signature of
 * it. Each names the hash of the record before it, so that nobody can change, drop or move one unseen.
 */
import { createHash } from 'node:crypto';
import { canonicalText } from './canonical.ts';

export const KINDS = ['drill', 'cleanup'] as const;
export type EvidenceKind = (typeof KINDS)[number];

export interface EvidenceRecord {
  readonly schemaVersion: 1;
  /** From 1, without a gap. */
  readonly sequence: number;
  /** Of the record before; of the first, zeros. */
  readonly previousHash: string;
  readonly kind: EvidenceKind;
  /** What it is about, once in a chain: a drill's id and the kind. */
  readonly key: string;
  /** RFC 3339. */
  readonly at: string;
  readonly body: unknown;
}

export interface Signature {
  readonly algorithm: 'ECDSA_SHA_256';
  /** SHA-256 of the public key (DER, SPKI), hex: a key is recognised by itself. */
  readonly keyId: string;
  /** Of the hash's 32 bytes; DER, base64. */
  readonly value: string;
}

export interface StoredRecord {
  readonly record: EvidenceRecord;
  /** SHA-256 of the canonical record, hex. */
  readonly hash: string;
  readonly signature: Signature;
}

export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

export const hashOf = (record: EvidenceRecord): string =>
  createHash('sha256').update(canonicalText(record)).digest('hex');

export const keyIdOf = (publicKeyDer: Uint8Array): string =>
  createHash('sha256').update(publicKeyDer).digest('hex');

/** Names sort as their numbers do. */
export const nameOf = (sequence: number): string => `${String(sequence).padStart(10, '0')}.json`;
