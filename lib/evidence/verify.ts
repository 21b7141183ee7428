/**
 * Verifies a chain with public keys alone: each record by itself (its text, hash and signature), and each by the one
 * before it. With a head that somebody has kept, a cut tail is found as well.
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { canonicalText } from './canonical.ts';
import { EvidenceUnreadable, parseStored } from './parse.ts';
import { FIRST_PREVIOUS_HASH, hashOf, keyIdOf, nameOf, type StoredRecord } from './record.ts';
import type { Place } from './store.ts';

/** Stable, for programs. */
export type FindingCode =
  | 'UNREADABLE'
  | 'NOT_CANONICAL'
  | 'HASH_MISMATCH'
  | 'KEY_UNKNOWN'
  | 'SIGNATURE_INVALID'
  | 'NAME_MISMATCH'
  | 'SEQUENCE_MISMATCH'
  | 'CHAIN_BROKEN'
  | 'HEAD_MISSING'
  | 'HEAD_MISMATCH';

export interface Finding {
  readonly code: FindingCode;
  /** Where it should be in the chain, from 1. */
  readonly sequence: number;
  readonly detail: string;
}

export interface ChainText {
  /** Of its file, where it has one. */
  readonly name?: string;
  readonly text: string;
}

export interface Verified {
  readonly records: number;
  readonly findings: readonly Finding[];
  /** Of the last record that could be read. */
  readonly head?: Place;
}

/** By key id. @param pems PEM of public keys @throws what Node throws of a text that is no public key */
export function publicKeysOf(pems: readonly string[]): ReadonlyMap<string, KeyObject> {
  return new Map(
    pems.map((pem) => {
      const key = createPublicKey(pem);
      return [keyIdOf(key.export({ type: 'spki', format: 'der' })), key] as const;
    }),
  );
}

/** @param texts in the order of the chain @param head somebody has kept it: the chain reaches it, and has that hash there */
export async function verifyChain(
  texts: AsyncIterable<ChainText> | Iterable<ChainText>,
  keys: ReadonlyMap<string, KeyObject>,
  head?: Place,
): Promise<Verified> {
  const findings: Finding[] = [];
  let last: Place = { sequence: 0, hash: FIRST_PREVIOUS_HASH };
  let records = 0;
  let isHeadSeen = false;
  for await (const { name, text } of texts) {
    records += 1;
    const sequence = last.sequence + 1;
    const find = (code: FindingCode, detail: string) => findings.push({ code, sequence, detail });
    const stored = parsed(text, find);
    if (stored === undefined) {
      last = { sequence, hash: '' };
      continue;
    }
    checkAlone(stored, text, keys, find);
    const { record } = stored;
    if (name !== undefined && name !== nameOf(record.sequence))
      find('NAME_MISMATCH', `${name} holds record ${record.sequence}.`);
    if (record.sequence !== sequence)
      find('SEQUENCE_MISMATCH', `Record ${record.sequence} stands where ${sequence} should.`);
    if (record.previousHash !== last.hash)
      find('CHAIN_BROKEN', 'It does not name the hash of the record before it.');
    // Goes on from what is there: one gap is one finding, not one for each record after it.
    last = { sequence: record.sequence, hash: stored.hash };
    if (head?.sequence === record.sequence) {
      isHeadSeen = true;
      if (head.hash !== stored.hash)
        find('HEAD_MISMATCH', 'It has another hash than the head that was kept.');
    }
  }
  if (head !== undefined && !isHeadSeen)
    findings.push({
      code: 'HEAD_MISSING',
      sequence: head.sequence,
      detail: `The chain ends at ${last.sequence}: what came after it is gone.`,
    });
  return { records, findings, ...(records > 0 && { head: last }) };
}

type Find = (code: FindingCode, detail: string) => void;

function parsed(text: string, find: Find): StoredRecord | undefined {
  try {
    return parseStored(text);
  } catch (error) {
    if (!(error instanceof EvidenceUnreadable)) throw error;
    find('UNREADABLE', error.message);
    return undefined;
  }
}

function checkAlone(
  stored: StoredRecord,
  text: string,
  keys: ReadonlyMap<string, KeyObject>,
  find: Find,
): void {
  const { record, hash, signature } = stored;
  const bytes = Buffer.from(signature.value, 'base64');
  // The last character of base64 has bits that say nothing: another one would be read as the same.
  if (canonicalText(stored) !== text || bytes.toString('base64') !== signature.value)
    find('NOT_CANONICAL', 'Its text is not the one that was stored.');
  if (hashOf(record) !== hash) find('HASH_MISMATCH', 'Its content is not the one that was hashed.');
  const key = keys.get(signature.keyId);
  if (key === undefined) {
    find('KEY_UNKNOWN', `None of the given keys has the id ${signature.keyId}.`);
    return;
  }
  const isSigned = verify('sha256', Buffer.from(hash, 'hex'), key, bytes);
  if (!isSigned) find('SIGNATURE_INVALID', 'Nobody with that key has signed it.');
}
