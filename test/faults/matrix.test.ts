/** Every single fault at every call that a restore makes of Atlas, and its execution stopped after every event. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAULTS } from './faults.ts';
import { KINDS, play, type Scenario, WAYS } from './scenario.ts';
import { untruths } from './truth.ts';

let played = 0;
beforeAll(() => {
  played = 0;
});
afterAll(() => process.stdout.write(`${played} restores with one fault each\n`));

const cases = KINDS.flatMap((kind) => WAYS.map((way) => ({ kind, way })));

describe.each(cases)('$kind by $way', (base: Pick<Scenario, 'kind' | 'way'>) => {
  let calls = 0;
  let events = 0;
  beforeAll(async () => {
    const came = await play(base);
    expect(untruths(came)).toEqual([]);
    ({ calls, events } = came);
  });

  test.each(FAULTS)('%s, at each of its calls', async (name, fault) => {
    expect(calls).toBeGreaterThan(5);
    const wrong: string[] = [];
    for (let after = 0; after < calls; after++) {
      const came = await play({ ...base, faults: [{ ...fault, after }] });
      played += 1;
      wrong.push(...untruths(came).map((sentence) => `${name} at call ${after + 1}: ${sentence}`));
    }
    expect(wrong).toEqual([]);
  });

  test('stopped after each event of its execution', async () => {
    expect(events).toBeGreaterThan(10);
    const wrong: string[] = [];
    for (let stopAfter = 1; stopAfter <= events; stopAfter++) {
      const came = await play({ ...base, stopAfter });
      played += 1;
      wrong.push(...untruths(came, true).map((sentence) => `stopped after event ${stopAfter}: ${sentence}`));
    }
    expect(wrong).toEqual([]);
  });
});
