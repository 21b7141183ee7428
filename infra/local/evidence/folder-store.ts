/** Evidence in a folder, one file a record, as `aws s3 sync` would bring it from S3. It has no lock: whoever may write here can delete. */
import { mkdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileNameOf, sequenceOfFileName } from '../../../lib/evidence/record.ts';
import type { EvidenceStore } from '../../../lib/evidence/store.ts';
import { putFile } from './put-file.ts';

/** Against a slip: nobody has a reason to write to it again. */
const READ_ONLY = 0o444;

export class FolderEvidenceStore implements EvidenceStore {
  readonly #folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
  }

  putIfAbsent(sequence: number, record: Uint8Array): Promise<boolean> {
    return putFile(this.#pathOf(sequence), record, READ_ONLY);
  }

  async read(sequence: number): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#pathOf(sequence));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async *sequences(after = 0): AsyncGenerator<number> {
    const names = await readdir(this.#folder);
    for (const name of names.sort()) {
      const sequence = sequenceOfFileName(name);
      if (sequence !== undefined && sequence > after) yield sequence;
    }
  }

  close(): void {
    // A folder is not held open.
  }

  #pathOf(sequence: number): string {
    return join(this.#folder, fileNameOf(sequence));
  }
}
