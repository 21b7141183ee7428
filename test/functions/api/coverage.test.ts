/** Coverage from the outside: what is counted, shown, told once and told as mended. */
import { describe, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import { COVERAGE_CHANGE } from '../../../lib/events/coverage-event.ts';
import { eventCheck } from '../../support/event-schemas.ts';
import { ACCOUNTS, DAY, HOUR, LEGACY, useCoverage } from './coverage-setup.ts';

const { service, begin, start, passes, view, stateOf, told, toldOf } = useCoverage();

test('before the first reading nothing is known, and that is said', async () => {
  await begin();
  expect(await view()).toMatchObject({ asOf: null, results: [], findings: [] });
});

test('every deployment of every project is in it, but for what drills make, and one that is excluded needs no drill', async () => {
  await start({ exclusions: [{ ...LEGACY, until: '2026-12-31' }] });
  const { asOf, counts, results, findings } = await view();
  expect(asOf).toBe('2026-11-22T10:00:00.000Z');
  expect(results.map(({ name, family }) => `${name} ${family}`)).toEqual([
    ...['Accounts flex', 'Catalog cluster', 'Legacy tenant', 'Orders cluster', 'old-target cluster'],
    ...['paused-target cluster', 'restore-target cluster', 'restore-target-flex flex'],
    ...['restore-target-sharded cluster', 'restore-target-tenant tenant', 'small-target cluster'],
  ]);
  expect(counts).toMatchObject({ NEVER_DRILLED: 10, EXCLUDED: 1, COVERED: 0 });
  expect(results[2]).toMatchObject({
    projectName: 'production',
    state: 'EXCLUDED',
    exclusion: { reason: 'goes with the shop', owner: 'platform', until: '2026-12-31' },
  });
  expect(findings).toHaveLength(10);
  expect(told()).toHaveLength(10);
});

test('a drill that passes covers its source at once; the finding is told when it arises and when it is mended, once each', async () => {
  await start({ scope: { projectIds: [PRODUCTION.id] } });
  await passes(HOUR);
  expect(toldOf(ACCOUNTS)).toEqual(['NEVER_DRILLED ARISEN']);
  const { id, marks } = await service().drill();
  expect((await view()).results[0]).toMatchObject({
    state: 'COVERED',
    lastPassedAt: marks.decidedAt,
    drill: { id, verdict: 'PASSED', at: marks.decidedAt },
  });
  await passes(900);
  await passes(900);
  expect(toldOf(ACCOUNTS)).toEqual(['NEVER_DRILLED ARISEN', 'NEVER_DRILLED CLEARED']);
  const fits = eventCheck(COVERAGE_CHANGE);
  for (const event of told()) expect([fits(event), fits.errors]).toEqual([true, null]);
  const sequences = told().map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.map((_, at) => at + 1));
});

test('after everyDays it is overdue, a drill that fails makes it failed, and one that passes covers it again', async () => {
  await start({ scope: { projectIds: [PRODUCTION.id] }, everyDays: 7 });
  await service().drill();
  await passes(7 * DAY - HOUR);
  expect(await stateOf(ACCOUNTS)).toBe('COVERED');
  await passes(2 * HOUR);
  expect(await stateOf(ACCOUNTS)).toBe('OVERDUE');
  service().simulator.addSnapshot('Accounts');
  service().simulator.faults.add({ kind: 'jobFails', operation: 'createFlexRestoreJob' });
  expect((await service().drill()).verdict).toBe('FAILED');
  expect(await stateOf(ACCOUNTS)).toBe('FAILED');
  await passes(900);
  expect((await service().drill()).verdict).toBe('PASSED');
  await passes(900);
  expect(toldOf(ACCOUNTS)).toEqual([
    ...['NEVER_DRILLED ARISEN', 'NEVER_DRILLED CLEARED', 'OVERDUE ARISEN', 'OVERDUE CLEARED'],
    ...['DRILL_FAILED ARISEN', 'DRILL_FAILED CLEARED'],
  ]);
});

test('a drill that did not pass and that nobody reviews in time is a finding until somebody does', async () => {
  await start({ scope: { projectIds: [PRODUCTION.id] } }, { enabled: false, reviewWithinDays: 3 });
  service().simulator.faults.add({ kind: 'jobFails', operation: 'createFlexRestoreJob', times: 2 });
  const ids = [(await service().drill()).id];
  await passes(HOUR);
  ids.push((await service().drill()).id);
  await service().drill();
  const overdue = async () =>
    (await view()).findings.flatMap(({ code, subject }) => (code === 'REVIEW_OVERDUE' ? [subject] : []));
  await passes(2 * DAY);
  expect(await overdue()).toEqual([]);
  service().time.advance(2 * DAY);
  expect(await overdue()).toEqual(ids);
  for (let times = 0; times < 3; times += 1) await passes(900);
  for (const id of ids) expect(toldOf(id)).toEqual(['REVIEW_OVERDUE ARISEN']);

  const said = { decision: 'accepted', reviewer: 'Ada' };
  expect((await service().call('POST', `/v1/drills/${ids[0]}/review`, said)).status).toBe(201);
  expect(await overdue()).toEqual([ids[1]]);
  for (let times = 0; times < 3; times += 1) await passes(900);
  expect(toldOf(ids[0]!)).toEqual(['REVIEW_OVERDUE ARISEN', 'REVIEW_OVERDUE CLEARED']);
  expect(toldOf(ids[1]!)).toEqual(['REVIEW_OVERDUE ARISEN']);
  const fits = eventCheck(COVERAGE_CHANGE);
  for (const event of told()) expect([fits(event), fits.errors]).toEqual([true, null]);
});

