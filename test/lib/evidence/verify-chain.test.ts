/** What a verifier with the public key alone finds. */
import { beforeAll, describe, expect, test } from 'vitest';
import { LocalEvidenceSigner } from '../../../infra/local/evidence/local-signer.ts';
import { appendEvidence } from '../../../lib/evidence/append.ts';
import { canonicalJson } from '../../../lib/evidence/canonical.ts';
import { checkRecord } from '../../../lib/evidence/check-record.ts';
import { keyIdOf, publicKeys } from '../../../lib/evidence/public-keys.ts';
import { bytesOf, positionOf, recordSchema, sha256 } from '../../../lib/evidence/record.ts';
import { seal } from '../../../lib/evidence/seal.ts';
import { MOST_FINDINGS } from '../../../lib/evidence/verify-chain.ts';
import { chainOf, codesOf, entryOf, linesIn, memoryParts, verify } from './chain.ts';

let chain: Awaited<ReturnType<typeof chainOf>>;
beforeAll(async () => {
  chain = await chainOf(6);
});
const recordAt = (sequence: number) => recordSchema.parse(JSON.parse(String(chain.lines[sequence - 1])));
const without = (sequence: number) => chain.lines.filter((_, at) => at !== sequence - 1);
const replaced = (sequence: number, line: Uint8Array) => chain.lines.with(sequence - 1, Buffer.from(line));

describe('a chain as it was written', () => {
  test('has no findings, and says what is in it', () => {
    const report = verify(chain.lines, chain.key, { head: positionOf(recordAt(4)) });
    expect(codesOf(report)).toEqual([]);
    expect(report).toMatchObject({ records: 6, simulated: 0, head: positionOf(recordAt(6)) });
    expect([...report.kinds]).toEqual([['drill', 6]]);
    expect([...report.keys]).toEqual([[keyIdOf(chain.key), { count: 6, first: 1, last: 6 }]]);
  });

  test('counts what says of itself that it is simulated', async () => {
    const parts = memoryParts();
    await appendEvidence(parts, entryOf('a#drill', { simulated: true }));
    await appendEvidence(parts, entryOf('b#drill', { simulated: false }));
    expect(verify(await linesIn(parts.store), await parts.signer.publicKey()).simulated).toBe(1);
  });

  test('may be signed with several keys, all of which must be given', async () => {
    const later = new LocalEvidenceSigner();
    const parts = { ...memoryParts(), signer: later };
    const first = await appendEvidence({ ...parts, signer: chain.parts.signer }, entryOf('a#drill'));
    await appendEvidence(parts, entryOf('b#drill'));
    const lines = await linesIn(parts.store);
    const key = await later.publicKey();
    expect(codesOf(verify(lines, [chain.key, key]))).toEqual([]);
    expect(codesOf(verify(lines, key))).toEqual(['UNKNOWN_KEY 1']);
    expect(first.record.keyId).not.toBe(keyIdOf(key));
  });
});

describe('one byte', () => {
  /** Every tenth of the other 255 for each byte, and its neighbours: which of them, differs from byte to byte. */
  test('of any record, changed into another, is found', async () => {
    const { lines, key } = await chainOf(2);
    const keys = publicKeys([key]);
    let tried = 0;
    for (const line of lines)
      for (let at = 0; at < line.length; at += 1)
        for (let step = 0; step < 28; step += 1) {
          const own = line[at] ?? 0;
          const byte =
            step < 2 ? (own + (step === 0 ? 1 : 255)) % 256 : (own + 2 + (at % 10) + (step - 2) * 9) % 256;
          if (byte === own) continue;
          const changed = Buffer.from(line);
          changed[at] = byte;
          tried += 1;
          if (checkRecord(changed, keys).problems.length === 0)
            expect.fail(`byte ${at} changed to ${byte} is not found`);
        }
    expect(tried).toBeGreaterThan((lines[0]!.length + lines[1]!.length) * 26);
  });

  test('dropped or put in anywhere is found', () => {
    const keys = publicKeys([chain.key]);
    const line = chain.lines[2]!;
    for (let at = 0; at <= line.length; at += 1) {
      const head = line.subarray(0, at);
      const longer = [0x20, 0x0a, 0x30, 0x22, 0xff].map((byte) =>
        Buffer.concat([head, Uint8Array.of(byte), line.subarray(at)]),
      );
      const shorter = Buffer.concat([head, line.subarray(at + 1)]);
      for (const changed of at < line.length ? [...longer, shorter] : longer)
        expect(checkRecord(changed, keys).problems, `at ${at}`).not.toEqual([]);
    }
  });

  test('that is no text is not taken for the sign that stands for it', async () => {
    const parts = memoryParts();
    await appendEvidence(parts, entryOf('a#drill', { text: '\ufffd' }));
    const [line] = await linesIn(parts.store);
    const at = line!.indexOf(Buffer.from('\ufffd'));
    const changed = Buffer.concat([line!.subarray(0, at), Uint8Array.of(0xff), line!.subarray(at + 3)]);
    expect(changed.toString()).toBe(line!.toString());
    expect(codesOf(verify([changed], await parts.signer.publicKey()))).toEqual(['NOT_CANONICAL 1']);
  });
});

