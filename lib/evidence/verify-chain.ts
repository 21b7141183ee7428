/**
 * A whole chain, record by record as it is read: each for itself, and each against the one before it. Memory does not
 * grow with the chain.
 */
import { type CheckedRecord, checkRecord, checkValue } from './check-record.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type Finding, type FindingCode, type Problem, problem } from './findings.ts';
import type { PublicKeys } from './public-keys.ts';
import { type EvidencePosition, type EvidenceRecord, START } from './record.ts';
import { SequenceOrder } from './sequence-order.ts';
import { ChainSummary, type Summary } from './summary.ts';

export interface ChainItem {
  /** What a person finds it by: a file, a line. */
  readonly place: string;
  /** The number that its file's name says. */
  readonly named?: number;
  /** As stored; or what was parsed already. */
  readonly content: { readonly bytes: Uint8Array } | { readonly value: unknown };
}

export interface VerifyOptions {
  /** Known from elsewhere: without it nobody can tell whether records were cut off at the end. */
  readonly head?: EvidencePosition;
  /** The same, as many as were kept elsewhere. */
  readonly checkpoints?: readonly Checkpoint[];
  /** Some records of a chain, such as one drill's: what lies between them is not asked for. */
  readonly excerpt?: boolean;
}

export interface ChainReport extends Summary {
  readonly findingCount: number;
  /** The first {@link MOST_FINDINGS}. */
  readonly findings: readonly Finding[];
}

/** A chain verified with the wrong key has one for every record: the count says so, a list of them tells nobody more. */
export const MOST_FINDINGS = 1_000;

export class ChainVerifier {
  readonly #keys: PublicKeys;
  readonly #options: VerifyOptions;
  readonly #order = new SequenceOrder();
  readonly #summary = new ChainSummary();
  readonly #findings: Finding[] = [];
  /** By the number of their record. */
  readonly #checkpoints: ReadonlyMap<number, readonly Checkpoint[]>;
  #findingCount = 0;
  /** Of the highest record so far; undefined when that one is broken, and nothing can be compared with it. */
  #lastHash: string | undefined = START.hash;

  constructor(keys: PublicKeys, options: VerifyOptions = {}) {
    this.#keys = keys;
    this.#options = options;
    this.#checkpoints = Map.groupBy(options.checkpoints ?? [], ({ sequence }) => sequence);
  }

  /** Returns it where nothing is wrong with it alone; whether it is in its place, {@link end} says. */
  add({ place, named, content }: ChainItem): EvidenceRecord | undefined {
    const checked =
      'bytes' in content ? checkRecord(content.bytes, this.#keys) : checkValue(content.value, this.#keys);
    const { record } = checked;
    const said = record?.envelope.sequence;
    // What was changed may say any number: then its name counts, or its turn.
    const sequence = record && isIntact(checked) ? said : (named ?? (record && this.#order.highest + 1));
    const about = { ...(sequence !== undefined && { sequence }), place };
    for (const each of checked.problems) this.#find(each, about);
    if (named !== undefined && said !== undefined && named !== said)
      this.#find(problem('WRONG_NAME', `It says that it is ${said}.`), about);
    if (sequence === undefined) return undefined;
    this.#place(sequence, isIntact(checked) ? record : undefined, about);
    if (record) this.#summary.count(record);
    return checked.problems.length === 0 ? record : undefined;
  }

  end(): ChainReport {
    const { head, excerpt } = this.#options;
    if (!excerpt)
      for (const { from, to } of this.#order.gaps)
        this.#find(problem('MISSING', spanOf(from, to)), { sequence: from });
    if (head && this.#order.highest < head.sequence)
      this.#find(problem('TAIL_CUT', spanOf(this.#order.highest + 1, head.sequence)), {
        sequence: this.#order.highest + 1,
      });
    this.#endCheckpoints();
    return {
      ...this.#summary.result(this.#lastHash, this.#order.highest),
      findingCount: this.#findingCount,
      findings: this.#findings,
    };
  }

  /** Those beyond the end, and those that say something else than a whole chain can. */
  #endCheckpoints(): void {
    for (const { sequence, count, publicKeyId } of this.#options.checkpoints ?? []) {
      const about = { sequence };
      if (sequence > this.#order.highest)
        this.#find(problem('TAIL_CUT', spanOf(this.#order.highest + 1, sequence)), about);
      if (count !== sequence) this.#find(problem('CHECKPOINT_MISMATCH', `It counts ${count}.`), about);
      if (!this.#keys.has(publicKeyId))
        this.#find(problem('CHECKPOINT_KEY', `It names ${publicKeyId}.`), about);
    }
  }

  #place(sequence: number, record: EvidenceRecord | undefined, about: Partial<Finding>): void {
    const { head } = this.#options;
    const arrival = this.#order.arrive(sequence);
    if (arrival === 'late') this.#find(problem('OUT_OF_ORDER'), about);
    if (arrival === 'again') this.#find(problem('DUPLICATE'), about);
    const before = record?.envelope.previousHash;
    const comparable = before !== undefined && this.#lastHash !== undefined;
    if (arrival === 'next' && comparable && before !== this.#lastHash)
      this.#find(problem('BROKEN_LINK'), about);
    if (record && head?.sequence === sequence && head.hash !== record.hash)
      this.#find(problem('HEAD_MISMATCH'), about);
    for (const { hash } of this.#checkpoints.get(sequence) ?? [])
      if (record && hash !== record.hash) this.#find(problem('CHECKPOINT_MISMATCH'), about);
    if (arrival === 'next' || arrival === 'jump') this.#lastHash = record?.hash;
  }

  #find(found: Problem, about: Partial<Finding>): void {
    this.#findingCount += 1;
    if (this.#findings.length < MOST_FINDINGS) this.#findings.push({ ...about, ...found });
  }
}

/** What it says is what was signed, as far as the given keys tell. */
const isIntact = ({ record, problems }: CheckedRecord): boolean =>
  record !== undefined && !problems.some(({ code }) => CHANGED.has(code));

const CHANGED: ReadonlySet<FindingCode> = new Set(['HASH_MISMATCH', 'SIGNATURE_INVALID']);

const spanOf = (from: number, to: number): string =>
  from === to ? `Number ${from}.` : `Numbers ${from} to ${to}.`;
