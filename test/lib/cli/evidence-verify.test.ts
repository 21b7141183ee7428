/** The offline verifier as an auditor runs it: on a folder, on a file, with keys and a head, and with mistakes. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LocalEvidence, localEvidence } from '../../../infra/local/evidence/local-evidence.ts';
import { evidenceVerify } from '../../../lib/cli/evidence-verify.ts';
import { appendRecord } from '../../../lib/evidence/append.ts';
import { memory } from '../evidence/memory.ts';

let folder: string;
let evidence: LocalEvidence;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atlas-restore-evidence-'));
  evidence = localEvidence(folder);
  const { index, clock } = memory().parts;
  for (const id of ['one', 'two', 'three'])
    await appendRecord({ ...evidence, index, clock }, { kind: 'drill', key: `${id}#drill`, body: { id } });
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ status: number; output: string }> {
  const lines: string[] = [];
  const status = await evidenceVerify(args, (line) => lines.push(line));
  return { status, output: lines.join('\n') };
}

test('a folder of records that nobody has touched: 0, and its head', async () => {
  const { status, output } = await run(evidence.records, '--key', evidence.publicKeyFile);
  expect(status).toBe(0);
  expect(output).toMatch(/^head 3:[0-9a-f]{64}\n3 record\(s\), each signed, none changed, dropped or moved$/);
  const [, head = ''] = /^head (\S+)/.exec(output) ?? [];
  expect((await run(evidence.records, '--key', evidence.publicKeyFile, '--head', head)).status).toBe(0);
  rmSync(join(evidence.records, '0000000003.json'));
  const cut = await run(evidence.records, '--key', evidence.publicKeyFile, '--head', head);
  expect([cut.status, cut.output]).toEqual([1, expect.stringContaining('record 3: HEAD_MISSING')]);
});

test('the same as lines of one file', async () => {
  const file = join(folder, 'chain.jsonl');
  const texts = readdirSync(evidence.records)
    .sort()
    .map((name) => readFileSync(join(evidence.records, name), 'utf8'));
  writeFileSync(file, `${texts.join('\n')}\n`);
  expect((await run(file, '--key', evidence.publicKeyFile)).status).toBe(0);
  writeFileSync(file, texts.toReversed().join('\n'));
  expect((await run(file, '--key', evidence.publicKeyFile)).status).toBe(1);
});

test('by hand, with public tools', () => {
  const file = join(evidence.records, '0000000002.json');
  const stored = JSON.parse(readFileSync(file, 'utf8'));
  // The record's text is between `"record":` and `,"signature":` of the file.
  const text = readFileSync(file, 'utf8')
    .replace(/^.*?"record":/s, '')
    .replace(/,"signature":[\s\S]*$/, '');
  const shell = (command: string, input: string | Buffer) =>
    execFileSync('sh', ['-c', command], { input, encoding: 'utf8', cwd: folder });
  expect(shell('sha256sum', text)).toContain(stored.hash);
  writeFileSync(join(folder, 'hash.bin'), Buffer.from(stored.hash, 'hex'));
  writeFileSync(join(folder, 'signature.bin'), Buffer.from(stored.signature.value, 'base64'));
  const verify = 'openssl dgst -sha256 -verify public-key.pem -signature signature.bin hash.bin';
  expect(shell(verify, '')).toContain('Verified OK');
});

describe('a mistake is said, with how it is done, and ends with 2:', () => {
  test.each<[string, (evidence: LocalEvidence) => string[], string]>([
    ['nothing at all', () => [], 'Name one folder or file.'],
    ['no key', ({ records }) => [records], 'Name a public key with --key.'],
    [
      'a key that is none',
      ({ records }) => [records, '--key', join(records, '0000000001.json')],
      'is no public key',
    ],
    ['a key that is not there', ({ records }) => [records, '--key', 'nowhere.pem'], 'is no public key'],
    [
      'a folder that is not there',
      ({ publicKeyFile }) => ['nowhere', '--key', publicKeyFile],
      'no such folder',
    ],
    [
      'a head that is none',
      ({ records, publicKeyFile }) => [records, '--key', publicKeyFile, '--head', '3'],
      '--head 3',
    ],
    ['an option that there is not', ({ records }) => [records, '--all'], '--all'],
  ])('%s', async (_, args, said) => {
    const { status, output } = await run(...args(evidence));
    expect([status, output]).toEqual([2, expect.stringContaining(said)]);
    expect(output).toContain('evidence:verify FOLDER|FILE.jsonl');
  });
});

test('the private key is its owner’s alone, and the next process signs with the same', async () => {
  expect(statSync(join(folder, 'private-key.pem')).mode & 0o777).toBe(0o600);
  const before = readFileSync(evidence.publicKeyFile, 'utf8');
  localEvidence(folder);
  expect(readFileSync(evidence.publicKeyFile, 'utf8')).toBe(before);
});
