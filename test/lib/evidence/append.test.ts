/** Appending: one chain and one record a key, whoever is cut off and whoever comes at once. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MemoryEvidenceStore } from '../../../infra/local/evidence/memory-store.ts';
import { type LedgerServer, startLedgerServer } from '../../../infra/local/ledger-server.ts';
import { LedgerEvidenceIndex } from '../../../lib/aws/evidence-index.ts';
import { appendEvidence, EvidenceContended, type EvidenceParts } from '../../../lib/evidence/append.ts';
import { bytesOf, positionOf } from '../../../lib/evidence/record.ts';
import { EvidenceSignatureWrong } from '../../../lib/evidence/seal.ts';
import {
  chainOf,
  codesOf,
  entryOf,
  keysOf,
  linesIn,
  MemoryIndex,
  memoryParts,
  verifyParts,
} from './chain.ts';
import { Cut, cutAfter, cutBefore, scheduled } from './faults.ts';

/** Whole, one record for each of these keys, and the head is its last. */
async function expectChain(parts: EvidenceParts, keys: readonly string[]): Promise<void> {
  const head = await parts.index.head();
  const report = await verifyParts(parts, { head });
  expect(codesOf(report)).toEqual([]);
  expect(report.head ?? { sequence: 0 }).toMatchObject({ sequence: head.sequence });
  expect(keysOf(await linesIn(parts.store)).sort()).toEqual([...keys].sort());
}

const twenty = Array.from({ length: 20 }, (_, at) => `drill-${at}#drill`);

describe('twenty that end together', () => {
  test('make one chain, in memory', async () => {
    const parts = memoryParts();
    await Promise.all(twenty.map((key) => appendEvidence(parts, entryOf(key))));
    await expectChain(parts, twenty);
  });

  test('and are repeated by others in the same moment make no record twice', async () => {
    const parts = memoryParts();
    const appended = await Promise.all(
      [...twenty, ...twenty, ...twenty].map((key) => appendEvidence(parts, entryOf(key))),
    );
    await expectChain(parts, twenty);
    expect(appended.filter(({ added }) => added)).toHaveLength(20);
    for (const { record } of appended)
      expect(appended.filter((other) => other.record.envelope.key === record.envelope.key)).toEqual(
        Array.from({ length: 3 }, () => expect.objectContaining({ record })),
      );
  });
});

describe('over the ledger', () => {
  let server: LedgerServer;
  beforeAll(async () => {
    server = await startLedgerServer();
  });
  afterAll(() => server.close());
  /** Each from a ledger of its own, in one table: they would see one another's head. */
  const ledgerParts = () => ({
    ...memoryParts(),
    index: new LedgerEvidenceIndex(server.table, server.connection),
  });

  test('twenty that end together make one chain, cut off or not, with a client each', async () => {
    const parts = ledgerParts();
    const cuts = twenty.map((key, at) => appendEvidence(cutAfter(parts, at % 7), entryOf(key)).catch(ofCut));
    await Promise.all(cuts);
    const again = twenty.map(async (key) => {
      const index = new LedgerEvidenceIndex(server.table, server.connection);
      await appendEvidence({ ...parts, index }, entryOf(key));
      index.close();
    });
    await Promise.all(again);
    await expectChain(parts, twenty);
    parts.index.close();
  });
});

