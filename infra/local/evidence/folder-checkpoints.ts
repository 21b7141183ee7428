/** Checkpoints in a folder beside the evidence: on one machine nobody else is there to keep them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckpointStore } from '../../../lib/evidence/keep-checkpoint.ts';
import { putFile } from './put-file.ts';

/** Against a slip, as records have it. */
const READ_ONLY = 0o444;

export class FolderCheckpoints implements CheckpointStore {
  readonly #folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
  }

  putIfAbsent(name: string, text: string): Promise<boolean> {
    return putFile(join(this.#folder, name), text, READ_ONLY);
  }

  close(): void {
    // A folder is not held open.
  }
}
