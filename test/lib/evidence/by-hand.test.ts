/** What docs/evidence.md tells people to type, typed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendEvidence } from '../../../lib/evidence/append.ts';
import { FINDINGS } from '../../../lib/evidence/findings.ts';
import { fileNameOf } from '../../../lib/evidence/record.ts';
import { entryOf, linesIn, memoryParts } from './chain.ts';

const text = readFileSync(new URL('../../../docs/evidence.md', import.meta.url), 'utf8');
const [, commands = ''] = /## By hand[\s\S]*?```sh\n([\s\S]*?)```/.exec(text) ?? [];
const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
const hasTools = ['openssl', 'sha256sum', 'sed', 'base64'].every(
  (tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0,
);
const type = () => spawnSync('sh', ['-c', commands], { cwd: folder, encoding: 'utf8' }).stdout.split('\n');
let lines: Buffer[];

beforeAll(async () => {
  const parts = memoryParts();
  // What could lead sed astray: quotes, its own pattern inside of a text, bytes beyond ASCII.
  const tricky = {
    text: '","hash":"0","keyId":"sha256:1","signature":"x"}\n\u2028ä😀',
    previousHash: '0'.repeat(64),
  };
  await appendEvidence(parts, entryOf('a#drill', tricky));
  await appendEvidence(parts, entryOf('b#drill', tricky));
  lines = await linesIn(parts.store);
  const key = await parts.signer.publicKey();
  writeFileSync(join(folder, 'public.pem'), key.export({ type: 'spki', format: 'pem' }));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const write = (sequence: number, line: Uint8Array | string) =>
  writeFileSync(join(folder, fileNameOf(sequence)), line);

describe.skipIf(!hasTools)('by hand (needs openssl, sha256sum, sed and base64)', () => {
  test('a record is verified', () => {
    for (const [at, line] of lines.entries()) write(at + 1, line);
    expect(type()).toEqual(['hash OK', 'key OK', 'Verified OK', 'link OK', '']);
  });

  test('a changed one is not, nor one that does not follow', () => {
    write(1, lines[0]!);
    write(2, String(lines[1]).replace('b#drill', 'c#drill'));
    expect(type()).toEqual(['key OK', 'Verification failure', 'link OK', '']);
    write(2, lines[0]!);
    expect(type()).toEqual(['hash OK', 'key OK', 'Verified OK', '']);
  });
});

test('the document names every finding, and no other', () => {
  const named = [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(named.sort()).toEqual(Object.keys(FINDINGS).sort());
});
