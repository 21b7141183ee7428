/** Every single fault at every call that a restore makes, its container's death after each, its execution's stop after every event. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AWS_FAULTS, type AwsFaultKind } from './aws-gate.ts';
import { Cloud } from './cloud.ts';
import { FAULTS } from './faults.ts';
import { type Came, type Kind, play, type Scenario, waysOf } from './scenario.ts';
import { untruths } from './truth.ts';

/** Of the calls of the longest of three, most are made by all. */
const MOST = 0.6;
const CLEAN_RUNS = 3;

export function matrixOf(kind: Kind): void {
  let cloud: Cloud;
  let played = 0;
  beforeAll(async () => {
    cloud = await Cloud.start();
  });
  afterAll(async () => {
    await cloud.close();
    process.stdout.write(`${kind}: ${played} restores with one fault each\n`);
  });

  describe.each(waysOf(kind))('by %s', (way) => {
    let clean: Came;
    beforeAll(async () => {
      for (let runs = 0; runs < CLEAN_RUNS; runs += 1) {
        const came = await play(cloud, { kind, way });
        expect(untruths(came)).toEqual([]);
        if (runs === 0 || came.calls.length > clean.calls.length) clean = came;
      }
    });

    /**
     * Sentences about what went wrong at which of them. Restores differ in how often they are looked at: what lies
     * beyond the end of one has not happened to it, and is not counted.
     */
    async function all(
      name: string,
      troubles: readonly (Omit<Scenario, 'kind' | 'way'> & { readonly at: string })[],
      isStopped = false,
    ): Promise<string[]> {
      const wrong: string[] = [];
      let hits = 0;
      for (const { at, ...trouble } of troubles) {
        const came = await play(cloud, { kind, way, ...trouble });
        hits += came.hits;
        wrong.push(...untruths(came, isStopped).map((sentence) => `${name} ${at}: ${sentence}`));
      }
      played += hits;
      if (hits < MOST * troubles.length) wrong.push(`${name}: only ${hits} of ${troubles.length} happened`);
      return wrong;
    }

    test.each(FAULTS)('Atlas: %s, at each call', async (name, fault) => {
      expect(clean.atlasCalls).toBeGreaterThan(5);
      const calls = Array.from({ length: clean.atlasCalls }, (_, after) => after);
      const troubles = calls.map((after) => ({ at: `at call ${after + 1}`, atlas: [{ ...fault, after }] }));
      expect(await all(name, troubles)).toEqual([]);
    });

    test.each(Object.keys(AWS_FAULTS) as AwsFaultKind[])('AWS: %s, at each call', async (name) => {
      const services: readonly string[] = AWS_FAULTS[name];
      const troubles = clean.awsCalls.flatMap((call, at) =>
        services.includes(call.split(' ')[0] ?? '')
          ? [{ at: `at ${at + 1}, ${call}`, aws: [{ kind: name, call: at + 1 }] }]
          : [],
      );
      expect(troubles.length).toBeGreaterThan(0);
      expect(await all(name, troubles)).toEqual([]);
    });

    test('the container dies after each call', async () => {
      expect(clean.calls.length).toBeGreaterThan(20);
      const troubles = clean.calls.map((call, at) => ({ at: `after ${at + 1}, ${call}`, kills: [at + 1] }));
      expect(await all('killed', troubles)).toEqual([]);
    });

    test('its execution is stopped after each event', async () => {
      expect(clean.events).toBeGreaterThan(10);
      const events = Array.from({ length: clean.events }, (_, at) => at + 1);
      const troubles = events.map((stopAfter) => ({ at: `after event ${stopAfter}`, stopAfter }));
      expect(await all('stopped', troubles, true)).toEqual([]);
    });
  });
}
