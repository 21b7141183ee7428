/** Two of anything in one restore, wherever they come, anew each time. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AWS_FAULTS, type AwsFaultKind } from './aws-gate.ts';
import { Cloud } from './cloud.ts';
import { FAULTS } from './faults.ts';
import { KINDS, play, type Scenario, waysOf } from './scenario.ts';
import { untruths } from './truth.ts';

/** What comes after the last of them never happens; a restore in trouble makes more than a clean one. */
const LAST = { atlas: 16, aws: 60, all: 80, event: 40 };

const trouble = fc.oneof(
  fc
    .tuple(fc.constantFrom(...FAULTS), fc.nat({ max: LAST.atlas }))
    .map(([[, spec], after]) => ({ atlas: [{ ...spec, after }] })),
  fc
    .tuple(
      fc.constantFrom(...(Object.keys(AWS_FAULTS) as AwsFaultKind[])),
      fc.integer({ min: 1, max: LAST.aws }),
    )
    .map(([kind, call]) => ({ aws: [{ kind, call }] })),
  fc.integer({ min: 1, max: LAST.all }).map((kill) => ({ kills: [kill] })),
  fc.integer({ min: 1, max: LAST.event }).map((stopAfter) => ({ stopAfter })),
);

const scenario = fc
  .record({
    how: fc.constantFrom(...KINDS.flatMap((kind) => waysOf(kind).map((way) => ({ kind, way })))),
    troubles: fc.tuple(trouble, trouble),
  })
  .map(({ troubles, how }): Scenario => {
    const both: Partial<Scenario>[] = [...troubles];
    return {
      ...how,
      atlas: both.flatMap(({ atlas = [] }) => atlas),
      aws: both.flatMap(({ aws = [] }) => aws),
      kills: both.flatMap(({ kills = [] }) => kills),
      stopAfter: both.find(({ stopAfter }) => stopAfter !== undefined)?.stopAfter,
    };
  });

const RUNS = 500;
/** A seed of its own, so that a red run is red again; `FC_SEED` plays others. */
const SEED = Number(process.env.FC_SEED ?? 20_261_122);

let cloud: Cloud;
beforeAll(async () => {
  cloud = await Cloud.start();
});
afterAll(() => cloud.close());

test(`one job, one true end that is told, no lock: ${RUNS} times`, async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (one) => {
      const came = await play(cloud, one);
      expect(untruths(came, one.stopAfter !== undefined)).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
  process.stdout.write(`double: ${RUNS} restores with two faults each, seed ${SEED}\n`);
});
