/**
 * Appends a record to the chain, once, whoever else appends at the moment. The record is put where nobody has put one
 * (whoever loses takes the next number), then its key is remembered, then the head goes on: so all up to the head are
 * in the index, and what is behind it is met on the way.
 */
import type { Clock } from '../clock.ts';
import { canonicalText, checkBody } from './canonical.ts';
import { parseStored } from './parse.ts';
import {
  type EvidenceKind,
  type EvidenceRecord,
  FIRST_PREVIOUS_HASH,
  hashOf,
  keyIdOf,
  type StoredRecord,
} from './record.ts';
import type { EvidenceIndex, EvidenceSigner, EvidenceStore, Place } from './store.ts';

export interface EvidenceParts {
  readonly store: EvidenceStore;
  readonly signer: EvidenceSigner;
  readonly index: EvidenceIndex;
  readonly clock: Clock;
}

export interface NewRecord {
  readonly kind: EvidenceKind;
  /** Of the same key there is one record: appending again finds it. */
  readonly key: string;
  readonly body: unknown;
}

/** Appenders at once take one number after another: more than these is a loop. */
const MOST_TRIES = 1_000;

/** @throws {EvidenceRefused} the body cannot be evidence */
export async function appendRecord(parts: EvidenceParts, wanted: NewRecord): Promise<StoredRecord> {
  const { index, store } = parts;
  checkBody(wanted.body);
  // The head first: whoever has brought it here has remembered all keys up to it.
  let head = await index.head();
  const known = await index.find(wanted.key);
  if (known !== undefined) return read(store, known.sequence);
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const mine = await signed(parts, wanted, head);
    const { sequence } = mine.record;
    const isMine = await store.putIfAbsent(sequence, canonicalText(mine));
    const there = isMine ? mine : await read(store, sequence);
    head = { sequence, hash: there.hash };
    await index.remember(there.record.key, head);
    await index.advance(head);
    if (there.record.key === wanted.key) return there;
  }
  throw new Error(`No place was found for the evidence of ${wanted.key}.`);
}

async function signed(
  { signer, clock }: EvidenceParts,
  { kind, key, body }: NewRecord,
  head: Place | undefined,
): Promise<StoredRecord> {
  const record: EvidenceRecord = {
    schemaVersion: 1,
    sequence: (head?.sequence ?? 0) + 1,
    previousHash: head?.hash ?? FIRST_PREVIOUS_HASH,
    kind,
    key,
    at: clock.now().toISOString(),
    body,
  };
  const hash = hashOf(record);
  const value = await signer.sign(Buffer.from(hash, 'hex'));
  const keyId = keyIdOf(await signer.publicKey());
  return {
    record,
    hash,
    signature: { algorithm: 'ECDSA_SHA_256', keyId, value: Buffer.from(value).toString('base64') },
  };
}

async function read(store: EvidenceStore, sequence: number): Promise<StoredRecord> {
  const text = await store.get(sequence);
  if (text === undefined) throw new Error(`Evidence ${sequence} is in the index and not in the store.`);
  return parseStored(text);
}