test('a head that an earlier release wrote learns of the drills without a review that it has passed by', async () => {
  await start({ scope: { projectIds: [PRODUCTION.id] } });
  service().simulator.faults.add({ kind: 'jobFails', operation: 'createFlexRestoreJob' });
  const { id } = await service().drill();
  await passes(DAY);
  const { coverageLedger } = service().service.drills.services;
  const { reviews, ...earlier } = (await coverageLedger.head())!;
  expect(reviews).toEqual([PRODUCTION.id]);
  const known = (await coverageLedger.reviews(PRODUCTION.id))!;
  expect(known.drills).toEqual([id]);
  // It had no such items.
  await coverageLedger.saveReviews(known, { ...known, drills: [] });
  await coverageLedger.saveHead(earlier);
  await passes(7 * DAY);
  expect(toldOf(id)).toEqual(['REVIEW_OVERDUE ARISEN']);
  expect((await view()).findings.find(({ code }) => code === 'REVIEW_OVERDUE')?.subject).toBe(id);
});

test('an exclusion that is over is a finding and excludes nothing', async () => {
  await start({ exclusions: [{ ...LEGACY, until: '2026-11-22' }] });
  const legacy = `${PRODUCTION.id}/Legacy`;
  expect(await stateOf(legacy)).toBe('EXCLUDED');
  await passes(14 * HOUR);
  expect(await stateOf(legacy)).toBe('NEVER_DRILLED');
  expect(toldOf(legacy)).toEqual(['NEVER_DRILLED ARISEN', 'EXCLUSION_OVER ARISEN']);
});

test('a project that cannot be read is a finding, and what was in it still counts', async () => {
  await start();
  service().simulator.faults.add({ kind: 'notFound', operation: 'listClusters', times: 1 });
  await passes(HOUR);
  const { findings, results } = await view();
  const lost = findings.filter(({ code }) => code === 'PROJECT_NOT_READ').map(({ subject }) => subject);
  expect(lost).toHaveLength(1);
  expect(results).toHaveLength(11);
  await passes(HOUR);
  expect(toldOf(lost[0]!)).toEqual(['PROJECT_NOT_READ ARISEN', 'PROJECT_NOT_READ CLEARED']);
});

test('a deployment that is gone is no longer counted, nor one of a project out of scope', async () => {
  await start();
  service().simulator.removeDeployment('small-target');
  await passes(HOUR);
  expect(toldOf(`${RESTORE_TEST.id}/small-target`)).toEqual([
    'NEVER_DRILLED ARISEN',
    'NEVER_DRILLED CLEARED',
  ]);
  expect((await view()).results).toHaveLength(10);
});

test('when Atlas does not list the projects, those that are known still count', async () => {
  await start();
  service().simulator.faults.add({ kind: 'notFound', operation: 'listProjects', times: 1 });
  await passes(HOUR);
  expect((await view()).results).toHaveLength(11);
  // Not only in an hour.
  await passes(900);
  expect(toldOf('organization')).toEqual(['ORGANIZATION_NOT_READ ARISEN', 'ORGANIZATION_NOT_READ CLEARED']);
});

describe('a plan', () => {
  test('whose rule does not fire is noticed within an hour of the moment, and mended by the next that does', async () => {
    // At two in the morning; now it is ten.
    await start({}, {});
    for (let quarters = 0; quarters < 16 * 4 + 3; quarters += 1) await passes(900);
    // 02:45: what was due before the plan was known is nobody's duty, and the half hour of grace is over.
    expect(toldOf('nightly')).toEqual(['PLAN_DID_NOT_FIRE ARISEN']);
    const [finding] = (await view()).findings;
    expect(finding).toMatchObject({ code: 'PLAN_DID_NOT_FIRE', since: '2026-11-23T02:30:00.000Z' });
    await passes(DAY - 45 * 60);
    await service().drill();
    await passes(900);
    expect(toldOf('nightly')).toEqual(['PLAN_DID_NOT_FIRE ARISEN', 'PLAN_DID_NOT_FIRE CLEARED']);
  });

  test('that fires is no finding, nor one that is disabled', async () => {
    await start({}, { schedule: 'rate(1 hour)' });
    await service().drill();
    await passes(HOUR);
    expect(toldOf('nightly')).toEqual([]);
    await passes(HOUR);
    expect(toldOf('nightly')).toEqual(['PLAN_DID_NOT_FIRE ARISEN']);
    await service().close();
    await start({}, { enabled: false });
    await passes(3 * DAY);
    expect(toldOf('nightly')).toEqual([]);
  });
});
