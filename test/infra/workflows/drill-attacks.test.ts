/** What a careful reader has tried of whole drills: each was a defect once. */
import { afterEach, expect, test } from 'vitest';
import { DRILLS, PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import { targetTags } from '../../../lib/drills/target/target-name.ts';
import { REDACTED } from '../../../lib/evidence/redact.ts';
import { type DrillHarness, drillHarness, NOTHING_LEFT } from '../../support/drill-harness.ts';

let harness: DrillHarness;
afterEach(() => harness.close());
const begin = async (...given: Parameters<typeof drillHarness>) => {
  harness = await drillHarness(...given);
};
const SECRET = 'https://somebody:secret@example.com/';
const assertion = (project: object, operator: '=' | '!=' | '>', expected: string | number) => ({
  name: 'one',
  namespace: 'identity.users',
  pipeline: [{ $limit: 1 }, { $project: { _id: 0, value: project } }],
  operator,
  expected,
});

test('a scalar of the shape of a credential does not keep the verdict from the chain, and is not in it', async () => {
  await begin({ checks: { assertions: [assertion({ $literal: SECRET }, '=', SECRET)] } });
  const record = await harness.drill();
  expect(record).toMatchObject({ phase: 'DONE', verdict: 'PASSED', evidence: { sequence: 1 } });
  const bytes = await harness.service.drills.services.evidence.store.read(1);
  const text = Buffer.from(bytes ?? []).toString();
  expect(text).toContain(REDACTED);
  expect(text).not.toContain('somebody:secret');
});

test('what is no number is no scalar to compare with', async () => {
  const nan = { $literal: Number.NaN };
  await begin({ checks: { assertions: [assertion(nan, '!=', 3)] } });
  const record = await harness.drill();
  const found = record.checks.find(({ id }) => id === 'query-assertion');
  expect([record.verdict, found?.verdict]).toEqual(['INCONCLUSIVE', 'INCONCLUSIVE']);
});

test('a target that nobody could read has no RTO, and no drill fails for it', async () => {
  await begin({
    network: { natEip: ['203.0.113.7/32'] },
    objectives: { rtoMinutes: 1, rpoMinutes: 1_440 },
    limits: { verifyMinutes: 1 },
  });
  const record = await harness.drill();
  expect(record.verdict).toBe('INCONCLUSIVE');
  expect(record.measures).toMatchObject({
    verifiedRtoSeconds: null,
    technicalRtoSeconds: null,
    rtoMet: null,
  });
  expect(record.findings?.[0]?.code).toBe('CONNECTION_FAILED');
});

test('two drills never have one standing target at once', async () => {
  const sources = ['Accounts', 'Young'].map((name) => ({ projectId: PRODUCTION.id, name }));
  const allowedTargets = [{ projectId: DRILLS.id, name: 'warm', disposable: true }];
  await begin({ sources, target: { standing: { name: 'warm' } } }, { allowedTargets });
  harness.simulator.addDeployment({ projectId: DRILLS.id, name: 'warm', family: 'flex' });
  harness.simulator.addDeployment({ projectId: PRODUCTION.id, name: 'Young', family: 'flex' });
  harness.simulator.addSnapshot('Young');
  harness.time.advance(3_600);
  const { drills } = await harness.service.drills.fire('nightly', harness.time.clock.now().toISOString());
  await Promise.all(drills.map(({ id }) => harness.service.drills.endOf(id)));
  const spans = (await Promise.all(drills.map(({ id }) => harness.record(id))))
    .map(({ marks, source, verdict }) => ({
      from: marks.startedAt ?? '',
      to: marks.cleanedAt ?? '',
      source,
      verdict,
    }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const [first, second] = spans;
  expect(Date.parse(first?.to ?? '')).toBeLessThanOrEqual(Date.parse(second?.from ?? ''));
  expect(spans.find(({ source }) => source.name === 'Accounts')?.verdict).toBe('PASSED');
});

test('a cluster that the guard has refused is not taken for a stray', async () => {
  await begin({ checks: { critical: ['identity.nothing'] }, keep: { onFailureMinutes: 60 } });
  const { id, plan, deleteBy, target } = await harness.drill();
  const name = target?.name ?? '';
  const { atlas } = harness.service.drills.services.owner;
  await atlas.call('deleteFlexCluster', { path: { groupId: DRILLS.id, name } });
  harness.time.advance(120);
  await atlas.call('createFlexCluster', {
    path: { groupId: DRILLS.id },
    body: {
      name,
      providerSettings: { backingProviderName: 'AWS', regionName: 'US_EAST_1' },
      tags: [...targetTags(id, plan, deleteBy)],
    },
  });
  for (let sweeps = 0; sweeps < 3; sweeps += 1) {
    harness.time.advance(3_700);
    await harness.service.drills.sweep();
  }
  expect(await harness.record(id)).toMatchObject({
    phase: 'DONE',
    cleanup: { target: 'NOT_OURS', finding: { code: 'TARGET_ID_NOT_OURS' } },
  });
  expect(harness.left()).toEqual({ ...NOTHING_LEFT, clusters: [name] });
});

test('a baseline that cannot be kept does not keep the verdict from the ledger', async () => {
  await begin();
  const { drillLedger } = harness.service.drills.services;
  drillLedger.saveBaseline = async () => {
    throw new Error('The item is too large.');
  };
  expect(await harness.drill()).toMatchObject({
    phase: 'DONE',
    verdict: 'PASSED',
    evidence: { sequence: 1 },
  });
  expect(harness.lines.filter(({ message }) => message === 'the baseline was not kept')).toHaveLength(1);
});

test('a sweeper that cannot look after a drill fails, for the alarm', async () => {
  await begin({ checks: { critical: ['identity.nothing'] }, keep: { onFailureMinutes: 60 } });
  const { id } = await harness.drill();
  harness.simulator.faults.add({ kind: 'serverError', operation: 'deleteFlexCluster', times: 0 });
  harness.time.advance(3_700);
  await expect(harness.service.drills.sweep()).rejects.toMatchObject({ name: 'DrillsNotSwept' });
  harness.simulator.faults.clear();
  for (let sweeps = 0; sweeps < 3; sweeps += 1) {
    await harness.service.drills.sweep();
    harness.time.advance(300);
  }
  expect(await harness.record(id)).toMatchObject({ phase: 'DONE', cleanup: { target: 'DELETED' } });
});
