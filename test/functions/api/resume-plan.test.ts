/** Plans whose drills leave something behind: held up, told, and resumed by a person. */
import { afterEach, expect, test } from 'vitest';
import { DRILLS } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { DrillPlanView } from '../../../lib/drills/plans/plan-view.ts';
import { SUSPENDED_LINE } from '../../../lib/drills/plans/suspension.ts';
import { PLAN_CHANGE, type PlanEvent } from '../../../lib/events/plan-event.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';
import { eventCheck } from '../../support/event-schemas.ts';

let harness: DrillHarness;
afterEach(() => harness.close());

const RUN = '/v1/plans/nightly/drills';
const RESUME = '/v1/plans/nightly/resume';
const KEEP = { onSuccessMinutes: 60, onFailureMinutes: 60 };
const suspended = async () =>
  (await harness.call<{ results: DrillPlanView[] }>('GET', '/v1/plans')).body.results[0]?.suspended;

/** A drill whose target is kept, and then is not what the drill made: nobody touches it. */
async function notOurs(): Promise<string> {
  const { id, target } = await harness.drill();
  const name = target?.name ?? '';
  harness.simulator.editDeployment({ projectId: DRILLS.id, name }, { tags: [] });
  harness.time.advance(61 * 60);
  await harness.service.drills.sweep();
  expect((await harness.record(id)).cleanup?.target).toBe('NOT_OURS');
  harness.simulator.removeDeployment({ projectId: DRILLS.id, name });
  return id;
}

async function cleaned(): Promise<void> {
  const { id } = await harness.drill();
  harness.time.advance(61 * 60);
  for (let sweeps = 0; sweeps < 3; sweeps += 1) {
    await harness.service.drills.sweep();
    harness.time.advance(600);
  }
  expect((await harness.record(id)).cleanup?.target).toBe('DELETED');
}

test('three drills in a row that are not ours suspend the plan until somebody resumes it', async () => {
  harness = await drillHarness({ keep: KEEP });
  const ids = [await notOurs(), await notOurs(), await notOurs()];
  expect(await suspended()).toEqual({
    since: expect.any(String),
    why: `The cleanup of 3 drills in a row failed: ${ids.join(', ')}.`,
  });

  // Asked for, it is refused; a preview says why.
  const refused = await harness.call('POST', RUN);
  expect(refused).toMatchObject({ status: 409, body: { errorCode: 'PLAN_SUSPENDED', parameters: ['name'] } });
  const preview = await harness.call<{ drills: { refusals: { code: string }[] }[] }>('POST', RUN, {
    dryRun: true,
  });
  expect(preview.body.drills[0]?.refusals.map(({ code }) => code)).toEqual(['PLAN_SUSPENDED']);

  // Its rule fires, and there is no silence.
  const jobs = harness.simulator.jobs().length;
  const held = await harness.drill();
  expect(held).toMatchObject({
    phase: 'DONE',
    verdict: 'INCONCLUSIVE',
    findings: [{ code: 'PLAN_SUSPENDED' }, ...(held.findings ?? []).slice(1)],
    evidence: { sequence: expect.any(Number) },
    cleanup: { target: 'NONE' },
  });
  expect(harness.simulator.jobs()).toHaveLength(jobs);

  const resumed = await harness.call<DrillPlanView>('POST', RESUME);
  expect(resumed).toMatchObject({ status: 202, body: { name: 'nightly', suspended: null } });
  expect(await suspended()).toBeNull();
  // At another moment: a drill that was held is decided.
  harness.time.advance(60);
  expect((await harness.drill()).verdict).toBe('PASSED');
  expect(await harness.call('POST', RESUME)).toMatchObject({
    status: 409,
    body: { errorCode: 'PLAN_NOT_SUSPENDED', parameters: ['name'] },
  });
});

test('a success in between begins the count anew', async () => {
  harness = await drillHarness({ keep: KEEP });
  await notOurs();
  await notOurs();
  await cleaned();
  await notOurs();
  expect(await suspended()).toBeNull();
});

test('a target that stands when its time is over counts once, and not again after the plan is resumed', async () => {
  harness = await drillHarness({ keep: KEEP });
  const late: string[] = [];
  for (let count = 0; count < 3; count += 1) late.push((await harness.drill()).id);
  // Atlas deletes nothing: the sweeper fails at that, for the alarm.
  const sweep = () => harness.service.drills.sweep().catch(() => undefined);
  harness.simulator.faults.add({ kind: 'serverError', operation: 'deleteFlexCluster', times: 0 });
  const { drillLedger } = harness.service.drills.services;
  harness.time.advance(61 * 60);
  await sweep();
  expect((await drillLedger.planStanding('nightly')).standing.failures).toEqual([]);
  harness.time.advance(24 * 60 * 60);
  await sweep();
  await sweep();
  expect([...(await drillLedger.planStanding('nightly')).standing.failures].sort()).toEqual(late.sort());
  expect(await suspended()).not.toBeNull();
  // With each sweep, so that the alarm stands until a person has looked.
  const said = () => harness.lines.filter(({ message }) => message === SUSPENDED_LINE).length;
  const before = said();
  await sweep();
  expect(said()).toBe(before + 1);

  expect((await harness.call('POST', RESUME)).status).toBe(202);
  const resumed = said();
  await sweep();
  expect(await suspended()).toBeNull();
  expect(said()).toBe(resumed);
});

test('that a plan is suspended, and that it is resumed, is told; what could not be told comes with the sweeper', async () => {
  let down = false;
  const heard: { detailType: string; detail: PlanEvent }[] = [];
  harness = await drillHarness(
    { keep: KEEP },
    {
      onRestoreEvent: (event) => {
        if (event.detailType !== PLAN_CHANGE) return;
        if (down) throw new Error('the bus is down');
        heard.push(event as unknown as (typeof heard)[number]);
      },
    },
  );
  const failures = [await notOurs(), await notOurs(), await notOurs()];
  const since = (await suspended())?.since ?? '';
  const first = { plan: 'nightly', state: 'SUSPENDED', at: since, failures, resumedBy: null };
  expect(heard.map(({ detail }) => detail)).toEqual([
    { schemaVersion: 1, eventId: `nightly#SUSPENDED#${since}`, ...first },
  ]);
  await harness.service.drills.sweep();
  expect(heard).toHaveLength(1);

  down = true;
  expect((await harness.call('POST', RESUME)).status).toBe(202);
  expect(heard).toHaveLength(1);
  await harness.service.drills.sweep();
  down = false;
  for (let sweeps = 0; sweeps < 2; sweeps += 1) await harness.service.drills.sweep();
  expect(heard.slice(1).map(({ detail }) => detail)).toMatchObject([
    { state: 'RESUMED', failures, resumedBy: 'local', plan: 'nightly' },
  ]);
  expect((await harness.service.drills.services.drillLedger.planStanding('nightly')).standing).toEqual({
    failures: [],
    resumed: { at: heard[1]?.detail.at, by: 'local' },
  });
  const fits = eventCheck(PLAN_CHANGE);
  for (const { detail } of heard) expect([fits(detail), fits.errors]).toEqual([true, null]);
});

test('a plan that there is not is not resumed', async () => {
  harness = await drillHarness();
  expect(await harness.call('POST', '/v1/plans/never/resume')).toMatchObject({
    status: 404,
    body: { errorCode: 'PLAN_NOT_FOUND' },
  });
});
