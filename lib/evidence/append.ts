/**
 * Appends to the chain, without a lock: the store lets one put a number, and who loses takes the next. Called again
 * after a crash at any step, or by two at once, it makes one record a key.
 *
 * Why one: before anything is put, the key is claimed with the number that the chain has reached, so that its record
 * can only have a higher one. Whoever appends for a key reads every record from there on, without a gap, up to the
 * number that it puts itself. Of two that do so, the later one has read what the earlier one put.
 */
import { fieldErrors } from '../field-errors.ts';
import { canonicalBody, EvidenceRefused } from './canonical.ts';
import { readRecord } from './check-record.ts';
import { assertNoCredentials } from './credentials.ts';
import {
  bytesOf,
  EVIDENCE_SCHEMA_VERSION,
  type EvidenceEntry,
  type EvidencePosition,
  type EvidenceRecord,
  entrySchema,
  positionOf,
} from './record.ts';
import { type EvidenceSigner, seal } from './seal.ts';
import type { EvidenceIndex, EvidenceStore } from './store.ts';

export interface EvidenceParts {
  readonly store: EvidenceStore;
  readonly index: EvidenceIndex;
  readonly signer: EvidenceSigner;
}

export interface Appended {
  readonly record: EvidenceRecord;
  /** False: it was there before, from an earlier call. Its body may be another one: the first one counts. */
  readonly added: boolean;
}

/** What lies in the store is not what was put there: nothing is appended to it before a person has looked. */
export class EvidenceChainBroken extends Error {
  override name = 'EvidenceChainBroken' as const;
  readonly sequence: number;

  constructor(sequence: number, reason: string) {
    super(`The evidence record ${sequence} ${reason}. See docs/evidence.md, "When something is found".`);
    this.sequence = sequence;
  }
}

/** The number was taken again and again. Whoever took it made progress: the call can be made again. */
export class EvidenceContended extends Error {
  override name = 'EvidenceContended' as const;

  constructor() {
    super(`Others took the next number of the evidence ${MOST_TRIES} times in a row.`);
  }
}

/** Twenty that end together need twenty at most; each costs a signature, of which KMS gives hundreds a second. */
const MOST_TRIES = 200;
/** After a table was restored from a backup the head may lag far behind: what was walked is not walked again. */
const KEEP_EVERY = 100;

/** Throws {@link EvidenceRefused}, {@link EvidenceChainBroken}, {@link EvidenceContended}, and what its parts throw. */
export async function appendEvidence(parts: EvidenceParts, entry: EvidenceEntry): Promise<Appended> {
  checkEntry(entry);
  const { index, store } = parts;
  const found = await index.find(entry.key);
  if (found?.position) return { record: await readAt(store, found.position), added: false };
  const head = await index.head();
  const claim = found ?? (await index.claim(entry.key, head.sequence + 1));
  if (claim.position) return { record: await readAt(store, claim.position), added: false };
  const appended = await walk(parts, entry, head, claim.from);
  const position = positionOf(appended.record);
  await index.advanceHead(position);
  await index.settle(entry.key, position);
  return appended;
}

/** From where the key's record can be, or from the head, to the first number that is free. */
async function walk(
  { store, index, signer }: EvidenceParts,
  entry: EvidenceEntry,
  head: EvidencePosition,
  from: number,
): Promise<Appended> {
  // Undefined below the head: there the record before was not read.
  let before: string | undefined = from > head.sequence ? head.hash : undefined;
  let sequence = Math.min(from, head.sequence + 1);
  let tries = 0;
  while (tries < MOST_TRIES) {
    const there = await store.read(sequence);
    if (there !== undefined) {
      const record = knownRecord(there, sequence, before);
      if (sequence === head.sequence && record.hash !== head.hash)
        throw new EvidenceChainBroken(sequence, 'is another one than the head of the chain names');
      if (record.envelope.key === entry.key) return { record, added: false };
      before = record.hash;
      if (sequence > head.sequence && sequence % KEEP_EVERY === 0)
        await index.advanceHead(positionOf(record));
      sequence += 1;
      continue;
    }
    if (before === undefined || sequence <= head.sequence)
      throw new EvidenceChainBroken(sequence, 'is not there, and later ones are');
    const schemaVersion = EVIDENCE_SCHEMA_VERSION;
    const record = await seal({ ...entry, schemaVersion, sequence, previousHash: before }, signer);
    if (await store.putIfAbsent(sequence, bytesOf(record))) return { record, added: true };
    tries += 1;
  }
  throw new EvidenceContended();
}

async function readAt(store: EvidenceStore, { sequence, hash }: EvidencePosition): Promise<EvidenceRecord> {
  const bytes = await store.read(sequence);
  if (bytes === undefined) throw new EvidenceChainBroken(sequence, 'is not there any more');
  const record = knownRecord(bytes, sequence, undefined);
  if (record.hash === hash) return record;
  throw new EvidenceChainBroken(sequence, 'is another one than the ledger names');
}

/** Throws {@link EvidenceChainBroken}. @param before the hash that it must follow from; undefined: not looked at */
export function knownRecord(bytes: Uint8Array, sequence: number, before: string | undefined): EvidenceRecord {
  const { record, problems } = readRecord(bytes);
  if (record === undefined || problems.length > 0)
    throw new EvidenceChainBroken(sequence, `was changed (${problems.map(({ code }) => code).join(', ')})`);
  if (record.envelope.sequence !== sequence)
    throw new EvidenceChainBroken(sequence, `is the record ${record.envelope.sequence}`);
  if (before !== undefined && record.envelope.previousHash !== before)
    throw new EvidenceChainBroken(sequence, 'does not follow from the one before it');
  return record;
}

function checkEntry(entry: EvidenceEntry): void {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) {
    const [wrong] = fieldErrors(parsed.error, entry);
    throw new EvidenceRefused(wrong?.field || 'the entry', 'of the evidence is missing or wrong');
  }
  canonicalBody(entry.body);
  assertNoCredentials(entry.body);
}
