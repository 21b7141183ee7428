/** Canonical JSON (RFC 8785): one text for one value, whoever writes it. */
import canonicalize from 'canonicalize';

/** What may not become evidence. The value is not in the message: it may be a secret. */
export class EvidenceRefused extends Error {
  override name = 'EvidenceRefused' as const;
  /** Dotted path. */
  readonly field: string;

  constructor(field: string, problem: string) {
    super(`Evidence ${field === '' ? 'as a whole' : `field ${field}`} ${problem}.`);
    this.field = field;
  }
}

/** A record is read by people, and kept for years: what is longer is data, not evidence. */
const LONGEST_BYTES = 4_000_000;
/** A connection string with a password in it. */
const WITH_PASSWORD = /mongodb(\+srv)?:\/\/[^/@\s]*:[^/@\s]*@/;

/** @throws {EvidenceRefused} */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new EvidenceRefused('', 'is nothing');
  return text;
}

/** Refuses what JSON would quietly drop or change, what is no evidence, and what opens a database. @throws {EvidenceRefused} */
export function checkBody(body: unknown): void {
  check(body, []);
  if (Buffer.byteLength(canonicalText(body)) > LONGEST_BYTES)
    throw new EvidenceRefused('', `is longer than ${LONGEST_BYTES} bytes`);
}

function check(value: unknown, path: readonly string[]): void {
  const refuse = (problem: string): never => {
    throw new EvidenceRefused(path.join('.'), problem);
  };
  switch (typeof value) {
    case 'boolean':
      return;
    case 'number':
      if (!Number.isFinite(value)) refuse('is no number');
      return;
    case 'string':
      if (!value.isWellFormed()) refuse('holds half of a character');
      if (WITH_PASSWORD.test(value)) refuse('holds a connection string with a password');
      return;
    case 'object':
      break;
    default:
      refuse(`is a ${typeof value}`);
  }
  if (value === null) return;
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) refuse('is no plain object');
  for (const [name, each] of Object.entries(value as object)) check(each, [...path, name]);
}
