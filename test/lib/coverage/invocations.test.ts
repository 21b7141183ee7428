/** What one invocation does not manage, the next one does: a reading that is cut off, a second at once, a bus that is down. */
import { afterEach, expect, test } from 'vitest';
import { computeCoverage } from '../../../lib/coverage/compute.ts';
import type { CoverageView } from '../../../lib/coverage/view.ts';
import type { CoverageEvent } from '../../../lib/events/coverage-event.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';

let harness: DrillHarness;
afterEach(() => harness.close());

const results = async () => (await harness.call<CoverageView>('GET', '/v1/coverage')).body.results;

const computed = (limitMs: number) => {
  const { services } = harness.service.drills;
  return computeCoverage({ ...services, atlas: services.owner.atlas }, limitMs);
};

test('a reading that is cut off is gone on with, and is over when all of it is read', async () => {
  harness = await drillHarness({ enabled: false });
  for (let at = 0; at < 7; at += 1) {
    const projectId = harness.simulator.addProject({ name: `project-${at}` });
    harness.simulator.addDeployment({ projectId, name: 'only', family: 'flex' });
  }
  expect(await computed(0)).toMatchObject({ asOf: null, read: 4, left: 5 });
  // What was read counts already.
  expect((await results()).length).toBeGreaterThan(0);
  harness.time.advance(900);
  expect(await computed(0)).toMatchObject({ asOf: null, read: 4, left: 1 });
  harness.time.advance(900);
  expect(await computed(0)).toMatchObject({ asOf: '2026-11-22T10:00:00.000Z', read: 1, left: 0 });
  expect(await results()).toHaveLength(18);
  expect(harness.told).toHaveLength(18);
  // An hour after it began, and not before.
  harness.time.advance(900);
  expect(await computed(0)).toMatchObject({ read: 0 });
  harness.time.advance(900);
  expect(await computed(0)).toMatchObject({ read: 4, left: 5 });
});

test('nobody computes while somebody does, and one that was cut off holds nobody up for long', async () => {
  harness = await drillHarness({ enabled: false });
  await harness.service.drills.count();
  const { coverageLedger } = harness.service.drills.services;
  const together = await Promise.all([computed(60_000), computed(60_000)]);
  expect(together.map(({ busy }) => busy).sort()).toEqual([false, true]);
  const head = await coverageLedger.head();
  const leaseUntil = new Date(harness.time.clock.now().getTime() + 360_000).toISOString();
  await coverageLedger.claim({ ...head!, leaseUntil });
  expect(await computed(60_000)).toEqual({ busy: true });
  harness.time.advance(900);
  expect(await computed(60_000)).toMatchObject({ busy: false });
});

test('what could not be told is told the next time', async () => {
  let down = true;
  const heard: string[] = [];
  harness = await drillHarness(
    { enabled: false },
    {
      onRestoreEvent: ({ detail }) => {
        if (down) throw new Error('the bus is down');
        heard.push((detail as CoverageEvent).eventId);
      },
    },
  );
  await harness.service.drills.count();
  expect(heard).toEqual([]);
  down = false;
  for (let rounds = 0; rounds < 2; rounds += 1) {
    harness.time.advance(900);
    await harness.service.drills.count();
  }
  expect(heard).toHaveLength(11);
  expect(new Set(heard).size).toBe(11);
});

test('a project that cannot be written holds up no other, and the function fails by it', async () => {
  harness = await drillHarness({ enabled: false });
  const projectId = harness.simulator.addProject({ name: 'huge' });
  harness.simulator.addDeployment({ projectId, name: 'only', family: 'flex' });
  const { coverageLedger } = harness.service.drills.services;
  const save = coverageLedger.saveProject.bind(coverageLedger);
  coverageLedger.saveProject = (before, project) =>
    project.projectId === projectId ? Promise.reject(new Error('too large')) : save(before, project);
  await expect(computed(60_000)).rejects.toThrow('Coverage of 1 projects');
  expect(harness.told).toHaveLength(11);
  coverageLedger.saveProject = save;
  harness.time.advance(3_600);
  await computed(60_000);
  expect(harness.told).toHaveLength(12);
});
