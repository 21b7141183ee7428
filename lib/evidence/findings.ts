/** What can be wrong with a chain. The codes are stable: programs go by them. */
export const FINDINGS = {
  NOT_A_RECORD: 'This is no record: not JSON, or not of the format.',
  NOT_CANONICAL: 'It says the same in other bytes than were stored.',
  HASH_MISMATCH: 'What it says has another hash than it names: it was changed.',
  UNKNOWN_KEY: 'It is signed with a key that was not given.',
  SIGNATURE_INVALID: 'Its signature is not one of its key over its hash.',
  WRONG_NAME: 'It lies under the name of another one.',
  BROKEN_LINK: 'It names another hash for the record before it than that one has.',
  MISSING: 'There is no such record.',
  OUT_OF_ORDER: 'It comes after a later one.',
  DUPLICATE: 'There is a record of this number already.',
  TAIL_CUT: 'The chain ends before the head or checkpoint that was given.',
  HEAD_MISMATCH: 'It is another record than the head that was given.',
  CHECKPOINT_MISMATCH: 'It is another record than the checkpoint that was given.',
  CHECKPOINT_KEY: 'The checkpoint names a key that was not given.',
} as const;
export type FindingCode = keyof typeof FINDINGS;

export interface Problem {
  readonly code: FindingCode;
  readonly detail: string;
}

export interface Finding extends Problem {
  /** Undefined where that cannot be known: what is no record has none. */
  readonly sequence?: number;
  /** Where it was read: a file, a line. */
  readonly place?: string;
}

export const problem = (code: FindingCode, more?: string): Problem => ({
  code,
  detail: more === undefined ? FINDINGS[code] : `${FINDINGS[code]} ${more}`,
});
