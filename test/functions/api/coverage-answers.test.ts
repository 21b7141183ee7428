/** Coverage as it is asked for: as JSON and as CSV, filtered, paged, and refused. */
import { expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import { DAY, HOUR, LEGACY, useCoverage } from './coverage-setup.ts';

const { service, begin, start, passes, view } = useCoverage();

const csv = async (query: string, headers = {}) => {
  const answer = await fetch(`${service().service.url}/v1/coverage?${query}`, { headers });
  return { type: answer.headers.get('content-type'), headers: answer.headers, text: await answer.text() };
};

test('as CSV is the same rows, and no formula', async () => {
  await begin({ exclusions: [{ ...LEGACY, until: '2026-12-31', owner: '=1+1, "me"' }] });
  service().simulator.editProject(PRODUCTION.id, { name: '@production' });
  await service().service.drills.count();
  await service().drill();
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
  service().simulator.faults.add({ kind: 'notFound', operation: 'listClusters', times: 1 });
  service().simulator.faults.add({ kind: 'jobFails', operation: 'createFlexRestoreJob' });
  await service().drill();
  await passes(3 * HOUR);
  service().time.advance(8 * DAY);
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
  await service().drill();
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
  await begin();
  for (const [query, field] of [
    ['state=GOOD', 'state'],
    ['projectId=a', 'projectId'],
    ['format=xml', 'format'],
    ['limit=0', 'limit'],
    ['limit=5001', 'limit'],
    ['cursor=Zm9yZ2Vk', 'cursor'],
    ['page=2', 'page'],
  ] as const) {
    const answer = await service().call('GET', `/v1/coverage?${query}`);
    expect(answer, query).toMatchObject({
      status: 400,
      body: { errorCode: 'INVALID_QUERY_PARAMETER', parameters: [field] },
    });
  }
});
