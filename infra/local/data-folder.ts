/** The folder in which one machine keeps its ledger. It belongs to one Atlas: job ids mean nothing at another. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './options.ts';

/** `atlas` is a URL, or `simulator`. Throws {@link UsageError} when the folder belongs to another. */
export function openDataFolder(folder: string, atlas: string): void {
  const file = join(folder, 'atlas.json');
  mkdirSync(folder, { recursive: true });
  const known = readAtlas(file);
  if (known === undefined) writeFileSync(file, `${JSON.stringify({ atlas })}\n`);
  else if (known !== atlas)
    throw new UsageError(
      `${folder} holds the ledger of ${known}, not of ${atlas}: choose another with --data.`,
    );
}

function readAtlas(file: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { atlas: string }).atlas;
  } catch {
    // Not there yet.
    return undefined;
  }
}
