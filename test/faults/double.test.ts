/** Two faults in one restore, or a fault and a stop, wherever they come: five hundred of them, anew each time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FAULTS } from './faults.ts';
import { KINDS, play, WAYS } from './scenario.ts';
import { untruths } from './truth.ts';

/** A restore makes fewer calls than that; what comes after its last one never happens. */
const LAST_CALL = 16;
const LAST_EVENT = 40;

const fault = fc
  .tuple(fc.constantFrom(...FAULTS), fc.integer({ min: 0, max: LAST_CALL }))
  .map(([[, spec], after]) => ({ ...spec, after }));

const scenario = fc.record({
  kind: fc.constantFrom(...KINDS),
  way: fc.constantFrom(...WAYS),
  faults: fc.array(fault, { minLength: 1, maxLength: 2 }),
  stopAfter: fc.option(fc.integer({ min: 1, max: LAST_EVENT }), { nil: undefined, freq: 3 }),
});

test('one job, one true end that is told, no lock', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ stopAfter, ...rest }) => {
      const came = await play({ ...rest, ...(stopAfter !== undefined && { stopAfter }) });
      expect(untruths(came, stopAfter !== undefined)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
