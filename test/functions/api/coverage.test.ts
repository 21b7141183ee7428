/** Coverage from the outside: what is counted, shown, told once and told as mended. */
import { afterEach, describe, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { CoverageView } from '../../../lib/coverage/view.ts';
import type { DrillPlanInput, DrillsConfigInput } from '../../../lib/drills/plans/plan.ts';
import { COVERAGE_CHANGE, type CoverageEvent } from '../../../lib/events/coverage-event.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';
import { eventCheck } from '../../support/event-schemas.ts';

const ACCOUNTS = `${PRODUCTION.id}/Accounts`;
const LEGACY = { projectId: PRODUCTION.id, name: 'Legacy', reason: 'goes with the shop', owner: 'platform' };
const DAY = 86_400;
/** A little more than the rule's: the next reading of Atlas is due. */
const HOUR = 3_600;

let harness: DrillHarness;
afterEach(() => harness.close());

type Coverage = NonNullable<DrillsConfigInput['coverage']>;
async function start(coverage: Coverage = {}, plan: Partial<DrillPlanInput> = { enabled: false }) {
  harness = await drillHarness(plan, {}, {}, coverage);
  await harness.service.drills.count();
}
async function passes(seconds: number) {
  harness.time.advance(seconds);
  await harness.service.drills.count();
}
const view = async (query = '') =>
  (await harness.call<CoverageView>('GET', `/v1/coverage${query && `?${query}`}`)).body;
const stateOf = async (name: string) =>
  (await view()).results.find((row) => `${row.projectId}/${row.name}` === name)?.state;
const told = () =>
  harness.told.flatMap(({ detailType, detail }) =>
    detailType === COVERAGE_CHANGE ? [detail as unknown as CoverageEvent] : [],
  );
const toldOf = (wanted: string) =>
  told().flatMap(({ change, finding: { code, subject } }) =>
    subject === wanted ? [`${code} ${change}`] : [],
  );

test('before the first reading nothing is known, and that is said', async () => {
  harness = await drillHarness({ enabled: false });
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
  const { id, marks } = await harness.drill();
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
  await harness.drill();
  await passes(7 * DAY - HOUR);
  expect(await stateOf(ACCOUNTS)).toBe('COVERED');
  await passes(2 * HOUR);
  expect(await stateOf(ACCOUNTS)).toBe('OVERDUE');
  harness.simulator.addSnapshot('Accounts');
  harness.simulator.faults.add({ kind: 'jobFails', operation: 'createFlexRestoreJob' });
  expect((await harness.drill()).verdict).toBe('FAILED');
  expect(await stateOf(ACCOUNTS)).toBe('FAILED');
  await passes(900);
  expect((await harness.drill()).verdict).toBe('PASSED');
  await passes(900);
  expect(toldOf(ACCOUNTS)).toEqual([
    ...['NEVER_DRILLED ARISEN', 'NEVER_DRILLED CLEARED', 'OVERDUE ARISEN', 'OVERDUE CLEARED'],
    ...['DRILL_FAILED ARISEN', 'DRILL_FAILED CLEARED'],
  ]);
});

test('a drill that did not pass and that nobody reviews in time is a finding until somebody does', async () => {
  await start({ scope: { projectIds: [PRODUCTION.id] } }, { enabled: false, reviewWithinDays: 3 });
  harness.simulator.faults.add({ kind: 'jobFails', operation: 'createFlexRestoreJob', times: 2 });
  const ids = [(await harness.drill()).id];
  await passes(HOUR);
  ids.push((await harness.drill()).id);
  await harness.drill();
  const overdue = async () =>
    (await view()).findings.flatMap(({ code, subject }) => (code === 'REVIEW_OVERDUE' ? [subject] : []));
  await passes(2 * DAY);
  expect(await overdue()).toEqual([]);
  harness.time.advance(2 * DAY);
  expect(await overdue()).toEqual(ids);
  for (let times = 0; times < 3; times += 1) await passes(900);
  for (const id of ids) expect(toldOf(id)).toEqual(['REVIEW_OVERDUE ARISEN']);

  const said = { decision: 'accepted', reviewer: 'Ada' };
  expect((await harness.call('POST', `/v1/drills/${ids[0]}/review`, said)).status).toBe(201);
  expect(await overdue()).toEqual([ids[1]]);
  for (let times = 0; times < 3; times += 1) await passes(900);
  expect(toldOf(ids[0]!)).toEqual(['REVIEW_OVERDUE ARISEN', 'REVIEW_OVERDUE CLEARED']);
  expect(toldOf(ids[1]!)).toEqual(['REVIEW_OVERDUE ARISEN']);
  const fits = eventCheck(COVERAGE_CHANGE);
  for (const event of told()) expect([fits(event), fits.errors]).toEqual([true, null]);
});

test('a head that an earlier release wrote learns of the drills without a review that it has passed by', async () => {
  await start({ scope: { projectIds: [PRODUCTION.id] } });
  harness.simulator.faults.add({ kind: 'jobFails', operation: 'createFlexRestoreJob' });
  const { id } = await harness.drill();
  await passes(DAY);
  const { coverageLedger } = harness.service.drills.services;
  const { unreviewed, ...earlier } = (await coverageLedger.head())!;
  expect(unreviewed).toEqual([id]);
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
  harness.simulator.faults.add({ kind: 'notFound', operation: 'listClusters', times: 1 });
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
  harness.simulator.removeDeployment('small-target');
  await passes(HOUR);
  expect(toldOf(`${RESTORE_TEST.id}/small-target`)).toEqual([
    'NEVER_DRILLED ARISEN',
    'NEVER_DRILLED CLEARED',
  ]);
  expect((await view()).results).toHaveLength(10);
});

test('when Atlas does not list the projects, those that are known still count', async () => {
  await start();
  harness.simulator.faults.add({ kind: 'notFound', operation: 'listProjects', times: 1 });
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
    await harness.drill();
    await passes(900);
    expect(toldOf('nightly')).toEqual(['PLAN_DID_NOT_FIRE ARISEN', 'PLAN_DID_NOT_FIRE CLEARED']);
  });

  test('that fires is no finding, nor one that is disabled', async () => {
    await start({}, { schedule: 'rate(1 hour)' });
    await harness.drill();
    await passes(HOUR);
    expect(toldOf('nightly')).toEqual([]);
    await passes(HOUR);
    expect(toldOf('nightly')).toEqual(['PLAN_DID_NOT_FIRE ARISEN']);
    await harness.close();
    await start({}, { enabled: false });
    await passes(3 * DAY);
    expect(toldOf('nightly')).toEqual([]);
  });
});

