/** The folder in which one machine keeps its ledger. It belongs to one Atlas: job ids mean nothing at another. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './options.ts';

/** `atlas` is a URL, or `simulator`. Throws {@link UsageError} when the folder belongs to another. */
export function openDataFolder(folder: string, atlas: string): void {
  const file = join(folder, 'atlas.json');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${folder} cannot be used as a folder (${code}): choose another with --data.`);
  }
  const known = readAtlas(file);
  if (known === undefined) writeFileSync(file, `${JSON.stringify({ atlas })}\n`);
  else if (known !== atlas)
    throw new UsageError(
      `${folder} holds the ledger of ${known}, not of ${atlas}: choose another with --data.`,
    );
}

function readAtlas(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    // Not there yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { atlas } = JSON.parse(text) as { atlas?: unknown };
    if (typeof atlas === 'string') return atlas;
  } catch {
    // Said below.
  }
  throw new UsageError(
    `${file} does not say whose ledger this is: mend it, or choose another folder with --data.`,
  );
}