describe('who has no key and knows the format', () => {
  test('cannot hide a change by hashing anew, nor one of the record before', () => {
    const { envelope, ...rest } = recordAt(3);
    const changed = { ...envelope, body: { drill: 'better' } };
    const rehashed = bytesOf({ ...rest, envelope: changed, hash: sha256(canonicalJson(changed)) });
    expect(codesOf(verify(replaced(3, rehashed), chain.key))).toEqual(['SIGNATURE_INVALID 3']);
    expect(codesOf(verify(replaced(3, bytesOf({ ...rest, envelope: changed })), chain.key))).toEqual([
      'HASH_MISMATCH 3',
    ]);
  });

  test('cannot put a second signature of the same record in the place of the first', () => {
    const record = recordAt(3);
    const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const der = Buffer.from(record.signature, 'base64');
    const r = der.subarray(2, 4 + der[3]!);
    const s = BigInt(`0x${der.subarray(4 + der[3]! + 2).toString('hex')}`);
    const twin = Buffer.from(`00${(N - s).toString(16).padStart(64, '0')}`, 'hex');
    const signature = Buffer.concat([
      Uint8Array.of(0x30, r.length + 2 + 33),
      r,
      Uint8Array.of(0x02, 33),
      twin,
    ]);
    const changed = bytesOf({ ...record, signature: signature.toString('base64') });
    expect(codesOf(verify(replaced(3, changed), chain.key))).toEqual(['SIGNATURE_INVALID 3']);
  });

  test('cannot sign with a key of their own, under either name', async () => {
    const theirs = new LocalEvidenceSigner();
    const forged = await seal(recordAt(3).envelope, theirs);
    expect(codesOf(verify(replaced(3, bytesOf(forged)), chain.key))).toEqual(['UNKNOWN_KEY 3']);
    const renamed = bytesOf({ ...forged, keyId: recordAt(3).keyId });
    expect(codesOf(verify(replaced(3, renamed), chain.key))).toEqual(['SIGNATURE_INVALID 3']);
  });

  test('cannot write the same in other words', () => {
    const pretty = Buffer.from(JSON.stringify(recordAt(3), null, 1));
    expect(codesOf(verify(replaced(3, pretty), chain.key))).toEqual(['NOT_CANONICAL 3']);
    const twice = Buffer.from(String(chain.lines[2]).replace('"hash":', '"hash":"0","hash":'));
    expect(codesOf(verify(replaced(3, twice), chain.key))).toEqual(['NOT_CANONICAL 3']);
  });
});

describe('who has the key', () => {
  test('cannot change a record without the ones after it', async () => {
    const { envelope } = recordAt(3);
    const resigned = await seal({ ...envelope, body: 'better' }, chain.parts.signer);
    expect(codesOf(verify(replaced(3, bytesOf(resigned)), chain.key))).toEqual(['BROKEN_LINK 4']);
  });

  test('cannot write the whole tail anew where the head is known', async () => {
    const other = memoryParts(chain.parts.signer);
    for (const key of ['d1#drill', 'other#drill']) await appendEvidence(other, entryOf(key));
    const lines = await linesIn(other.store);
    expect(codesOf(verify(lines, chain.key))).toEqual([]);
    const head = { sequence: 2, hash: recordAt(2).hash };
    expect(codesOf(verify(lines, chain.key, { head }))).toEqual(['HEAD_MISMATCH 2']);
  });
});

