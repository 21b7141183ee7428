/** Evidence on one machine: a folder that behaves like the bucket, and a key of its own. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FolderEvidenceStore } from '../../../../infra/local/evidence/folder-store.ts';
import { openLocalSigner, PUBLIC_KEY } from '../../../../infra/local/evidence/local-signer.ts';
import { MemoryEvidenceStore } from '../../../../infra/local/evidence/memory-store.ts';
import { keyIdOf, readPublicKey } from '../../../../lib/evidence/public-keys.ts';
import { listed } from '../../../lib/evidence/chain.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidence-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const bytes = (text: string) => Buffer.from(text);

describe.each([
  ['a folder', () => new FolderEvidenceStore(join(folder, 'evidence'))],
  ['memory', () => new MemoryEvidenceStore()],
])('a store in %s', (_, open) => {
  test('takes one of many that put the same number, and keeps that one', async () => {
    const store = open();
    const put = await Promise.all(
      Array.from({ length: 12 }, (_, at) => store.putIfAbsent(1, bytes(`record ${at}`))),
    );
    expect(put.filter(Boolean)).toHaveLength(1);
    expect(String(await store.read(1))).toBeTruthy();
    expect(Buffer.from((await store.read(1))!)).toEqual(bytes(`record ${put.indexOf(true)}`));
    expect(await store.read(2)).toBeUndefined();
  });

  test('lists its numbers in order', async () => {
    const store = open();
    for (const sequence of [10, 2, 1]) await store.putIfAbsent(sequence, bytes('x'));
    expect(await listed(store.sequences())).toEqual([1, 2, 10]);
    expect(await listed(store.sequences(1))).toEqual([2, 10]);
  });
});

test('a folder holds files that are read-only and nothing half written', async () => {
  const store = new FolderEvidenceStore(folder);
  await store.putIfAbsent(1, bytes('first'));
  await store.putIfAbsent(1, bytes('second'));
  expect(readdirSync(folder)).toEqual(['000000000001.json']);
  expect(statSync(join(folder, '000000000001.json')).mode & 0o777).toBe(0o444);
});

describe('the key of a folder', () => {
  test('is made once, for its owner only, and is the same afterwards', async () => {
    const [first, second] = await Promise.all([openLocalSigner(folder), openLocalSigner(folder)]);
    const later = await openLocalSigner(folder);
    const ids = await Promise.all(
      [first, second, later].map(async (signer) => keyIdOf(await signer.publicKey())),
    );
    expect(new Set(ids).size).toBe(1);
    expect(statSync(join(folder, 'evidence-key.pem')).mode & 0o777).toBe(0o600);
    expect(keyIdOf(readPublicKey(readFileSync(join(folder, PUBLIC_KEY), 'utf8')))).toBe(ids[0]);
  });

  test('that is none is an error that names the file, and is not replaced', async () => {
    const file = join(folder, 'evidence-key.pem');
    writeFileSync(file, 'very-secret');
    chmodSync(file, 0o600);
    const error = await openLocalSigner(folder).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ name: 'EvidenceKeyUnreadable', message: expect.stringContaining(file) });
    expect(String(error)).not.toContain('very-secret');
    expect(readFileSync(file, 'utf8')).toBe('very-secret');
  });
});
