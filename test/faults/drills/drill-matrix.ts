/** Every single fault at every call that a drill makes, and its execution's stop after every event. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAULTS } from '../faults.ts';
import { untruthsOfDrill } from './drill-truth.ts';
import { type Came, DrillWorld, type Trouble } from './drill-world.ts';

/** Drills differ in how often they look: what lies beyond the end of one has not happened to it. */
const MOST = 0.6;

/** What is carried out after a whole drill has passed is a test of its own: here no time passes while Atlas is slow. */
const ANSWERED = FAULTS.map(
  ([name, fault]) => [name, fault.kind === 'slow' ? { ...fault, handled: true } : fault] as const,
);

/** @param faults at Atlas, by name */
export function drillMatrix(
  kind: string,
  source: { readonly projectId: string; readonly name: string },
  faults: readonly string[],
): void {
  let world: DrillWorld;
  let clean: Came;
  let played = 0;
  beforeAll(async () => {
    world = await DrillWorld.start(source);
    clean = await world.run({});
    expect(untruthsOfDrill(clean)).toEqual([]);
    expect(clean.record?.verdict).toBe('PASSED');
  });
  afterAll(async () => {
    await world.close();
    process.stdout.write(`${kind}: ${played} drills with one fault each\n`);
  });

  async function all(
    name: string,
    troubles: readonly (Trouble & { readonly at: string })[],
  ): Promise<string[]> {
    const wrong: string[] = [];
    let hits = 0;
    for (const { at, ...trouble } of troubles) {
      const came = await world.run(trouble);
      hits += came.hits > 0 ? 1 : 0;
      wrong.push(...untruthsOfDrill(came).map((sentence) => `${name} ${at}: ${sentence}`));
    }
    played += hits;
    if (hits < MOST * troubles.length) wrong.push(`${name}: only ${hits} of ${troubles.length} happened`);
    return wrong;
  }

  describe(kind, () => {
    test('its execution is stopped after each event', async () => {
      expect(clean.events).toBeGreaterThan(40);
      const events = Array.from({ length: clean.events }, (_, at) => at + 1);
      expect(
        await all(
          'stopped',
          events.map((stopAfter) => ({ at: `after event ${stopAfter}`, stopAfter })),
        ),
      ).toEqual([]);
    });

    test.each(['before', 'after'] as const)(
      'a call of AWS is lost %s it does anything, each in turn',
      async (when) => {
        expect(clean.ownCalls.length).toBeGreaterThan(30);
        const troubles = clean.ownCalls.map((call, at) => ({
          at: `${at + 1}, ${call}`,
          own: { call: at + 1, when },
        }));
        expect(await all(`lost ${when}`, troubles)).toEqual([]);
      },
    );

    test('from each call on AWS is away for longer than a step tries', async () => {
      const troubles = clean.ownCalls.map((call, at) => ({
        at: `${at + 1}, ${call}`,
        own: { call: at + 1, when: 'before', times: 8 } as const,
      }));
      expect(await all('away', troubles)).toEqual([]);
    });

    test.each(ANSWERED.filter(([name]) => faults.includes(name)))(
      'Atlas: %s, at each call',
      async (name, fault) => {
        expect(clean.atlasCalls).toBeGreaterThan(15);
        const calls = Array.from({ length: clean.atlasCalls }, (_, after) => after);
        expect(
          await all(
            name,
            calls.map((after) => ({ at: `at call ${after + 1}`, atlas: [{ ...fault, after }] })),
          ),
        ).toEqual([]);
      },
    );
  });
}
