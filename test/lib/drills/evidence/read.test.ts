/** What is read of a drill's evidence, and what is said when it is not where the ledger says. */
import { expect, test } from 'vitest';
import { drillEvidence } from '../../../../lib/drills/evidence/read.ts';

const at = (sequence: number) => ({ sequence, hash: 'a'.repeat(64) });
const stored: Readonly<Record<number, string>> = { 4: '{"a":"ä"}', 7: '{"b":1}' };
const store = {
  read: async (sequence: number) => {
    const text = stored[sequence];
    return text === undefined ? undefined : Buffer.from(text);
  },
};

test('are the records by the numbers that the ledger names, as they are stored', async () => {
  expect(await drillEvidence(store, {})).toEqual({ records: [] });
  expect(await drillEvidence(store, { evidence: at(4) })).toEqual({ records: ['{"a":"ä"}'] });
  const both = { evidence: at(4), cleanupEvidence: at(7) };
  expect(await drillEvidence(store, both)).toEqual({ records: ['{"a":"ä"}', '{"b":1}'] });
});

test('one that is gone is no drill without evidence: its number is said', async () => {
  const gone = { evidence: at(5), cleanupEvidence: at(7) };
  expect(await drillEvidence(store, gone)).toMatchObject({ missing: 5 });
  expect(await drillEvidence(store, { evidence: at(4), cleanupEvidence: at(8) })).toMatchObject({
    missing: 8,
  });
});
