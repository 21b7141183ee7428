/**
 * Of an ECDSA signature (r, s) anybody can make a second valid one, (r, n − s), without the key. Only the one with the
 * lower s counts here, so that no byte of a record can be another one and still verify. Bitcoin has the same rule
 * (BIP 62, BIP 146). Signatures are DER: 30 len 02 len r 02 len s, every length below 128 on this curve.
 */

/** The order of P-256 (SEC 2, 2.4.2). */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** @param signature known to be DER, because it verified */
export const hasLowS = (signature: Uint8Array): boolean => sOf(signature) <= N / 2n;

/** The signature itself, or its twin. @param signature as a signer gives it */
export function withLowS(signature: Uint8Array): Buffer {
  if (hasLowS(signature)) return Buffer.from(signature);
  const r = signature.subarray(2, startOfS(signature) - 2);
  const s = derInteger(N - sOf(signature));
  return Buffer.concat([Uint8Array.of(0x30, r.length + s.length), r, s]);
}

/** After the sequence's header, r with its header, and the header of s. */
const startOfS = (signature: Uint8Array): number => 4 + (signature[3] ?? 0) + 2;

const sOf = (signature: Uint8Array): bigint =>
  BigInt(`0x0${Buffer.from(signature.subarray(startOfS(signature))).toString('hex')}`);

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const digits = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  // DER integers have a sign: a first bit of 1 would mean a negative number.
  const bytes = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), digits]) : digits;
  return Buffer.concat([Uint8Array.of(0x02, bytes.length), bytes]);
}
