/** Where evidence lies, who signs it, and the index to it. On AWS: S3, KMS, the ledger's table. */

export interface EvidenceStore {
  /** False when there is one of that number already, which stays as it is. */
  putIfAbsent(sequence: number, text: string): Promise<boolean>;
  get(sequence: number): Promise<string | undefined>;
}

export interface EvidenceSigner {
  /** ECDSA on P-256 with SHA-256, of the 32 bytes of a record's hash; DER. */
  sign(hash: Uint8Array): Promise<Uint8Array>;
  /** DER, SPKI. */
  publicKey(): Promise<Uint8Array>;
}

/** A place in the chain. */
export interface Place {
  readonly sequence: number;
  readonly hash: string;
}

export interface EvidenceIndex {
  /** The last that everybody knows of; there may be newer ones. Undefined: an empty chain. */
  head(): Promise<Place | undefined>;
  /** Never back. */
  advance(head: Place): Promise<void>;
  find(key: string): Promise<Place | undefined>;
  /** What is there stays. */
  remember(key: string, place: Place): Promise<void>;
}
