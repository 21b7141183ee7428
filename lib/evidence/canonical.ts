/**
 * Canonical JSON (RFC 8785): one value has one text, so that a hash of it means something. What JSON cannot hold is
 * refused and not dropped in silence, as `JSON.stringify` does: evidence says all that it was given, or there is none.
 */
import canonicalize from 'canonicalize';

/** What was to be written down as evidence cannot be. The value is never quoted: it may be secret. */
export class EvidenceRefused extends Error {
  override name = 'EvidenceRefused' as const;
  readonly field: string;

  constructor(field: string, reason: string) {
    super(`${field} ${reason}.`);
    this.field = field;
  }
}

/** Of a record's body. A drill of thousands of collections needs about one; a reader must be able to hold it. */
export const MOST_BODY_BYTES = 4 * 1024 * 1024;
/** Nobody nests evidence deeper, and recursion has an end. */
const MOST_LEVELS = 64;
/** A name is the caller's text too: no error grows beyond reading. */
const LONGEST_NAME = 64;

/** Throws {@link EvidenceRefused}, which names the field. */
export function canonicalBody(body: unknown): string {
  const size = { left: MOST_BODY_BYTES };
  check(body, 'body', 0, size);
  const text = canonicalJson(body);
  if (Buffer.byteLength(text) > MOST_BODY_BYTES) throw tooLarge();
  return text;
}

/** Of what is known to be JSON: what was parsed, or checked before. */
export function canonicalJson(value: unknown): string {
  return canonicalize(value) as string;
}

/** Counts as it goes: a value that refers to the same part many times over is larger than the memory it takes. */
function check(value: unknown, field: string, level: number, size: { left: number }): void {
  size.left -= typeof value === 'string' ? value.length + 2 : 1;
  if (size.left < 0) throw tooLarge();
  if (level > MOST_LEVELS) throw new EvidenceRefused('body', `is nested deeper than ${MOST_LEVELS} levels`);
  switch (typeof value) {
    case 'boolean':
      return;
    case 'number':
      if (!Number.isFinite(value)) throw new EvidenceRefused(field, 'is not a finite number');
      return;
    case 'string':
      if (!value.isWellFormed())
        throw new EvidenceRefused(field, 'holds half a character (a lone surrogate)');
      return;
    case 'object':
      if (value !== null) checkParts(value, field, level, size);
      return;
    default:
      throw new EvidenceRefused(field, `is ${typeof value}, which JSON cannot hold`);
  }
}

function checkParts(value: object, field: string, level: number, size: { left: number }): void {
  if (Array.isArray(value)) {
    // By index: a hole is seen, where `forEach` would pass over it.
    for (let at = 0; at < value.length; at += 1) check(value[at], `${field}.${at}`, level + 1, size);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // A Date, a Map or an ObjectId would become something else on the way.
  if (prototype !== Object.prototype && prototype !== null)
    throw new EvidenceRefused(field, 'is not a plain object: write it as text or number');
  for (const [name, part] of Object.entries(value)) {
    const path = `${field}.${name.slice(0, LONGEST_NAME).toWellFormed()}`;
    check(name, path, level, size);
    check(part, path, level + 1, size);
  }
}

const tooLarge = () => new EvidenceRefused('body', `is larger than ${MOST_BODY_BYTES} bytes as JSON`);
