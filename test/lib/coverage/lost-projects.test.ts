/** A project that Atlas lists no longer: gone, or out of the credential's reach. Only the first mends its findings. */
import { afterEach, expect, test } from 'vitest';
import type { CoverageView } from '../../../lib/coverage/view.ts';
import { COVERAGE_CHANGE, type CoverageEvent } from '../../../lib/events/coverage-event.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';

let harness: DrillHarness;
afterEach(() => harness.close());

const HOUR = 3_600;
const DAY = 24 * HOUR;
const passes = async (seconds: number) => {
  harness.time.advance(seconds);
  await harness.service.drills.count();
};
const view = async () => (await harness.call<CoverageView>('GET', '/v1/coverage')).body;
const namesNow = async () => (await view()).results.map(({ name }) => name);
const told = (projectId: string) =>
  harness.told
    .filter(({ detailType }) => detailType === COVERAGE_CHANGE)
    .map(({ detail }) => detail as unknown as CoverageEvent)
    .filter(({ finding }) => finding.subject.startsWith(projectId))
    .map(({ change, finding: { code } }) => `${code} ${change}`);

async function withProject(options: Parameters<typeof drillHarness>[1] = {}): Promise<string> {
  harness = await drillHarness({ enabled: false }, options);
  const projectId = harness.simulator.addProject({ name: 'shop' });
  harness.simulator.addDeployment({ projectId, name: 'Carts', family: 'flex' });
  await harness.service.drills.count();
  expect(told(projectId)).toEqual(['NEVER_DRILLED ARISEN']);
  return projectId;
}

test('one that is gone is dropped, and its findings are mended', async () => {
  const projectId = await withProject();
  harness.simulator.removeProject(projectId);
  await passes(HOUR);
  expect(told(projectId)).toEqual(['NEVER_DRILLED ARISEN', 'NEVER_DRILLED CLEARED']);
  expect(await namesNow()).not.toContain('Carts');
});

test('of one that the credential was shut out of nothing is mended: what was in it counts for a week, and it is told', async () => {
  const projectId = await withProject();
  harness.simulator.editProject(projectId, { isShutOut: true });
  await passes(HOUR);
  const lost = ['NEVER_DRILLED ARISEN', 'PROJECT_NOT_READ ARISEN'];
  expect(told(projectId)).toEqual(lost);
  const { findings } = await view();
  expect(findings.find(({ code }) => code === 'PROJECT_NOT_READ')).toMatchObject({
    subject: projectId,
    detail:
      'Atlas lists it no longer. Atlas answered 401, NOT_IN_GROUP. It is gone, or the credential was shut out of it: it counts until 2026-11-29T11:00:00.000Z. What was in it before still counts.',
  });
  for (let days = 1; days < 7; days += 1) await passes(DAY);
  expect(await namesNow()).toContain('Carts');
  expect(told(projectId)).toEqual(lost);
  await passes(DAY);
  expect(await namesNow()).not.toContain('Carts');
  expect(told(projectId)).toEqual([...lost, 'NEVER_DRILLED CLEARED', 'PROJECT_NOT_READ CLEARED']);
});

test('one that the credential is let into again is as before, and has a week anew', async () => {
  const projectId = await withProject();
  for (let times = 1; times <= 2; times += 1) {
    harness.simulator.editProject(projectId, { isShutOut: true });
    for (let days = 1; days <= 6; days += 1) await passes(DAY);
    expect(await namesNow()).toContain('Carts');
    harness.simulator.editProject(projectId, { isShutOut: false });
    await passes(HOUR);
  }
  const again = ['PROJECT_NOT_READ ARISEN', 'PROJECT_NOT_READ CLEARED'];
  expect(told(projectId)).toEqual(['NEVER_DRILLED ARISEN', ...again, ...again]);
});

test('that the findings of one that is gone were mended is told the next time, where it could not be told', async () => {
  let down = false;
  const heard: string[] = [];
  const projectId = await (async () => {
    harness = await drillHarness(
      { enabled: false },
      {
        onRestoreEvent: ({ detail }) => {
          if (down) throw new Error('the bus is down');
          const { change, finding } = detail as CoverageEvent;
          heard.push(`${finding.subject} ${change}`);
        },
      },
    );
    const id = harness.simulator.addProject({ name: 'shop' });
    harness.simulator.addDeployment({ projectId: id, name: 'Carts', family: 'flex' });
    await harness.service.drills.count();
    return id;
  })();
  harness.simulator.removeProject(projectId);
  down = true;
  await passes(HOUR);
  down = false;
  await passes(HOUR);
  expect(heard.filter((one) => one.startsWith(projectId))).toEqual([
    `${projectId}/Carts ARISEN`,
    `${projectId}/Carts CLEARED`,
  ]);
  expect((await harness.service.drills.services.coverageLedger.head())?.projects).not.toContainEqual(
    expect.objectContaining({ id: projectId }),
  );
});

test('one that is gone and could not be written is dropped the next time', async () => {
  const projectId = await withProject();
  const { coverageLedger } = harness.service.drills.services;
  harness.simulator.removeProject(projectId);
  const save = coverageLedger.saveProject.bind(coverageLedger);
  coverageLedger.saveProject = (before, project) =>
    project.projectId === projectId ? Promise.reject(new Error('away')) : save(before, project);
  await expect(passes(HOUR)).rejects.toThrow('Coverage of 1 projects');
  coverageLedger.saveProject = save;
  await passes(HOUR);
  expect(told(projectId)).toEqual(['NEVER_DRILLED ARISEN', 'NEVER_DRILLED CLEARED']);
});
