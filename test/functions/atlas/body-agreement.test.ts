/** What is refused here without asking Atlas, the simulated Atlas refuses by the same code, and nothing else is refused. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import { bodyOf, send, sentBy } from './creates-setup.ts';
import { acceptOf, askSimulator, atlasCalls, pathFor, type Row, valuesFor, writes } from './setup.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const table = writes.filter((one) => sentBy(one) !== undefined).map((one) => [one.name, one] as const);

const wrong = fc.constantFrom<unknown>(
  null,
  '',
  'x',
  'ä',
  0,
  -1,
  1.5,
  1e12,
  true,
  [],
  {},
  [{}],
  [{ sourceNamespace: 5 }],
  [{ sourceNamespace: 'a.b', x: 1 }],
  'f'.repeat(24),
  'F'.repeat(24),
  'Orders',
  'pointInTime',
  1_763_776_800,
);

const MEMBERS = [
  'deliveryType',
  'snapshotId',
  'targetClusterName',
  'targetGroupId',
  'pointInTimeUTCSeconds',
  'oplogTs',
  'oplogInc',
  'collections',
  'databases',
  'links',
  'id',
  'retentionInDays',
  'description',
];

/** The right body without some members, and with one that is wrong. */
const changed = (one: Row) =>
  fc
    .tuple(
      fc.subarray(Object.entries(bodyOf(one)), {
        minLength: Math.max(0, Object.keys(bodyOf(one)).length - 2),
      }),
      fc.constantFrom(...Object.keys(bodyOf(one)), ...MEMBERS),
      wrong,
    )
    .map(([kept, name, value]) => ({ ...Object.fromEntries(kept), [name]: value }));

test.each(table)('%s', async (_, one) => {
  let refusedHere = 0;
  await fc.assert(
    fc.asyncProperty(changed(one), async (body) => {
      const before = atlasCalls(harness.simulator);
      const answer = await send(harness, one, body);
      // Atlas was asked, or the restore is one of before, or its target is not free for it.
      if (atlasCalls(harness.simulator) > before || ![400, 415].includes(answer.status)) return;
      refusedHere += 1;
      const path = pathFor(one, valuesFor(harness.simulator, one));
      const atlas = await askSimulator(harness.simulator, path, acceptOf(one.row), body);
      const said = JSON.parse(atlas.text);
      expect([answer.status, answer.body.errorCode, firstOf(answer.body.parameters)]).toEqual([
        atlas.status,
        said.errorCode,
        firstOf(said.parameters),
      ]);
    }),
    { numRuns: 150 },
  );
  expect(refusedHere).toBeGreaterThan(30);
});

/** Of a place in a list, only the list is compared. */
const firstOf = ([parameter]: readonly unknown[]): unknown =>
  typeof parameter === 'string' ? parameter.replace(/\..*/s, '') : parameter;
