/** What a checkpoint finds that a chain alone does not tell. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LocalEvidenceSigner } from '../../../infra/local/evidence/local-signer.ts';
import { appendEvidence } from '../../../lib/evidence/append.ts';
import { type Checkpoint, checkpointIn } from '../../../lib/evidence/checkpoint.ts';
import { checkpointName } from '../../../lib/evidence/keep-checkpoint.ts';
import { START } from '../../../lib/evidence/record.ts';
import { takeCheckpoint } from '../../../lib/evidence/take-checkpoint.ts';
import { chainOf, entryOf, linesIn, memoryParts, verify } from './chain.ts';

const WHEN = { now: new Date('2026-11-23T00:15:04Z'), simulated: true };
const taken = async (parts: Parameters<typeof takeCheckpoint>[0]): Promise<Checkpoint> => {
  const checkpoint = await takeCheckpoint(parts, WHEN);
  if (checkpoint === undefined) throw new Error('There is no chain.');
  return checkpoint;
};
const codesOf = (...args: Parameters<typeof verify>) => [
  ...new Set(verify(...args).findings.map(({ code }) => code)),
];

/** A chain of so many, of which some are said in other words. */
async function chain(signer: LocalEvidenceSigner, words: readonly string[]) {
  const parts = memoryParts(signer);
  for (const [at, word] of words.entries())
    await appendEvidence(parts, entryOf(`d${at + 1}#drill`, { word }));
  return { parts, lines: await linesIn(parts.store) };
}

describe('a chain that its own signer has written anew', () => {
  test('verifies by itself wherever it begins to differ, and not against a checkpoint from before', async () => {
    const signer = new LocalEvidenceSigner();
    const key = await signer.publicKey();
    const lengths = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 7 }), fc.nat(3));
    await fc.assert(
      fc.asyncProperty(lengths, async ([length, at, more]) => {
        const words = Array.from({ length }, () => 'as it was');
        const checkpoint = await taken((await chain(signer, words)).parts);
        const from = at % length;
        const other = words.map((word, index) => (index >= from ? 'as it should have been' : word));
        const { lines } = await chain(signer, [...other, ...Array.from({ length: more }, () => 'later')]);
        expect(codesOf(lines, key)).toEqual([]);
        expect(codesOf(lines, key, { checkpoints: [checkpoint] })).toEqual(['CHECKPOINT_MISMATCH']);
      }),
      { numRuns: 40 },
    );
  });
});

test('a tail that was cut off is found, and a chain that went on is not', async () => {
  const { parts, lines, key } = await chainOf(4);
  const checkpoints = [await taken(parts)];
  expect(codesOf(lines.slice(0, 3), key)).toEqual([]);
  expect(codesOf(lines.slice(0, 3), key, { checkpoints })).toEqual(['TAIL_CUT']);
  await appendEvidence(parts, entryOf('d5#drill'));
  expect(codesOf(await linesIn(parts.store), key, { checkpoints })).toEqual([]);
});

test('a key that was not given, and a count that no whole chain has, are found', async () => {
  const { parts, lines, key } = await chainOf(2);
  const checkpoint = await taken(parts);
  expect(codesOf(lines, key, { checkpoints: [{ ...checkpoint, count: 1 }] })).toEqual([
    'CHECKPOINT_MISMATCH',
  ]);
  const publicKeyId = `sha256:${'0'.repeat(64)}`;
  expect(codesOf(lines, key, { checkpoints: [{ ...checkpoint, publicKeyId }] })).toEqual(['CHECKPOINT_KEY']);
});

describe('taking one', () => {
  test('finds the end of the chain however far its head lags behind', async () => {
    const { parts } = await chainOf(6);
    const { hash } = JSON.parse(String((await linesIn(parts.store))[5]));
    for (const sequence of [0, 1, 3, 6]) {
      const lagging = (await linesIn(parts.store))[sequence - 1];
      const head = lagging ? { sequence, hash: JSON.parse(String(lagging)).hash } : START;
      const index = { ...parts.index, head: async () => head } as typeof parts.index;
      expect(await taken({ ...parts, index })).toMatchObject({ sequence: 6, count: 6, hash });
    }
  });

  test('of a chain that is broken there is none', async () => {
    const { parts, lines } = await chainOf(3);
    const index = { ...parts.index, head: async () => START } as typeof parts.index;
    const changed = Buffer.from(String(lines[1]).replace('d2#drill', 'dx#drill'));
    const store = {
      read: async (sequence: number) => (sequence === 2 ? changed : parts.store.read(sequence)),
    };
    await expect(takeCheckpoint({ ...parts, index, store }, WHEN)).rejects.toMatchObject({
      name: 'EvidenceChainBroken',
      sequence: 2,
    });
    const cut = {
      read: async (sequence: number) => (sequence === 3 ? undefined : parts.store.read(sequence)),
    };
    await expect(takeCheckpoint({ ...parts, store: cut }, WHEN)).rejects.toMatchObject({ sequence: 3 });
  });

  test('of no chain there is none', async () => {
    expect(await takeCheckpoint(memoryParts(), WHEN)).toBeUndefined();
  });
});

test('it is read back bare and as an event, and not with another key than it names', async () => {
  const { parts } = await chainOf(1);
  const checkpoint = await taken(parts);
  expect(checkpointIn(checkpoint)).toEqual(checkpoint);
  expect(checkpointIn({ 'detail-type': 'any', detail: { eventId: 'x', ...checkpoint } })).toEqual(checkpoint);
  const other = await taken((await chainOf(1)).parts);
  expect(checkpointIn({ ...checkpoint, publicKey: other.publicKey })).toBeUndefined();
  expect(checkpointIn({ ...checkpoint, sequence: 0 })).toBeUndefined();
  expect(checkpointIn(null)).toBeUndefined();
});

test('names sort by day and number', async () => {
  const checkpoint = await taken((await chainOf(1)).parts);
  expect(checkpointName(checkpoint)).toBe('2026-11-23-000000000001.json');
});
