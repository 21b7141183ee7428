/** `npm run evidence:verify`, as its users run it: files in, text and a status out. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LocalEvidenceSigner } from '../../../infra/local/evidence/local-signer.ts';
import { verifyEvidence } from '../../../lib/cli/evidence-verify.ts';
import { linesOf } from '../../../lib/cli/lines.ts';
import { fileNameOf } from '../../../lib/evidence/record.ts';
import { takeCheckpoint } from '../../../lib/evidence/take-checkpoint.ts';
import { chainOf } from '../evidence/chain.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
const at = (name: string) => join(folder, name);
let lines: Buffer[];
let head: string;
const printed: string[] = [];
const run = (...args: string[]) => verifyEvidence(args, (text) => printed.push(text));
const output = () => printed.join('\n');
const KEY = ['--key', at('public.pem')];

function writeFolder(name: string, records: readonly Buffer[]): string {
  mkdirSync(at(name));
  for (const [index, line] of records.entries()) writeFileSync(join(at(name), fileNameOf(index + 1)), line);
  return at(name);
}

beforeAll(async () => {
  const chain = await chainOf(5);
  lines = chain.lines;
  head = `5:${JSON.parse(String(lines[4])).hash}`;
  writeFileSync(at('public.pem'), chain.key.export({ type: 'spki', format: 'pem' }));
  writeFolder('whole', lines);
  const checkpoint = await takeCheckpoint(chain.parts, { now: new Date(), simulated: true });
  mkdirSync(at('none'));
  mkdirSync(at('checkpoints'));
  writeFileSync(join(at('checkpoints'), 'one.json'), JSON.stringify(checkpoint, null, 2));
  writeFileSync(join(at('checkpoints'), 'event.json'), JSON.stringify({ detail: checkpoint }));
  writeFileSync(at('checkpoints.jsonl'), `${JSON.stringify(checkpoint)}\n${JSON.stringify(checkpoint)}\n`);
  writeFileSync(at('no-checkpoint.json'), '{}');
  const publicKeyId = `sha256:${'0'.repeat(64)}`;
  writeFileSync(at('other-key.json'), JSON.stringify({ ...checkpoint, publicKeyId }));
  writeFileSync(at('whole.jsonl'), Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
});
beforeEach(() => {
  printed.length = 0;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a whole chain', () => {
  test.each(['whole', 'whole.jsonl'])('in %s is verified, with a head or without', async (name) => {
    expect(await run(at(name), ...KEY)).toBe(0);
    expect(output()).toContain(`head        ${head}`);
    expect(output()).toContain('only a head tells');
    expect(await run(at(name), ...KEY, '--head', head)).toBe(0);
    expect(output()).toContain('the head is in it');
  });

  test('is held to checkpoints in a file, in lines, in a folder, bare or as events', async () => {
    for (const path of ['checkpoints', 'checkpoints.jsonl', join('checkpoints', 'event.json')]) {
      printed.length = 0;
      expect([path, await run(at('whole'), ...KEY, '--checkpoints', at(path))]).toEqual([path, 0]);
      expect(output()).toContain('every checkpoint is in it');
    }
    writeFolder('short', lines.slice(0, 3));
    printed.length = 0;
    expect(await run(at('short'), ...KEY, '--checkpoints', at('checkpoints'))).toBe(1);
    expect(output()).toContain('TAIL_CUT');
  });

  test.each(['nowhere', 'none', 'no-checkpoint.json', 'other-key.json'])(
    'with %s for checkpoints is not verified at all',
    async (path) => {
      expect(await run(at('whole'), ...KEY, '--checkpoints', at(path))).toBe(2);
      expect(output()).toContain('checkpoint');
    },
  );

  test('is verified by the command itself, with nothing of an account in its environment', () => {
    const args = ['lib/cli/evidence-verify.ts', at('whole'), ...KEY];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, env: {}, encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringContaining('VERIFIED')]);
  });

  test('with hidden files beside it is still whole', async () => {
    const path = writeFolder('hidden', lines);
    writeFileSync(join(path, '.DS_Store'), 'x');
    expect(await run(path, ...KEY)).toBe(0);
  });
});

describe('findings are status 1, each with its code', () => {
  test.each<[string, (lines: Buffer[]) => Buffer[], string]>([
    ['a change', (all) => all.with(1, Buffer.from(String(all[1]).replace('d2', 'dx'))), 'HASH_MISMATCH'],
    ['an exchange', ([a, b, c, d, e]) => [a!, c!, b!, d!, e!], 'WRONG_NAME'],
    ['a cut tail', (all) => all.slice(0, 4), 'TAIL_CUT'],
  ])('%s in a folder', async (name, change, code) => {
    const path = writeFolder(name.replace(' ', '-'), change(lines));
    expect(await run(path, ...KEY, '--head', head)).toBe(1);
    expect(output()).toContain(code);
    expect(output()).toMatch(/NOT VERIFIED: \d finding/);
  });

  test('a file that is dropped, and one that is not of the evidence', async () => {
    const path = writeFolder('dropped', lines);
    rmSync(join(path, fileNameOf(3)));
    writeFileSync(join(path, 'not\u001b[2Je.txt'), 'x');
    mkdirSync(join(path, 'more'));
    expect(await run(path, ...KEY)).toBe(1);
    expect(output()).toContain('MISSING           record 3');
    expect(output()).toContain('NOT_A_RECORD      ("not\\u001b[2Je.txt")');
    expect(output()).not.toContain('\u001b');
  });

  test('a line that is changed', async () => {
    const text = readFileSync(at('whole.jsonl'), 'utf8').replace('"sequence":3', '"sequence":8');
    writeFileSync(at('changed.jsonl'), text);
    expect(await run(at('changed.jsonl'), ...KEY)).toBe(1);
    expect(output()).toContain('HASH_MISMATCH     record 3 (line 3)');
  });

  test('a key that is not the one', async () => {
    const other = await new LocalEvidenceSigner().publicKey();
    writeFileSync(at('other.pem'), other.export({ type: 'spki', format: 'pem' }));
    expect(await run(at('whole'), '--key', at('other.pem'))).toBe(1);
    expect(output()).toContain('UNKNOWN_KEY');
    expect(await run(at('whole'), '--key', at('other.pem'), ...KEY)).toBe(0);
  });
});

describe('an answer of the API', () => {
  const parsed = (indexes: number[]) => indexes.map((index) => JSON.parse(String(lines[index])));

  test('is verified record by record, however it was printed, and is called an excerpt', async () => {
    writeFileSync(at('answer.json'), JSON.stringify({ results: parsed([1, 4]) }, null, 2));
    expect(await run(at('answer.json'), ...KEY)).toBe(0);
    expect(output()).toContain('only the whole chain tells');
    expect(await run(at('answer.json'), ...KEY, '--head', head)).toBe(2);
  });

  test('that was changed is found', async () => {
    const [record] = parsed([1]);
    record.envelope.body.drill = 'better';
    writeFileSync(at('changed.json'), JSON.stringify({ results: [record] }));
    expect(await run(at('changed.json'), ...KEY)).toBe(1);
  });

  test('may be one record', async () => {
    expect(await run(join(at('whole'), fileNameOf(3)), ...KEY)).toBe(0);
  });
});

describe('what cannot be verified is status 2, and says why', () => {
  beforeAll(() => {
    mkdirSync(at('empty'));
    writeFileSync(at('empty.jsonl'), '');
    writeFileSync(at('text.json'), 'hello');
    writeFileSync(at('else.json'), '{"results":[]}');
    writeFileSync(at('null.json'), 'null');
    writeFileSync(at('private.pem'), '-----BEGIN PRIVATE KEY-----\nvery-secret\n-----END PRIVATE KEY-----\n');
  });

  test.each<[string, string[], RegExp]>([
    ['nothing named', [...KEY], /Name one folder/],
    ['two named', [at('whole'), at('empty'), ...KEY], /Name one folder/],
    ['no key', [at('whole')], /--key/],
    [
      'a key that is not there',
      [at('whole'), '--key', at('nobody.pem')],
      /nobody\.pem cannot be read \(ENOENT\)/,
    ],
    ['a key that is none', [at('whole'), '--key', at('text.json')], /no public key in PEM/],
    ['a private key', [at('whole'), '--key', at('private.pem')], /is a private key/],
    ['a head that is none', [at('whole'), ...KEY, '--head', '5'], /SEQUENCE:HASH/],
    ['an unknown option', [at('whole'), ...KEY, '--hed', '5:abc'], /--hed/],
    ['nothing there', [at('nobody'), ...KEY], /nobody cannot be read \(ENOENT\)/],
    ['lines that are not there', [at('nobody.jsonl'), ...KEY], /cannot be read \(ENOENT\)/],
    ['an empty folder', [at('empty'), ...KEY], /holds no evidence/],
    ['an empty file', [at('empty.jsonl'), ...KEY], /is empty/],
    ['text', [at('text.json'), ...KEY], /is not JSON/],
    ['other JSON', [at('else.json'), ...KEY], /holds no evidence/],
    ['null', [at('null.json'), ...KEY], /holds no evidence/],
  ])('%s', async (_, args, reason) => {
    expect(await run(...args)).toBe(2);
    expect(output()).toMatch(reason);
    expect(output()).not.toContain('very-secret');
  });

  test('and help is status 0', async () => {
    expect(await run('--help')).toBe(0);
    expect(output()).toContain('Usage');
  });
});

test('lines are split at newlines alone, wherever the stream is cut, and have a longest', async () => {
  const text = Buffer.from('a\u2028b\r\n\n0123456789\nlast');
  for (let size = 1; size <= text.length; size += 1) {
    const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
      text.subarray(index * size, (index + 1) * size),
    );
    const read: string[] = [];
    for await (const line of linesOf(Readable.from(chunks), 7)) read.push(String(line));
    expect(read).toEqual(['a\u2028b\r', '', '0123456', 'last']);
  }
});
