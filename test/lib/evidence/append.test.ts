/** Whoever appends, in whatever order, and wherever one dies: one chain, without fork or gap, and each record once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendRecord } from '../../../lib/evidence/append.ts';
import { verifyChain } from '../../../lib/evidence/verify.ts';
import { keys, memory } from './memory.ts';

const drill = (id: string, body: unknown = { id }) => ({ kind: 'drill' as const, key: `${id}#drill`, body });

test('twenty that end together make one chain', async () => {
  const { parts, texts } = memory(() => new Promise((resolve) => setImmediate(resolve)));
  const stored = await Promise.all(
    Array.from({ length: 20 }, (_, at) => appendRecord(parts, drill(`drill-${at}`))),
  );
  expect(new Set(stored.map(({ record }) => record.sequence)).size).toBe(20);
  expect(await verifyChain(texts(), keys)).toMatchObject({ records: 20, findings: [] });
});

test('the same again is the one that is there', async () => {
  const { parts, records } = memory();
  const first = await appendRecord(parts, drill('one'));
  await appendRecord(parts, drill('two'));
  expect(await appendRecord(parts, drill('one', { other: true }))).toEqual(first);
  expect(records.size).toBe(2);
});

class Died extends Error {
  override name = 'Died' as const;
}

test('wherever appenders die and come again, and however their calls meet', async () => {
  const dying = fc.array(fc.nat({ max: 60 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      dying,
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      async (deaths, scheduler, many) => {
        let calls = 0;
        const { parts, records, texts } = memory(async () => {
          calls += 1;
          if (deaths.includes(calls)) throw new Died();
          await scheduler.schedule(Promise.resolve());
        });
        const untilDone = async (id: string) => {
          for (;;) {
            try {
              return await appendRecord(parts, drill(id));
            } catch (error) {
              if (!(error instanceof Died)) throw error;
            }
          }
        };
        // Each of them twice at once, as when Lambda asks again while the first still works.
        const ids = Array.from({ length: many }, (_, at) => `drill-${at}`);
        const all = Promise.all([...ids, ...ids].map(untilDone));
        await scheduler.waitFor(all);
        const stored = await all;
        expect(records.size).toBe(many);
        expect(new Set(stored.map(({ hash }) => hash)).size).toBe(many);
        expect((await verifyChain(texts(), keys)).findings).toEqual([]);
      },
    ),
    { numRuns: 80 },
  );
});

describe('what cannot be evidence is refused, and nothing is appended:', () => {
  test.each<[string, unknown, string]>([
    ['no number', { a: { b: Number.NaN } }, 'a.b'],
    ['nothing', { a: undefined }, 'a'],
    ['a date, which is no JSON', { list: [1, new Date()] }, 'list.1'],
    ['half of a character', { text: 'x\ud800' }, 'text'],
    ['a connection string with a password', { uri: 'mongodb+srv://me:secret@host/' }, 'uri'],
    ['what is no record but data', { text: 'x'.repeat(4_000_001) }, ''],
  ])('%s', async (_, body, field) => {
    const { parts, records } = memory();
    await expect(appendRecord(parts, drill('one', body))).rejects.toMatchObject({
      name: 'EvidenceRefused',
      field,
    });
    expect(records.size).toBe(0);
  });

  test('and the refusal does not say what stood there', async () => {
    const { parts } = memory();
    const refused = appendRecord(parts, drill('one', { uri: 'mongodb://me:secret@host/' }));
    await expect(refused).rejects.not.toThrow(/secret/);
  });
});
