/** What `--checkpoints` is given: a file with one, a file with one a line, or a folder of such files, as synced from S3. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Checkpoint, checkpointIn } from '../evidence/checkpoint.ts';
import { CommandLineWrong } from './usage.ts';

/** Some hundred years of days. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Throws {@link CommandLineWrong}: what cannot be read must not look like a chain that was held to it. */
export function readCheckpoints(path: string): readonly Checkpoint[] {
  const found = filesAt(path).flatMap(checkpointsIn);
  if (found.length > 0) return found;
  throw new CommandLineWrong(
    `${path} holds no checkpoint: they are files such as 2026-11-23-000000000042.json.`,
  );
}

function filesAt(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => /^[^.].*\.(json|jsonl|ndjson)$/.test(name));
    return names.sort().map((name) => join(path, name));
  } catch (error) {
    throw new CommandLineWrong(
      `--checkpoints ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
}

function checkpointsIn(file: string): readonly Checkpoint[] {
  const stat = statSync(file);
  if (!stat.isFile()) throw new CommandLineWrong(`--checkpoints ${file} is no file.`);
  if (stat.size > MOST_BYTES)
    throw new CommandLineWrong(`--checkpoints ${file} is too large for checkpoints.`);
  const text = readFileSync(file, 'utf8');
  const parts = /\.(jsonl|ndjson)$/.test(file)
    ? text.split('\n').filter((line) => line.trim() !== '')
    : [text];
  return parts.map((part) => {
    const checkpoint = checkpointIn(valueIn(part));
    if (checkpoint === undefined)
      throw new CommandLineWrong(
        `--checkpoints ${file}: this is no checkpoint, or its key is not the one it names.`,
      );
    return checkpoint;
  });
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
