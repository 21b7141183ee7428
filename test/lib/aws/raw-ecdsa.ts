/**
 * ECDSA on P-256 over a digest as it is, which is what KMS does with `MessageType: DIGEST` and what Node's own `sign`
 * cannot (it hashes). For tests: its time tells the key.
 */
import { createECDH, type KeyObject } from 'node:crypto';

const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** In DER. @param low whether s is in the lower half; KMS gives both */
export function signDigest(digest: Uint8Array, privateKey: KeyObject, low: boolean): Buffer {
  const d = numberOf(Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const ecdh = createECDH('prime256v1');
  const point = ecdh.generateKeys();
  const r = numberOf(point.subarray(1, 33)) % N;
  const s = (inverse(numberOf(ecdh.getPrivateKey())) * (numberOf(digest) + r * d)) % N;
  const chosen = s <= N / 2n === low ? s : N - s;
  const body = Buffer.concat([integer(r), integer(chosen)]);
  return Buffer.concat([Uint8Array.of(0x30, body.length), body]);
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

/** Fermat: N is prime. */
function inverse(value: bigint): bigint {
  let result = 1n;
  let base = value % N;
  for (let exponent = N - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % N;
    base = (base * base) % N;
  }
  return result;
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const signed = bytes[0]! >= 0x80 ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes;
  return Buffer.concat([Uint8Array.of(0x02, signed.length), signed]);
}
