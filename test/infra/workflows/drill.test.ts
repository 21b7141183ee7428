/** Drills from their rule to verified evidence and an empty project, by the definition that is deployed. */
import { afterEach, describe, expect, test } from 'vitest';
import { DRILLS, PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { DrillPlanInput } from '../../../lib/drills/plans/plan.ts';
import type { DrillRecord } from '../../../lib/drills/record.ts';
import { publicKeys } from '../../../lib/evidence/public-keys.ts';
import { ChainVerifier } from '../../../lib/evidence/verify-chain.ts';
import { type DrillHarness, drillHarness, NOTHING_LEFT } from '../../support/drill-harness.ts';

let harness: DrillHarness;
afterEach(() => harness.close());
const begin = async (...given: Parameters<typeof drillHarness>): Promise<DrillHarness> => {
  harness = await drillHarness(...given);
  return harness;
};

const codes = ({ findings = [] }: DrillRecord) => findings.map(({ code }) => code);
const source = (name: string): Partial<DrillPlanInput> => ({ sources: [{ projectId: PRODUCTION.id, name }] });

async function verified() {
  const { evidence } = harness.service.drills.services;
  const verifier = new ChainVerifier(publicKeys([await evidence.signer.publicKey()]));
  for await (const sequence of evidence.store.sequences())
    verifier.add({
      place: String(sequence),
      named: sequence,
      content: { bytes: (await evidence.store.read(sequence)) ?? new Uint8Array() },
    });
  return verifier.end();
}

describe('a drill of', () => {
  test.each(['Orders', 'Catalog', 'Accounts'])(
    '%s passes with evidence, and leaves nothing',
    async (name) => {
      await begin(source(name));
      const record = await harness.drill();
      expect(record).toMatchObject({
        verdict: 'PASSED',
        phase: 'DONE',
        simulated: true,
        cleanup: { target: 'DELETED' },
      });
      expect(record.measures).toMatchObject({ rtoMet: true, rpoMet: true });
      expect(harness.left()).toEqual(NOTHING_LEFT);
      // Its restore has no record of its own: the drill's says it.
      await harness.service.drills.assure();
      const report = await verified();
      expect(report).toMatchObject({ records: 2, findingCount: 0, simulated: 2 });
      expect(
        harness.told.map(({ detailType }) => detailType).filter((type) => type.includes('Drill')),
      ).toEqual(['Restore Drill State Change', 'Restore Drill Cleanup State Change']);
    },
  );

  test('a source that was drilled before is compared with it: nothing is without a baseline any more', async () => {
    await begin(source('Orders'));
    await harness.drill();
    harness.time.advance(86_400);
    const second = await harness.drill();
    expect(second.verdict).toBe('PASSED');
    expect(second.checks.filter(({ code }) => code === 'NO_BASELINE')).toEqual([]);
    expect(second.checks.filter(({ verdict }) => verdict !== 'PASS')).toEqual([]);
  });
});

describe('fired', () => {
  test('twice for one moment it is one drill', async () => {
    await begin();
    const [first, second] = await Promise.all([
      harness.service.drills.fire('nightly', '2026-11-22T02:00:00Z'),
      harness.service.drills.fire('nightly', '2026-11-22T02:00:00Z'),
    ]);
    expect(second).toEqual(first);
    await harness.service.drills.endOf(first.drills[0]?.id ?? '');
    await harness.service.drills.fire('nightly', '2026-11-22T02:00:00Z');
    expect((await harness.service.drills.services.drillLedger.listDrills({ limit: 10 })).drills).toHaveLength(
      1,
    );
    expect(harness.simulator.jobs()).toHaveLength(1);
  });

  test('for sources by tag, each has its drill; two of one source never run at once', async () => {
    const tag = { projectId: PRODUCTION.id, tag: { key: 'environment', value: 'production' } };
    await begin({ sources: [tag] });
    const { drills } = await harness.service.drills.fire('nightly', '2026-11-22T02:00:00Z');
    await Promise.all(drills.map(({ id }) => harness.service.drills.endOf(id)));
    const records = await Promise.all(drills.map(({ id }) => harness.record(id)));
    expect(records.map((record) => [record.source.name, record.verdict]).sort()).toEqual([
      ['Accounts', 'PASSED'],
      ['Catalog', 'PASSED'],
      ['Orders', 'PASSED'],
    ]);
    expect(harness.left()).toEqual(NOTHING_LEFT);
  });
});

test('twenty drills that end together make one chain, without a fork or a gap', async () => {
  const names = Array.from({ length: 20 }, (_, at) => `Shop-${at}`);
  const all = names.map((name) => ({ projectId: PRODUCTION.id, name }));
  await begin({ sources: all }, {}, { total: 20, perProject: 20 });
  for (const name of names) {
    harness.simulator.addDeployment({ projectId: PRODUCTION.id, name, family: 'flex' });
    harness.simulator.addSnapshot(name);
  }
  harness.time.advance(3_600);
  const { drills } = await harness.service.drills.fire('nightly', harness.time.clock.now().toISOString());
  await Promise.all(drills.map(({ id }) => harness.service.drills.endOf(id)));
  const records = await Promise.all(drills.map(({ id }) => harness.record(id)));
  expect(records.map(({ phase }) => phase)).toEqual(names.map(() => 'DONE'));
  const sequences = records.flatMap(({ evidence, cleanupEvidence }) => [
    evidence?.sequence,
    cleanupEvidence?.sequence,
  ]);
  expect(sequences.sort((a = 0, b = 0) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
  expect(await verified()).toMatchObject({ records: 40, findingCount: 0 });
  expect(harness.left()).toEqual(NOTHING_LEFT);
});

describe('there is no silence:', () => {
  const dead = { sources: [{ projectId: PRODUCTION.id, name: 'Gone' }] };
  test.each<[string, Partial<DrillPlanInput>, string, string]>([
    ['a source that does not exist', dead, 'INCONCLUSIVE', 'SOURCE_NOT_READ'],
    [
      'a tag that nobody carries',
      { sources: [{ projectId: PRODUCTION.id, tag: { key: 'nobody' } }] },
      'INCONCLUSIVE',
      'SOURCE_NOT_FOUND',
    ],
    ['a serverless source', source('Events'), 'INCONCLUSIVE', 'SOURCE_NOT_DRILLED'],
    [
      'a point in time outside of the window',
      { ...source('Orders'), snapshot: { pointInTime: { minutesAgo: 500_000 } } },
      'FAILED',
      'NO_ELIGIBLE_SNAPSHOT',
    ],
    [
      'a standing target that is not there',
      { target: { standing: { name: 'nowhere' } } },
      'INCONCLUSIVE',
      'STANDING_TARGET_NOT_FOUND',
    ],
    [
      'a critical collection that is not there',
      { ...source('Orders'), checks: { critical: ['sales.nothing'] } },
      'FAILED',
      'CRITICAL_MISSING',
    ],
    [
      'an objective that is missed',
      { objectives: { rtoMinutes: 0.5, rpoMinutes: 1_440 } },
      'FAILED',
      'RTO_MISSED',
    ],
    [
      'a snapshot that is too old',
      { objectives: { rtoMinutes: 60, rpoMinutes: 5 } },
      'FAILED',
      'SNAPSHOT_TOO_OLD',
    ],
  ])('%s', async (_, plan, verdict, code) => {
    await begin(plan);
    const record = await harness.drill();
    expect([record.verdict, codes(record)[0]]).toEqual([verdict, code]);
    expect(record).toMatchObject({
      phase: 'DONE',
      evidence: { sequence: 1 },
      cleanupEvidence: { sequence: 2 },
    });
    expect(harness.left()).toEqual(NOTHING_LEFT);
  });

  test('no snapshot at all', async () => {
    await begin();
    harness.simulator.addDeployment({ projectId: PRODUCTION.id, name: 'Young', family: 'flex' });
    await harness.close();
    await begin(source('Young'));
    harness.simulator.addDeployment({ projectId: PRODUCTION.id, name: 'Young', family: 'flex' });
    const record = await harness.drill();
    expect([record.verdict, codes(record)[0]]).toEqual(['FAILED', 'NO_ELIGIBLE_SNAPSHOT']);
  });

  test('a credential that is refused for a while is asked with again', async () => {
    await begin();
    harness.simulator.faults.add({ kind: 'unauthorized', operation: 'getFlexCluster', times: 4 });
    expect((await harness.drill()).verdict).toBe('PASSED');
  });

  test('Atlas fails the restore: FAILED, and the target is taken away', async () => {
    await begin();
    harness.simulator.faults.add({ kind: 'jobFails' });
    const record = await harness.drill();
    expect([record.verdict, codes(record)[0]]).toEqual(['FAILED', 'RESTORE_FAILED']);
    expect(record.checks.find(({ id }) => id === 'restore-completed')).toMatchObject({ verdict: 'FAIL' });
    expect(harness.left()).toEqual(NOTHING_LEFT);
  });

  test('the restore never ends: INCONCLUSIVE when the drill’s time is up, and what Atlas lets go is taken away', async () => {
    await begin({ limits: { timeLimitMinutes: 30, verifyMinutes: 10 } });
    harness.simulator.faults.add({ kind: 'jobNeverEnds' });
    const { drills } = await harness.service.drills.fire('nightly', '2026-11-22T10:00:00Z');
    // Atlas deletes nothing that a restore is writing: its execution goes on trying, until it is stopped.
    const [{ id = '' } = {}] = drills;
    while ((await harness.record(id)).verdict === undefined)
      await new Promise((resolve) => setTimeout(resolve, 20));
    harness.service.drills.stop(id);
    await harness.service.drills.endOf(id);
    const record = await harness.record(id);
    expect(record.verdict).toBe('INCONCLUSIVE');
    expect(record.phase).toBe('CLEANUP');
    expect(record.evidence).toBeDefined();
    // Somebody must be able to ask Atlas.
    const { body } = await harness.call<{ results: { envelope: { body: object } }[] }>(
      'GET',
      `/v1/drills/${id}/evidence`,
    );
    const [job] = harness.simulator.jobs();
    expect(body.results[0]?.envelope.body).toMatchObject({ restore: { atlasJobId: job?.id } });
    expect(record.restore?.atlasJobId).toBe(job?.id);
  });
});

describe('a target', () => {
  test('is kept after a failure for as long as the plan says, and then deleted by the sweeper', async () => {
    await begin({ checks: { critical: ['identity.nothing'] }, keep: { onFailureMinutes: 120 } });
    const record = await harness.drill();
    expect(record).toMatchObject({ verdict: 'FAILED', phase: 'CLEANUP', keptUntil: expect.any(String) });
    expect(harness.left()).toMatchObject({ clusters: [record.target?.name], users: [], entries: [] });
    harness.time.advance(60 * 60);
    await harness.service.drills.sweep();
    expect(harness.left().clusters).toHaveLength(1);
    harness.time.advance(61 * 60);
    await harness.service.drills.sweep();
    harness.time.advance(300);
    await harness.service.drills.sweep();
    expect(harness.left()).toEqual(NOTHING_LEFT);
    expect(await harness.record(record.id)).toMatchObject({ phase: 'DONE', cleanup: { target: 'DELETED' } });
  });

  test('that stands is wiped and never deleted', async () => {
    await begin(
      { target: { standing: { name: 'warm' } } },
      { allowedTargets: [{ projectId: DRILLS.id, name: 'warm', disposable: true }] },
    );
    harness.simulator.addDeployment({ projectId: DRILLS.id, name: 'warm', family: 'flex' });
    const record = await harness.drill();
    expect(record).toMatchObject({
      verdict: 'PASSED',
      cleanup: { target: 'STANDING' },
      fidelity: { target: 'standing' },
    });
    expect(harness.left()).toEqual({ ...NOTHING_LEFT, clusters: ['warm'] });
  });

  test('that stands and is not on the allow-list is not touched', async () => {
    await begin({ target: { standing: { name: 'warm' } } });
    harness.simulator.addDeployment({ projectId: DRILLS.id, name: 'warm', family: 'flex' });
    const record = await harness.drill();
    expect([record.verdict, codes(record)[0]]).toEqual(['INCONCLUSIVE', 'TARGET_NOT_ALLOWED']);
    expect(harness.simulator.jobs()).toEqual([]);
  });
});

test('a drill that is stopped ends INCONCLUSIVE after the restore under way, and leaves nothing', async () => {
  await begin(source('Orders'));
  const { drills } = await harness.service.drills.fire('nightly', '2026-11-22T10:00:00Z');
  const [{ id = '' } = {}] = drills;
  const answer = harness.service.drills.services.drillLedger;
  const record = await harness.record(id);
  await answer
    .saveDrill({ ...record, cancelRequestedAt: harness.time.clock.now().toISOString() })
    .catch(() => undefined);
  await harness.service.drills.endOf(id);
  const ended = await harness.record(id);
  expect([ended.verdict, codes(ended)[0]]).toEqual(['INCONCLUSIVE', 'CANCELLED']);
  expect(harness.left()).toEqual(NOTHING_LEFT);
});
