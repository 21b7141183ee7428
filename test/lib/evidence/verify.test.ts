/** Whatever somebody changes in a chain is found, with the public key alone. */
import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { appendRecord } from '../../../lib/evidence/append.ts';
import { type ChainText, publicKeysOf, verifyChain } from '../../../lib/evidence/verify.ts';
import { keys, memory } from './memory.ts';

let chain: ChainText[];
beforeAll(async () => {
  const { parts, texts } = memory();
  for (let at = 1; at <= 4; at += 1)
    await appendRecord(parts, {
      kind: 'drill',
      key: `drill-${at}#drill`,
      body: { verdict: 'PASSED', ä: [at, null] },
    });
  chain = texts();
});

const codes = async (texts: readonly ChainText[], head?: { sequence: number; hash: string }) =>
  (await verifyChain(texts, keys, head)).findings.map(({ code, sequence }) => `${sequence} ${code}`);
const headOf = async () => (await verifyChain(chain, keys)).head!;

test('a chain that nobody has touched has no findings', async () => {
  expect(await verifyChain(chain, keys, await headOf())).toMatchObject({ records: 4, findings: [] });
});

test('each byte of it that is another one is found', async () => {
  const [first, second] = chain;
  const bytes = Buffer.from(second?.text ?? '');
  expect(bytes.length).toBeGreaterThan(500);
  for (let byte = 0; byte < bytes.length; byte += 1) {
    const changed = Buffer.from(bytes);
    changed[byte] = (changed[byte]! + 1) % 128;
    const texts = [first!, { ...second!, text: changed.toString('utf8') }];
    expect([byte, (await codes(texts)).length > 0]).toEqual([byte, true]);
  }
});

describe('found, and said where:', () => {
  test.each<[string, (texts: ChainText[]) => ChainText[], string[]]>([
    ['one that is missing', (texts) => texts.toSpliced(1, 1), ['2 SEQUENCE_MISMATCH', '2 CHAIN_BROKEN']],
    [
      'two that changed places',
      ([a, b, c, d]) => [a!, { ...c!, name: b!.name! }, { ...b!, name: c!.name! }, d!],
      [
        '2 NAME_MISMATCH',
        '2 SEQUENCE_MISMATCH',
        '2 CHAIN_BROKEN',
        '4 NAME_MISMATCH',
        '4 SEQUENCE_MISMATCH',
        '4 CHAIN_BROKEN',
        '3 SEQUENCE_MISMATCH',
        '3 CHAIN_BROKEN',
      ],
    ],
    ['one that comes twice', (texts) => [...texts, texts[3]!], ['5 SEQUENCE_MISMATCH', '5 CHAIN_BROKEN']],
    ['a first one that is gone', (texts) => texts.slice(1), ['1 SEQUENCE_MISMATCH', '1 CHAIN_BROKEN']],
    [
      'a space more',
      (texts) => texts.with(2, { ...texts[2]!, text: texts[2]!.text.replace('{', '{ ') }),
      ['3 NOT_CANONICAL'],
    ],
    [
      'another verdict',
      (texts) => texts.with(2, { ...texts[2]!, text: texts[2]!.text.replace('PASSED', 'FAILED') }),
      ['3 HASH_MISMATCH'],
    ],
    ['what is no record', (texts) => texts.with(3, { text: '{}' }), ['4 UNREADABLE']],
  ])('%s', async (_, change, expected) => {
    expect(await codes(change(chain))).toEqual(expected);
  });
});

test('a tail that was cut off is found against a head, and only so', async () => {
  const head = await headOf();
  expect(await codes(chain.slice(0, 3))).toEqual([]);
  expect(await codes(chain.slice(0, 3), head)).toEqual(['4 HEAD_MISSING']);
  expect(await codes(chain, { ...head, hash: 'f'.repeat(64) })).toEqual(['4 HEAD_MISMATCH']);
  expect(await codes([], head)).toEqual(['4 HEAD_MISSING']);
});

test('a chain that somebody else has signed is none of ours', async () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const others = publicKeysOf([publicKey.export({ type: 'spki', format: 'pem' }) as string]);
  const { findings } = await verifyChain(chain, others);
  expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['KEY_UNKNOWN']));
});
