/** What every command that reads a chain of evidence is given beside it: keys, and what it is held to. */
import { readFileSync } from 'node:fs';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { PublicKeyUnfit, publicKeys, readPublicKey } from '../evidence/public-keys.ts';
import type { EvidencePosition } from '../evidence/record.ts';
import { readCheckpoints } from './checkpoint-input.ts';
import { CommandLineWrong } from './usage.ts';

export const CHAIN_OPTIONS = {
  key: { type: 'string', multiple: true },
  head: { type: 'string', multiple: true },
  checkpoints: { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const;

export const CHAIN_USAGE = `  --key FILE             a public key that the chain may be signed with, PEM (repeatable, once the key was rotated)
  --head SEQUENCE:HASH   a record that must be in it, known from elsewhere: finds a tail that was cut off
  --checkpoints PATH     the same by checkpoints: a file, lines of them (.jsonl) or a folder (repeatable)`;

interface Given {
  readonly key?: readonly string[] | undefined;
  readonly head?: readonly string[] | undefined;
  readonly checkpoints?: readonly string[] | undefined;
}

/** @throws {CommandLineWrong} */
export function parseCommandLine<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new CommandLineWrong(error instanceof Error ? error.message : String(error));
  }
}

/** @throws {CommandLineWrong} */
export function chainOptions({ key, head: heads = [], checkpoints }: Given) {
  if (!key?.length) throw new CommandLineWrong('Give a public key with --key.');
  const [head, ...more] = heads;
  if (more.length > 0)
    throw new CommandLineWrong('--head can be given once; checkpoints can be as many as there are.');
  return {
    keys: publicKeys(key.map(keyIn)),
    heldTo: {
      ...(head !== undefined && { head: headOf(head) }),
      ...(checkpoints && { checkpoints: checkpoints.flatMap(readCheckpoints) }),
    },
  };
}

function keyIn(file: string) {
  try {
    return readPublicKey(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof PublicKeyUnfit) throw new CommandLineWrong(`--key ${file}: ${error.message}`);
    throw new CommandLineWrong(`--key ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function headOf(text: string): EvidencePosition {
  const [, sequence, hash] = /^([1-9]\d{0,11}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence !== undefined && hash !== undefined) return { sequence: Number(sequence), hash };
  throw new CommandLineWrong(
    '--head must be SEQUENCE:HASH, a number and 64 hex digits, as printed by an earlier run.',
  );
}

/** For people, of what is no defect of ours. @param of what an error without a path is about */
export function reasonOf(error: unknown, { of, cannotBe }: { of: string; cannotBe: string }): string {
  if (error instanceof CommandLineWrong) return error.message;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return `${path ?? of} cannot be ${cannotBe} (${code}).`;
}
