/** Whether a signature is one of a key, and whether it is the one that counts (low-s.ts). */
import { type KeyObject, verify } from 'node:crypto';
import { hasLowS } from './low-s.ts';

/** @param said what was hashed and signed @param signature in base64, whose own spelling counts too */
export function isSignedBy(said: string, signature: string, key: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64');
  // The last character of base64 has bits that mean nothing.
  if (bytes.toString('base64') !== signature) return false;
  // OpenSSL takes strict DER only, so hasLowS may rely on it.
  return verify('sha256', Buffer.from(said), key, bytes) && hasLowS(bytes);
}