describe('whoever is cut off', () => {
  test.each(['before', 'after'] as const)('%s any call is followed by one chain', async (when) => {
    const cut = when === 'before' ? cutBefore : cutAfter;
    let calls = 0;
    for (let at = 0; ; at += 1) {
      const { parts } = await chainOf(2);
      const keys = ['d1#drill', 'd2#drill', 'next#drill', 'mine#drill'];
      const done = await appendEvidence(cut(parts, at), entryOf('mine#drill')).catch(ofCut);
      // Somebody else first, then who was cut off; and once more, which changes nothing.
      await appendEvidence(parts, entryOf('next#drill'));
      const { record } = await appendEvidence(parts, entryOf('mine#drill', 'measured again'));
      expect(await appendEvidence(parts, entryOf('mine#drill'))).toEqual({ record, added: false });
      await expectChain(parts, keys);
      if (done !== undefined) break;
      calls += 1;
    }
    // find, head, claim, read, publicKey, sign, put, advance, settle.
    expect(calls).toBe(9);
  });

  test('and whoever else, in any order, leaves one chain with one record a key', async () => {
    const fault = fc.record({ key: fc.nat(5), cutAt: fc.option(fc.nat(12)), after: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fault, { maxLength: 10 }), async (scheduler, calls) => {
        const parts = memoryParts();
        const slow = scheduled(parts, scheduler);
        const appending = calls.map(({ key, cutAt, after }) => {
          const cut = after ? cutAfter : cutBefore;
          const own = cutAt === null ? slow : cut(slow, cutAt);
          return appendEvidence(own, entryOf(`k${key}#drill`)).catch(ofCut);
        });
        await scheduler.waitFor(Promise.all(appending));
        const keys = [...new Set(calls.map(({ key }) => `k${key}#drill`))];
        // After a crash each is asked for again, as its workflow does.
        for (const key of keys) await appendEvidence(parts, entryOf(key));
        await expectChain(parts, keys);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a ledger that has lost', () => {
  test('its head finds the end of the chain again, and keeps it on the way', async () => {
    const { parts } = await chainOf(250);
    const index = new MemoryIndex();
    const cut = cutBefore({ ...parts, index }, 220);
    await expect(appendEvidence(cut, entryOf('new#drill'))).rejects.toBeInstanceOf(Cut);
    expect((await index.head()).sequence).toBe(200);
    const { record } = await appendEvidence({ ...parts, index }, entryOf('new#drill'));
    expect(record.envelope.sequence).toBe(251);
    expect(codesOf(await verifyParts(parts, { head: await index.head() }))).toEqual([]);
  });
});

describe('nothing is appended', () => {
  const brokenBy = async (change: (lines: Buffer[]) => (Buffer | undefined)[]) => {
    const { parts, lines } = await chainOf(4);
    const store = new MemoryEvidenceStore();
    for (const [at, line] of change(lines).entries()) if (line) await store.putIfAbsent(at + 1, line);
    const index = new MemoryIndex();
    await index.advanceHead({ sequence: 2, hash: JSON.parse(String(lines[1])).hash });
    return appendEvidence({ ...parts, store, index }, entryOf('new#drill'));
  };

  test('to a chain whose next record is not what was put there', async () => {
    const broken = { name: 'EvidenceChainBroken', sequence: 3 };
    const junk = Buffer.from('junk');
    await expect(brokenBy((lines) => lines.with(2, junk))).rejects.toMatchObject(broken);
    await expect(brokenBy(([a, b, , d]) => [a, b, d])).rejects.toMatchObject(broken);
    await expect(
      brokenBy((lines) => lines.with(2, Buffer.from(String(lines[2]).replace('d3', 'dx')))),
    ).rejects.toMatchObject(broken);
    const other = memoryParts();
    for (const key of ['x#drill', 'y#drill', 'z#drill']) await appendEvidence(other, entryOf(key));
    const [, , theirs] = await linesIn(other.store);
    await expect(brokenBy((lines) => lines.with(2, theirs!))).rejects.toMatchObject(broken);
  });

  /** Asked again for a key that was claimed at `from`, of a chain of three whose store has these records. */
  const askedAgain = async (from: number, pick: (lines: Buffer[]) => (Buffer | undefined)[]) => {
    const { parts, lines } = await chainOf(3);
    const index = new MemoryIndex();
    await index.claim('mine#drill', from);
    await index.advanceHead({ sequence: 3, hash: JSON.parse(String(lines[2])).hash });
    const store = new MemoryEvidenceStore();
    for (const [at, line] of pick(lines).entries()) if (line) await store.putIfAbsent(at + 1, line);
    const before = await linesIn(store);
    const appending = appendEvidence({ ...parts, store, index }, entryOf('mine#drill'));
    const error: unknown = await appending.catch((thrown: unknown) => thrown);
    expect(await linesIn(store)).toEqual(before);
    return error;
  };

  test.each([1, 2])('in the place of a record that is gone (read from %i on)', async (from) => {
    expect(await askedAgain(from, ([a, , c]) => [a, undefined, c])).toMatchObject({
      name: 'EvidenceChainBroken',
      sequence: 2,
    });
  });

  test('where another record lies than belongs there, or than the head names', async () => {
    const exchanged = await askedAgain(2, ([a, b, c]) => [a, c, b]);
    expect(exchanged).toMatchObject({ name: 'EvidenceChainBroken', sequence: 2 });
    const { record } = await appendEvidence((await chainOf(2)).parts, entryOf('other#drill'));
    const forked = await askedAgain(3, ([a, b]) => [a, b, bytesOf(record)]);
    expect(forked).toMatchObject({ name: 'EvidenceChainBroken', sequence: 3 });
  });

  test('and nothing else is given out for a record that is gone or another one', async () => {
    const { parts } = await chainOf(2);
    const { record } = await appendEvidence((await chainOf(1)).parts, entryOf('other#drill'));
    for (const stored of [undefined, bytesOf(record)]) {
      const store = new MemoryEvidenceStore();
      if (stored) await store.putIfAbsent(2, stored);
      await expect(appendEvidence({ ...parts, store }, entryOf('d2#drill'))).rejects.toMatchObject({
        name: 'EvidenceChainBroken',
        sequence: 2,
      });
    }
  });

  test('by a signer whose signature is of another key', async () => {
    const parts = memoryParts();
    const other = memoryParts().signer;
    const signer = {
      publicKey: () => other.publicKey(),
      sign: (said: Uint8Array) => parts.signer.sign(said),
    };
    const appending = appendEvidence({ ...parts, signer }, entryOf('a#drill'));
    await expect(appending).rejects.toBeInstanceOf(EvidenceSignatureWrong);
    expect(await linesIn(parts.store)).toEqual([]);
  });

  test('for ever: a number that is refused and never there ends it', async () => {
    const parts = memoryParts();
    parts.store.putIfAbsent = async () => false;
    await expect(appendEvidence(parts, entryOf('a#drill'))).rejects.toBeInstanceOf(EvidenceContended);
  });

  test.each([
    ['key', { key: 'no spaces allowed' }],
    ['kind', { kind: 'Drill' }],
    ['at', { at: '2026-11-22T10:00:00+01:00' }],
    ['body', { body: { url: 'mongodb://a:b@c' } }],
    ['body', { body: undefined }],
    ['sequence', { sequence: 7 }],
  ])('of an entry whose %s is wrong: nobody is asked', async (field, more) => {
    const none = cutBefore(memoryParts(), 0);
    await expect(appendEvidence(none, { ...entryOf('a#drill'), ...more })).rejects.toMatchObject({
      name: 'EvidenceRefused',
      field: expect.stringMatching(`^${field}`),
    });
  });
});

test('a record that was put, and whose answer was lost, is known by its key', async () => {
  const parts = memoryParts();
  const { store } = parts;
  // As the SDK does it: it puts, hears nothing, puts again, and is told that it is taken.
  const put = store.putIfAbsent.bind(store);
  store.putIfAbsent = async (sequence, bytes) => (await put(sequence, bytes)) && put(sequence, bytes);
  const { record, added } = await appendEvidence(parts, entryOf('a#drill'));
  expect(added).toBe(false);
  expect(await linesIn(store)).toEqual([bytesOf(record)]);
  expect(await parts.index.head()).toEqual(positionOf(record));
});

/** Only cuts end an append early; anything else fails the test. */
function ofCut(error: unknown): undefined {
  if (!(error instanceof Cut)) throw error;
}
