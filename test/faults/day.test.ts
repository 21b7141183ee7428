/**
 * A day: two hundred restores at random times, something going wrong at Atlas every few minutes, and at night a secret
 * that is rotated, which the service learns three minutes too late. Nothing is lost, nothing is doubled, and what the
 * service holds in memory does not grow.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockKey } from '../../lib/restores/target-lock.ts';
import { type FleetWorld, startFleetWorld } from '../support/fleet.ts';
import { firstInLine } from '../support/line.ts';
import { FAULTS } from './faults.ts';

const RESTORES = 200;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FAULTS_A_DAY = 300;
const ROTATED_AT_MS = 16 * HOUR_MS;
const KNOWN_LATE_MS = 180_000;
/** A seed of its own, so that a red run is red again; `FC_SEED` plays others. */
const SEED = Number(process.env.FC_SEED ?? 20_261_122);
/** The simulated Atlas and the ledger keep what the day brought, in this process: some 40 KB a restore. */
const KEPT_BYTES = 16 * 1024 ** 2;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

let world: FleetWorld;
beforeAll(async () => {
  world = await startFleetWorld();
});
afterAll(() => world.close());

test('two hundred restores in a day of trouble: each has one job and one true end', async () => {
  const { time, engine, simulator, service } = world;
  const moment = fc.integer({ min: 0, max: DAY_MS });
  const [starts = [], troubles = []] =
    fc.sample(
      fc.tuple(
        fc.array(moment, { minLength: RESTORES, maxLength: RESTORES }),
        fc.array(fc.tuple(moment, fc.constantFrom(...FAULTS)), {
          minLength: FAULTS_A_DAY,
          maxLength: FAULTS_A_DAY,
        }),
      ),
      { numRuns: 1, seed: SEED },
    )[0] ?? [];

  let waiting = 0;
  const at = (ms: number, act: () => void) => {
    waiting += 1;
    void time.sleep(ms).then(() => {
      waiting -= 1;
      act();
    });
  };
  let running = 0;
  let ended = 0;
  for (const [index, ms] of starts.entries()) {
    at(ms, () => {
      running += 1;
      engine.start(`day-${index}`, world.pair(index));
      void engine.endOf(`day-${index}`).then(() => {
        running -= 1;
        ended += 1;
      });
    });
  }
  for (const [ms, [, fault]] of troubles) at(ms, () => void simulator.faults.add(fault));
  const secret = 'mdb_sa_sk_rotated-at-night-opens-nothing';
  at(ROTATED_AT_MS, () => simulator.rotateSecret(secret));
  at(ROTATED_AT_MS + KNOWN_LATE_MS, () => world.useSecret(secret));
  const heaps: number[] = [];
  for (let hour = 6; hour <= 24; hour += 6) at(hour * HOUR_MS, () => heaps.push(heapBytes()));

  await world.until(
    () => ended === RESTORES && waiting === 0,
    () => running,
    () => waiting,
  );

  const happened = FAULTS_A_DAY - simulator.faults.list().length;
  const jobs = simulator.jobs();
  expect(jobs).toHaveLength(RESTORES);
  for (const index of starts.keys()) {
    const record = await service.ledger.getRestore(`day-${index}`);
    const [job, ...more] = jobs.filter(({ target }) => target?.name === `twin-${index}`);
    expect([record?.status, record?.atlasJobId, job?.status, more]).toEqual([
      'SUCCEEDED',
      job?.id,
      'succeeded',
      [],
    ]);
    expect(record && (await firstInLine(service.ledger, lockKey(record)))).toBeUndefined();
  }
  expect(happened).toBeGreaterThan(0.9 * FAULTS_A_DAY);
  const [early = 0] = heaps;
  const late = heaps.at(-1) ?? Number.POSITIVE_INFINITY;
  expect(late - early).toBeLessThan(KEPT_BYTES);
  const mb = heaps.map((bytes) => Math.round(bytes / 1024 ** 2)).join(', ');
  process.stdout.write(`day: ${RESTORES} restores, ${happened} faults, heap at 6, 12, 18, 24 h: ${mb} MB\n`);
});
