/** Where evidence lies (S3, or a folder), and where its places are kept (the ledger). */
import type { EvidencePosition } from './record.ts';

export interface EvidenceStore {
  /** False: that number is taken, or somebody is at it in this moment. Read it, and if it is not there, try again. */
  putIfAbsent(sequence: number, record: Uint8Array): Promise<boolean>;
  read(sequence: number): Promise<Uint8Array | undefined>;
  /** Numbers in order. @param after only higher ones, default 0 */
  sequences(after?: number): AsyncIterable<number>;
  close(): void;
}

/** What is known of a key's record. */
export interface EvidenceClaim {
  /** It has no lower number: the chain was this long already when the key was first asked for. */
  readonly from: number;
  /** Absent: it is not known whether there is one. */
  readonly position?: EvidencePosition;
}

/** Everything in it can be found again from the store; it saves looking. */
export interface EvidenceIndex {
  /** Of the chain; may lag behind the store, never runs ahead of it. */
  head(): Promise<EvidencePosition>;
  /** Only forwards: who comes late changes nothing. */
  advanceHead(to: EvidencePosition): Promise<void>;
  find(key: string): Promise<EvidenceClaim | undefined>;
  /** Returns the claim that holds: the given one, or an earlier one. */
  claim(key: string, from: number): Promise<EvidenceClaim>;
  /** Of a key that was claimed. */
  settle(key: string, position: EvidencePosition): Promise<void>;
  close(): void;
}
