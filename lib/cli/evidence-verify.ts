/**
 * `npm run evidence:verify -- FOLDER|FILE.jsonl --key PUBLIC.pem [--key …] [--head SEQUENCE:HASH]`: verifies a chain of
 * evidence offline. Ends with 0, with 1 where it has findings, with 2 where it cannot be asked so.
 */
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Place } from '../evidence/store.ts';
import { type ChainText, publicKeysOf, type Verified, verifyChain } from '../evidence/verify.ts';

const USAGE = `evidence:verify FOLDER|FILE.jsonl --key PUBLIC.pem [--key PUBLIC.pem …] [--head SEQUENCE:HASH]

  FOLDER        one file a record, as in the bucket: 0000000001.json, 0000000002.json …
  FILE.jsonl    one line a record, in their order
  --key FILE    a public key that may have signed, PEM
  --head S:H    sequence and hash that somebody has kept: finds a chain whose end was cut off`;

/** Of many findings the first say it. */
const MOST_SHOWN = 50;

class CommandInvalid extends Error {
  override name = 'CommandInvalid' as const;
}

/** @returns the exit status */
export async function evidenceVerify(
  args: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  try {
    const { place, pems, head } = parse(args);
    const verified = await verifyChain(textsOf(place), keysOf(pems), head);
    report(verified, print);
    return verified.findings.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CommandInvalid)) throw error;
    print(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

function report({ records, findings, head }: Verified, print: (line: string) => void): void {
  for (const { code, sequence, detail } of findings.slice(0, MOST_SHOWN))
    print(`record ${sequence}: ${code}: ${detail}`);
  if (findings.length > MOST_SHOWN) print(`… and ${findings.length - MOST_SHOWN} more`);
  if (head !== undefined) print(`head ${head.sequence}:${head.hash}`);
  print(
    findings.length === 0
      ? `${records} record(s), each signed, none changed, dropped or moved`
      : `${records} record(s), ${findings.length} finding(s): this chain does not prove what it says`,
  );
}

function parse(args: readonly string[]) {
  const { values, positionals } = asked(args);
  const [place, ...others] = positionals;
  if (place === undefined || others.length > 0) throw new CommandInvalid('Name one folder or file.');
  if (values.key === undefined) throw new CommandInvalid('Name a public key with --key.');
  const head = values.head === undefined ? undefined : headOf(values.head);
  return { place, pems: values.key, ...(head && { head }) };
}

function asked(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { key: { type: 'string', multiple: true }, head: { type: 'string' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new CommandInvalid(error instanceof Error ? error.message : 'The options cannot be read.');
  }
}

function headOf(text: string): Place {
  const [, sequence, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new CommandInvalid(`--head ${text}: must be SEQUENCE:HASH, with a hash of 64 hex digits.`);
  return { sequence: Number(sequence), hash };
}

function keysOf(files: readonly string[]) {
  return new Map(
    files.flatMap((file) => {
      try {
        return [...publicKeysOf([readFileSync(file, 'utf8')])];
      } catch {
        throw new CommandInvalid(`--key ${file}: is no public key in PEM.`);
      }
    }),
  );
}

async function* textsOf(place: string): AsyncIterable<ChainText> {
  if (isFolder(place)) {
    const names = readdirSync(place).filter((name) => name.endsWith('.json'));
    for (const name of names.sort()) yield { name, text: readFileSync(join(place, name), 'utf8') };
    return;
  }
  for await (const text of createInterface({ input: createReadStream(place) }))
    if (text !== '') yield { text };
}

function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch {
    throw new CommandInvalid(`${place}: there is no such folder or file.`);
  }
}

if (process.argv[1] === import.meta.filename)
  process.exitCode = await evidenceVerify(
    process.argv.slice(2),
    (line) => void process.stdout.write(`${line}\n`),
  );
