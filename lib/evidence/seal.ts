/** Signs a record, and believes no signer: what does not verify is not stored. */
import type { KeyObject } from 'node:crypto';
import { canonicalJson } from './canonical.ts';
import { withLowS } from './low-s.ts';
import { keyIdOf } from './public-keys.ts';
import { type EvidenceEnvelope, type EvidenceRecord, SIGNATURE_ALGORITHM, sha256 } from './record.ts';
import { isSignedBy } from './signature.ts';

/** KMS, or a key pair on one machine. */
export interface EvidenceSigner {
  publicKey(): Promise<KeyObject>;
  /** ECDSA on P-256 over the SHA-256 of these bytes, in DER. */
  sign(said: Uint8Array): Promise<Uint8Array>;
}

/** The signer has signed with another key than it names: an alias was moved, or a key is configured wrongly. */
export class EvidenceSignatureWrong extends Error {
  override name = 'EvidenceSignatureWrong' as const;

  constructor(keyId: string) {
    super(`The signer's signature is not one of the key that it names, ${keyId}. Nothing was stored.`);
  }
}

/** Throws {@link EvidenceSignatureWrong}. */
export async function seal(envelope: EvidenceEnvelope, signer: EvidenceSigner): Promise<EvidenceRecord> {
  const key = await signer.publicKey();
  const keyId = keyIdOf(key);
  const said = canonicalJson(envelope);
  const signature = withLowS(await signer.sign(Buffer.from(said))).toString('base64');
  if (!isSignedBy(said, signature, key)) throw new EvidenceSignatureWrong(keyId);
  return { envelope, hash: sha256(said), algorithm: SIGNATURE_ALGORITHM, keyId, signature };
}
