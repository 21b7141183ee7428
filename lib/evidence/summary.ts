/** What a chain holds, in the few figures that a reader looks at. */
import type { EvidencePosition, EvidenceRecord } from './record.ts';

export interface KeyUse {
  readonly count: number;
  readonly first: number;
  /** A key that was rotated out and is still used is seen here. */
  readonly last: number;
}

export interface Summary {
  readonly records: number;
  readonly kinds: ReadonlyMap<string, number>;
  readonly keys: ReadonlyMap<string, KeyUse>;
  /** Records that say of themselves that they are of a simulated Atlas (`body.simulated`): these never count. */
  readonly simulated: number;
  /** Of the first and the last that were read, by their own clocks. */
  readonly span?: { readonly from: string; readonly to: string };
  /** Of the highest number, unless that record is broken: to be kept elsewhere, for the next time. */
  readonly head?: EvidencePosition;
}

export class ChainSummary {
  #records = 0;
  #simulated = 0;
  #span: Summary['span'];
  readonly #kinds = new Map<string, number>();
  readonly #keys = new Map<string, KeyUse>();

  count({ envelope: { kind, at, body, sequence }, keyId }: EvidenceRecord): void {
    this.#records += 1;
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    const use = this.#keys.get(keyId) ?? { count: 0, first: sequence, last: sequence };
    this.#keys.set(keyId, {
      count: use.count + 1,
      first: Math.min(use.first, sequence),
      last: Math.max(use.last, sequence),
    });
    if (typeof body === 'object' && body !== null && 'simulated' in body && body.simulated === true)
      this.#simulated += 1;
    this.#span = { from: this.#span?.from ?? at, to: at };
  }

  result(hash: string | undefined, sequence: number): Summary {
    return {
      records: this.#records,
      kinds: this.#kinds,
      keys: this.#keys,
      simulated: this.#simulated,
      ...(this.#span && { span: this.#span }),
      ...(hash !== undefined && sequence > 0 && { head: { sequence, hash } }),
    };
  }
}
