/** `npm run evidence:verify`: a chain of evidence, verified offline with public keys alone. docs/evidence.md */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { PublicKeyUnfit, publicKeys, readPublicKey } from '../evidence/public-keys.ts';
import type { EvidencePosition } from '../evidence/record.ts';
import { ChainVerifier } from '../evidence/verify-chain.ts';
import { readCheckpoints } from './checkpoint-input.ts';
import { openInput } from './evidence-input.ts';
import { describeReport } from './evidence-report.ts';
import { CommandLineWrong } from './usage.ts';

const USAGE = `Usage: npm run evidence:verify -- <folder | records.jsonl | answer.json> --key public.pem [options]

  --key FILE             a public key that the chain may be signed with, PEM (repeatable, once the key was rotated)
  --head SEQUENCE:HASH   a record that must be in it, known from elsewhere: finds a tail that was cut off
  --checkpoints PATH     the same by checkpoints: a file, lines of them (.jsonl) or a folder (repeatable)
  --help                 this text

Ends with status 0 (verified), 1 (findings) or 2 (it could not be verified).`;

/** Returns the exit status. */
export async function verifyEvidence(
  args: readonly string[],
  print: (text: string) => void,
): Promise<number> {
  try {
    const options = read(args);
    if (options === undefined) {
      print(USAGE);
      return 0;
    }
    const { path, keys, head, checkpoints } = options;
    const { items, excerpt } = openInput(path);
    if (excerpt && (head || checkpoints))
      throw new CommandLineWrong(
        '--head and --checkpoints need the whole chain: a folder, or a file with a record a line (.jsonl).',
      );
    const how = { excerpt, ...(head && { head }), ...(checkpoints && { checkpoints }) };
    const verifier = new ChainVerifier(keys, how);
    for await (const item of items) verifier.add(item);
    const report = verifier.end();
    print(describeReport(report, how));
    return report.findingCount > 0 ? 1 : 0;
  } catch (error) {
    // Status 1 says that something was found: what could not be read is none of that.
    const reason = error instanceof CommandLineWrong ? error.message : unreadable(error);
    print(`${reason}\n\n${USAGE}`);
    return 2;
  }
}

function unreadable(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return `${path ?? 'The evidence'} cannot be read (${code}).`;
}

function read(args: readonly string[]) {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0)
    throw new CommandLineWrong('Name one folder or file with evidence.');
  if (!values.key?.length) throw new CommandLineWrong('Give a public key with --key.');
  return {
    path,
    keys: publicKeys(values.key.map(keyIn)),
    ...(values.head !== undefined && { head: headOf(values.head) }),
    ...(values.checkpoints && { checkpoints: values.checkpoints.flatMap(readCheckpoints) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: 'string', multiple: true },
        head: { type: 'string' },
        checkpoints: { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new CommandLineWrong(error instanceof Error ? error.message : String(error));
  }
}

export function keyIn(file: string) {
  try {
    return readPublicKey(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof PublicKeyUnfit) throw new CommandLineWrong(`--key ${file}: ${error.message}`);
    throw new CommandLineWrong(`--key ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

export function headOf(text: string): EvidencePosition {
  const [, sequence, hash] = /^([1-9]\d{0,11}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence !== undefined && hash !== undefined) return { sequence: Number(sequence), hash };
  throw new CommandLineWrong(
    '--head must be SEQUENCE:HASH, a number and 64 hex digits, as printed by an earlier run.',
  );
}

if (import.meta.main)
  process.exitCode = await verifyEvidence(process.argv.slice(2), (text) => process.stdout.write(`${text}\n`));
