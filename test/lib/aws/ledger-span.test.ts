/** All records of a span of time, or as many of its newest as are wanted: then it is said from when on they are all there. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LedgerServer, startLedgerServer } from '../../../infra/local/ledger-server.ts';
import { DrillLedger } from '../../../lib/aws/drill-ledger.ts';
import { Ledger } from '../../../lib/aws/ledger.ts';
import { recordOf } from './records.ts';

let server: LedgerServer;
let ledger: Ledger;
let drills: DrillLedger;
/** Several a second, so that times are equal as well. */
const records = Array.from({ length: 48 }, (_, at) =>
  recordOf({
    id: `restore-${(at * 7_919) % 48}`,
    createdAt: `2026-11-22T10:00:${String(at % 16).padStart(2, '0')}.000Z`,
  }),
);

beforeAll(async () => {
  server = await startLedgerServer();
  ledger = new Ledger(server.table, server.connection);
  drills = new DrillLedger(server.table, server.connection);
  await Promise.all(records.map((record) => ledger.createRestore(record)));
});
afterAll(async () => {
  ledger.close();
  drills.close();
  await server.close();
});

const moment = fc
  .integer({ min: 0, max: 17 })
  .map((second) => `2026-11-22T10:00:${String(second).padStart(2, '0')}.000Z`);
const within = (from: string, to: string, most: number) =>
  drills.restoresWithin({ from, to, most, keep: ({ id, createdAt }) => ({ id, createdAt }) });
const idsOf = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id).sort();

test('what is kept is all of it, or all that is later than what is said', async () => {
  await fc.assert(
    fc.asyncProperty(moment, moment, fc.integer({ min: 4, max: 60 }), async (one, other, most) => {
      const [from = '', to = ''] = [one, other].sort();
      const { kept, after = '' } = await within(from, to, most);
      const wanted = records.filter(
        ({ createdAt }) => createdAt >= from && createdAt < to && createdAt > after,
      );
      expect(idsOf(kept)).toEqual(idsOf(wanted));
      expect(kept.length).toBeLessThanOrEqual(most);
    }),
    { numRuns: 60 },
  );
});

test('nothing is left out where everything fits', async () => {
  const { kept, after } = await within('2026-11-22T10:00:00.000Z', '2026-11-22T10:00:15.000Z', 4 * 48);
  expect([kept.length, after]).toEqual([45, undefined]);
});

test('restores and drills are apart', async () => {
  const query = { from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z', most: 400 };
  expect((await drills.drillsWithin({ ...query, keep: ({ id }) => id })).kept).toEqual([]);
});
