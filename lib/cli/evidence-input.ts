/** What `evidence:verify` is given: a folder as synced from S3, lines of records, or an answer of our API. */
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MOST_RECORD_BYTES, sequenceOfFileName } from '../evidence/record.ts';
import type { ChainItem } from '../evidence/verify-chain.ts';
import { linesOf } from './lines.ts';
import { CommandLineWrong } from './usage.ts';

export interface EvidenceInput {
  /** One drill's records, say: not a whole chain. */
  readonly excerpt: boolean;
  readonly items: AsyncIterable<ChainItem> | Iterable<ChainItem>;
}

/** Throws {@link CommandLineWrong} when it is none of them. */
export function openInput(path: string): EvidenceInput {
  if (isFolder(path)) return { excerpt: false, items: folderItems(path) };
  if (/\.(jsonl|ndjson)$/.test(path)) return { excerpt: false, items: lineItems(path) };
  return { excerpt: true, items: answerItems(path) };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new CommandLineWrong(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** By name, which is by number; what is named otherwise comes last, and hidden files are left out. */
function* folderItems(folder: string): Generator<ChainItem> {
  const files = readdirSync(folder).filter((name) => !name.startsWith('.'));
  const records = files.filter((name) => sequenceOfFileName(name) !== undefined).sort();
  if (records.length === 0)
    throw new CommandLineWrong(
      `${folder} holds no evidence: its records are files such as 000000000001.json, in the folder evidence of the bucket.`,
    );
  const others = files.filter((name) => sequenceOfFileName(name) === undefined).sort();
  for (const name of [...records, ...others]) {
    const named = sequenceOfFileName(name);
    const content = { bytes: bytesIn(join(folder, name)) };
    yield { place: name, ...(named !== undefined && { named }), content };
  }
}

/** Of what is too large, or no file at all, as much as shows that it is no record. */
function bytesIn(path: string): Uint8Array {
  const stat = statSync(path);
  if (!stat.isFile()) return new Uint8Array();
  return stat.size > MOST_RECORD_BYTES ? new Uint8Array(MOST_RECORD_BYTES + 1) : readFileSync(path);
}

async function* lineItems(path: string): AsyncGenerator<ChainItem> {
  let number = 0;
  for await (const bytes of linesOf(createReadStream(path), MOST_RECORD_BYTES + 1)) {
    number += 1;
    yield { place: `line ${number}`, content: { bytes } };
  }
  if (number === 0) throw new CommandLineWrong(`${path} is empty.`);
}

/** Far more than one drill's evidence; it is held in memory whole. */
const MOST_ANSWER_BYTES = 64 * 1024 * 1024;

/** `{ "results": [records] }`, or one record. */
function* answerItems(path: string): Generator<ChainItem> {
  if (statSync(path).size > MOST_ANSWER_BYTES)
    throw new CommandLineWrong(
      `${path} is too large for an answer of the API; lines of records end in .jsonl.`,
    );
  const bytes = readFileSync(path);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw new CommandLineWrong(`${path} is not JSON; a file with a record a line must end in .jsonl.`);
  }
  const { results, envelope } = Object(value) as { results?: unknown; envelope?: unknown };
  if (Array.isArray(results) && results.length > 0)
    for (const [at, each] of results.entries()) yield { place: `results.${at}`, content: { value: each } };
  else if (envelope !== undefined) yield { place: path, content: { bytes } };
  else
    throw new CommandLineWrong(`${path} holds no evidence: neither "results" with records, nor one record.`);
}