describe('what is asked for', () => {
  const csv = async (query: string, headers = {}) => {
    const answer = await fetch(`${harness.service.url}/v1/coverage?${query}`, { headers });
    return { type: answer.headers.get('content-type'), headers: answer.headers, text: await answer.text() };
  };

  test('as CSV is the same rows, and no formula', async () => {
    harness = await drillHarness(
      { enabled: false },
      {},
      {},
      { exclusions: [{ ...LEGACY, until: '2026-12-31', owner: '=1+1, "me"' }] },
    );
    harness.simulator.editProject(PRODUCTION.id, { name: '@production' });
    await harness.service.drills.count();
    await harness.drill();
    const { text, type } = await csv('', { accept: 'text/csv' });
    expect(type).toBe('text/csv; charset=utf-8');
    expect((await csv('format=csv')).text).toBe(text);
    const [columns, ...lines] = text.trimEnd().split('\r\n');
    expect(columns).toMatch(/^projectId,projectName,name,family,state,lastPassedAt,/);
    const { results } = await view();
    expect(lines.map((line) => line.split(',').slice(0, 6))).toEqual(
      results.map((row) => [
        ...[row.projectId, row.projectName?.replace('@', "'@"), row.name, row.family, row.state],
        row.lastPassedAt ?? '',
      ]),
    );
    expect(text).toContain(`,"'=1+1, ""me""",2026-12-31,`);
    expect(lines[1]).toMatch(/,NEVER_DRILLED$/);
  });

  test('as CSV has each finding of the JSON, also of plans and projects, and as many of each state', async () => {
    await start({}, { schedule: 'rate(1 hour)' });
    harness.simulator.faults.add({ kind: 'notFound', operation: 'listClusters', times: 1 });
    harness.simulator.faults.add({ kind: 'jobFails', operation: 'createFlexRestoreJob' });
    await harness.drill();
    await passes(3 * HOUR);
    harness.time.advance(8 * DAY);
    for (const query of ['', 'state=FAILED', `projectId=${RESTORE_TEST.id}`, 'limit=3']) {
      const { counts, results, findings } = await view(query);
      const [header = '', ...lines] = (await csv(`format=csv&${query}`)).text.trimEnd().split('\r\n');
      const columns = header.split(',');
      const rows = lines.map(
        (line) => new Map(line.split(',').map((text, at) => [columns[at] ?? '', text] as const)),
      );
      expect(lines.map((line) => line.split(',').length)).toEqual(lines.map(() => columns.length));
      const deployments = rows.filter((row) => row.get('state') !== '');
      expect(deployments).toHaveLength(results.length);
      if (query === '')
        for (const [state, count] of Object.entries(counts))
          expect(deployments.filter((row) => row.get('state') === state)).toHaveLength(count);
      const subjectOf = (row: ReadonlyMap<string, string>) =>
        row.get('state') === '' ? row.get('name') : `${row.get('projectId')}/${row.get('name')}`;
      const told = rows.flatMap((row) =>
        (row.get('findings') ?? '').split(' ').flatMap((code) => (code ? [`${code} ${subjectOf(row)}`] : [])),
      );
      expect(told.sort()).toEqual(findings.map(({ code, subject }) => `${code} ${subject}`).sort());
      if (query === '')
        expect(new Set(findings.map(({ code }) => code))).toEqual(
          new Set([
            ...['NEVER_DRILLED', 'DRILL_FAILED', 'PROJECT_NOT_READ', 'PLAN_DID_NOT_FIRE', 'REVIEW_OVERDUE'],
          ]),
        );
    }
  });

  test('is filtered by state and project, and paged', async () => {
    await start();
    await harness.drill();
    const covered = await view('state=COVERED');
    expect(covered.results.map(({ name }) => name)).toEqual(['Accounts']);
    expect(covered.counts.NEVER_DRILLED).toBe(10);
    expect(covered.findings).toEqual([]);
    const ofProject = await view(`projectId=${RESTORE_TEST.id}`);
    expect(ofProject.results).toHaveLength(7);
    expect(ofProject.counts).toMatchObject({ COVERED: 0, NEVER_DRILLED: 7 });
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page = await view(`limit=4${next === undefined ? '' : `&cursor=${next}`}`);
      seen.push(...page.results.map(({ name }) => name));
      expect(page.findings.length).toBeLessThanOrEqual(4);
      next = page.next;
    } while (next !== undefined);
    expect(seen).toEqual((await view()).results.map(({ name }) => name));
    const page = await csv('format=csv&limit=4');
    expect(page.headers.get('x-next-cursor')).toMatch(/^[\w-]+$/);
  });

  test('with anything that is wrong is refused by name', async () => {
    harness = await drillHarness({ enabled: false });
    for (const [query, field] of [
      ['state=GOOD', 'state'],
      ['projectId=a', 'projectId'],
      ['format=xml', 'format'],
      ['limit=0', 'limit'],
      ['limit=5001', 'limit'],
      ['cursor=Zm9yZ2Vk', 'cursor'],
      ['page=2', 'page'],
    ] as const) {
      const answer = await harness.call('GET', `/v1/coverage?${query}`);
      expect(answer, query).toMatchObject({
        status: 400,
        body: { errorCode: 'INVALID_QUERY_PARAMETER', parameters: [field] },
      });
    }
  });
});
