/** The public keys that a chain may be signed with: more than one once the key was rotated. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

export type PublicKeys = ReadonlyMap<string, KeyObject>;

export class PublicKeyUnfit extends Error {
  override name = 'PublicKeyUnfit' as const;
}

/**
 * The SHA-256 of the key itself (its SPKI in DER), so that nobody needs an account to know which key is meant, and no
 * other key can be given under its name.
 */
export function keyIdOf(key: KeyObject): string {
  const spki = key.export({ type: 'spki', format: 'der' });
  return `sha256:${createHash('sha256').update(spki).digest('hex')}`;
}

/** PEM text, or DER as KMS gives it. Throws {@link PublicKeyUnfit}. */
export function readPublicKey(encoded: string | Uint8Array): KeyObject {
  if (typeof encoded === 'string' && /PRIVATE KEY/.test(encoded))
    throw new PublicKeyUnfit(
      'This is a private key. To verify, the public one is enough; keep this one away.',
    );
  let key: KeyObject;
  try {
    key =
      typeof encoded === 'string'
        ? createPublicKey(encoded)
        : createPublicKey({ key: Buffer.from(encoded), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new PublicKeyUnfit('This is no public key in PEM (-----BEGIN PUBLIC KEY-----).', { cause });
  }
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new PublicKeyUnfit('This is a public key of another kind: evidence is signed with ECDSA on P-256.');
  return key;
}

export const publicKeys = (keys: readonly KeyObject[]): PublicKeys =>
  new Map(keys.map((key) => [keyIdOf(key), key]));
