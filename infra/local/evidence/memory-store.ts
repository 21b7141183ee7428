/** Evidence that ends with the process. */
import type { EvidenceStore } from '../../../lib/evidence/store.ts';

export class MemoryEvidenceStore implements EvidenceStore {
  readonly #records = new Map<number, Uint8Array>();

  async putIfAbsent(sequence: number, record: Uint8Array): Promise<boolean> {
    if (this.#records.has(sequence)) return false;
    this.#records.set(sequence, Uint8Array.from(record));
    return true;
  }

  async read(sequence: number): Promise<Uint8Array | undefined> {
    return this.#records.get(sequence);
  }

  async *sequences(after = 0): AsyncGenerator<number> {
    for (const sequence of [...this.#records.keys()].sort((a, b) => a - b))
      if (sequence > after) yield sequence;
  }

  close(): void {
    this.#records.clear();
  }
}
