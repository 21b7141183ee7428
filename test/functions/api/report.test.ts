/** The report of a period, from the outside. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { DrillRecord } from '../../../lib/drills/record.ts';
import { appendEvidence } from '../../../lib/evidence/append.ts';
import type { Report } from '../../../lib/reports/report.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';
import { requests } from '../../support/service-harness.ts';

const DAY = 86_400;
let harness: DrillHarness;
let drill: DrillRecord;
beforeAll(async () => {
  // 2026-11-22.
  harness = await drillHarness({ enabled: false, reviewWithinDays: 2 });
  drill = await harness.drill();
});
afterAll(() => harness.close());

const report = async (period: string) =>
  (await harness.call<Report>('GET', `/v1/reports/${period}?format=json`)).body;

describe('of a period that is not over', () => {
  test('has what is known so far: the drill as its record says it, and coverage as it stands', async () => {
    await harness.service.drills.count();
    const november = await report('2026-11');
    expect(november).toMatchObject({
      schemaVersion: 1,
      period: { name: '2026-11', from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' },
      madeFrom: 'ledger',
      simulated: true,
      leftOut: [],
      summary: { drills: 1, verdicts: { PASSED: 1, FAILED: 0 }, sources: 1 },
      coverage: { counts: { COVERED: 1 }, notListed: 0 },
      chain: { head: drill.cleanupEvidence, span: { from: 1, to: 2 }, verified: false },
    });
    expect(november.drills).toEqual([
      expect.objectContaining({
        id: drill.id,
        verdict: 'PASSED',
        measures: drill.measures,
        atlasJobId: drill.restore?.atlasJobId,
        cleanup: { target: 'DELETED', at: drill.marks.cleanedAt },
        evidence: drill.evidence,
        cleanupEvidence: drill.cleanupEvidence,
      }),
    ]);
    expect(november.coverage?.rows.every(({ state }) => state !== 'COVERED')).toBe(true);
    const { drills: _, ...quarter } = await report('2026-Q4');
    expect(quarter.summary).toEqual(november.summary);
  });

  test('names restores that are no part of a drill, who asked for them and why', async () => {
    const body = requests.flex({ reason: 'bad deploy', ticket: 'OPS-9' });
    const { id } = await harness.restore(body);
    expect((await report('2026-11')).restores).toMatchObject([
      {
        id,
        why: 'bad deploy',
        ticket: 'OPS-9',
        status: 'SUCCEEDED',
        target: { name: 'restore-target-flex' },
      },
    ]);
  });

  test('names one that somebody has named as a drill’s own would be called', async () => {
    harness.service.execute('orders-quarterly-restore', requests.flex());
    await harness.service.endOf('orders-quarterly-restore');
    expect((await report('2026-11')).restores.map(({ id }) => id)).toContain('orders-quarterly-restore');
  });
});

test('a drill that did not pass and that nobody reviewed in time is a finding, until somebody does', async () => {
  const { id } = (await harness.call<{ drills: { id: string }[] }>('POST', '/v1/plans/nightly/drills')).body
    .drills[0] as { id: string };
  await harness.call('DELETE', `/v1/drills/${id}`);
  await harness.service.drills.endOf(id);
  expect((await report('2026-11')).findings).toEqual([]);
  harness.time.advance(3 * DAY);
  expect((await report('2026-11')).findings).toMatchObject([{ code: 'REVIEW_OVERDUE', subject: id }]);
  await harness.call('POST', `/v1/drills/${id}/review`, { decision: 'accepted', note: 'stopped by hand' });
  const reviewed = await report('2026-11');
  expect(reviewed.findings).toEqual([]);
  expect(reviewed.reviews).toMatchObject([
    { drill: id, decision: 'accepted', evidence: { hash: expect.any(String) } },
  ]);
});

test('of a period that is over, coverage is as it was written down on its last days', async () => {
  harness.time.advance(10 * DAY);
  expect((await report('2026-11')).coverage).toBeNull();
  const counts = { COVERED: 7, OVERDUE: 0, NEVER_DRILLED: 0, FAILED: 0, INCONCLUSIVE: 0, EXCLUDED: 0 };
  const written = { judgedAt: '2026-11-30T00:15:00.000Z', asOf: '2026-11-30T00:00:00.000Z', counts };
  await appendEvidence(harness.service.drills.services.evidence, {
    key: 'coverage#2026-11-29',
    kind: 'coverage',
    at: written.judgedAt,
    body: { ...written, rows: [], notListed: 0, findings: [] },
  });
  expect((await report('2026-11')).coverage).toMatchObject(written);
  expect((await report('2026-12')).coverage?.counts).toMatchObject({ COVERED: 0, INCONCLUSIVE: 1 });
});

test.each([
  [
    'says something else',
    (bytes: Uint8Array) => Buffer.from(`${Buffer.from(bytes)}`.replace('"COVERED":7', '"COVERED":9')),
  ],
  ['is garbage', () => Buffer.from('{')],
  ['is empty', () => Buffer.alloc(0)],
  ['is gone', () => undefined],
])(
  'a record of coverage that %s is not told of, and neither is an older one: it is named',
  async (_, changed) => {
    const { store, index } = harness.service.drills.services.evidence;
    const sequence = (await index.find('coverage#2026-11-29'))?.position?.sequence;
    const read = store.read.bind(store);
    const spy = vi.spyOn(store, 'read').mockImplementation(async (number) => {
      const bytes = await read(number);
      return number === sequence && bytes ? changed(bytes) : bytes;
    });
    try {
      const { coverage, leftOut } = await report('2026-11');
      expect(coverage).toBeNull();
      expect(leftOut).toEqual([
        expect.stringContaining(`number ${sequence}, is not in the store as it was written`),
      ]);
    } finally {
      spy.mockRestore();
    }
  },
);

test('of a month without drills is empty, and says nothing else', async () => {
  expect(await report('2026-10')).toMatchObject({
    summary: { drills: 0 },
    drills: [],
    trends: [],
    leftOut: [],
  });
});

test.each([
  ['2026-13', 'must be a month or a quarter'],
  ['2026-Q5', 'must be a month or a quarter'],
  ['november', 'must be a month or a quarter'],
  ['2031-01', 'has not begun'],
  ['2030-Q1', 'has not begun'],
])('%s is refused by name', async (period, why) => {
  const { status, body } = await harness.call('GET', `/v1/reports/${period}`);
  expect([status, body.errorCode, body.parameters]).toEqual([400, 'INVALID_PERIOD', [period]]);
  expect(body.detail).toContain(why);
});

test('another format than there are is refused by name', async () => {
  expect(await harness.call('GET', '/v1/reports/2026-11?format=pdf')).toMatchObject({
    status: 400,
    body: { errorCode: 'INVALID_QUERY_PARAMETER', parameters: ['format'] },
  });
});

describe('as what it is answered', () => {
  const typeOf = async (accept?: string, query = '') => {
    const answer = await fetch(`${harness.service.url}/v1/reports/2026-11${query}`, {
      headers: accept === undefined ? {} : { accept },
    });
    await answer.text();
    return answer.headers.get('content-type')?.split(';')[0];
  };
  test.each([
    ['a browser', 'text/html,application/xhtml+xml,*/*;q=0.8', '', 'text/html'],
    ['curl', '*/*', '', 'text/html'],
    ['who wants JSON', 'application/json', '', 'application/json'],
    ['a spreadsheet', 'text/csv', '', 'text/csv'],
    ['whoever says so', 'text/html', '?format=csv', 'text/csv'],
  ])('to %s', async (_, accept, query, type) => {
    expect(await typeOf(accept, query)).toBe(type);
  });
});

test(`is of every source of ${PRODUCTION.name} alone that was drilled`, async () => {
  expect((await report('2026-11')).trends.map(({ source }) => source)).toEqual([
    { projectId: PRODUCTION.id, name: 'Accounts' },
  ]);
});