describe('the order', () => {
  test.each([1, 2, 5])('without record %i has a gap', (sequence) => {
    expect(codesOf(verify(without(sequence), chain.key))).toEqual([`MISSING ${sequence}`]);
  });

  test('with a pair exchanged says which came late', () => {
    const [a, b, c, d, e, f] = chain.lines as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
    expect(codesOf(verify([a, b, d, c, e, f], chain.key))).toEqual(['OUT_OF_ORDER 3']);
    expect(codesOf(verify([b, a, c, d, e, f], chain.key))).toEqual(['OUT_OF_ORDER 1']);
  });

  test('with two files that have exchanged their names says so of both', () => {
    const [a, b, c, d, e, f] = chain.lines as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
    const codes = codesOf(verify([a, b, d, c, e, f], chain.key, { named: true }));
    expect(codes).toEqual(['WRONG_NAME 4', 'WRONG_NAME 3', 'OUT_OF_ORDER 3']);
  });

  test('with a record twice says so', () => {
    expect(codesOf(verify([...chain.lines, chain.lines[2]!], chain.key))).toEqual(['DUPLICATE 3']);
  });

  test('with a fork says that a number is there twice', async () => {
    const fork = await seal({ ...recordAt(6).envelope, body: 'fork' }, chain.parts.signer);
    expect(codesOf(verify([...chain.lines, bytesOf(fork)], chain.key))).toEqual(['DUPLICATE 6']);
  });

  test('whose tail was cut is whole, unless a head is known', () => {
    const cut = chain.lines.slice(0, 4);
    expect(codesOf(verify(cut, chain.key))).toEqual([]);
    expect(codesOf(verify(cut, chain.key, { head: positionOf(recordAt(6)) }))).toEqual(['TAIL_CUT 5']);
    expect(codesOf(verify(chain.lines, chain.key, { head: positionOf(recordAt(6)) }))).toEqual([]);
  });

  test('of a record that says a far number is not believed before its signature is', () => {
    const { envelope, ...rest } = recordAt(3);
    const far = bytesOf({ ...rest, envelope: { ...envelope, sequence: 3_000_000 } });
    expect(codesOf(verify(replaced(3, far), chain.key))).toEqual(['HASH_MISMATCH 3']);
  });

  test('goes on after what is no record', () => {
    const junk = replaced(3, Buffer.from('junk'));
    expect(codesOf(verify(junk, chain.key))).toEqual(['NOT_A_RECORD ?', 'MISSING 3']);
    expect(codesOf(verify(junk, chain.key, { named: true }))).toEqual(['NOT_A_RECORD 3']);
  });

  test('of an excerpt is asked for nothing between, and neighbours still fit', async () => {
    const few = [2, 3, 6].map((sequence) => chain.lines[sequence - 1]!);
    expect(codesOf(verify(few, chain.key, { excerpt: true }))).toEqual([]);
    const resigned = await seal({ ...recordAt(2).envelope, body: 'better' }, chain.parts.signer);
    const changed = few.with(0, bytesOf(resigned));
    expect(codesOf(verify(changed, chain.key, { excerpt: true }))).toEqual(['BROKEN_LINK 3']);
  });
});

test('of very many findings the first are kept and all are counted', () => {
  const junk = Array.from({ length: MOST_FINDINGS + 5 }, () => Buffer.from('junk'));
  const report = verify(junk, chain.key);
  expect([report.findings.length, report.findingCount]).toEqual([MOST_FINDINGS, MOST_FINDINGS + 5]);
});

test('a record names the hash of its envelope, to the byte', () => {
  const [line] = chain.lines;
  const said = /"envelope":(.*),"hash":"([0-9a-f]{64})"/.exec(String(line))!;
  expect(sha256(said[1]!)).toBe(said[2]);
});
