/** How the figures of a source go on, from the outside. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { TrendsView } from '../../../lib/drills/trends/read-trends.ts';
import { type DrillHarness, drillHarness } from '../../support/drill-harness.ts';

let harness: DrillHarness;
beforeAll(async () => {
  harness = await drillHarness();
});
afterAll(() => harness.close());

const trends = (query: string) => harness.call<TrendsView>('GET', `/v1/trends${query}`);
const ACCOUNTS = `?source=${PRODUCTION.id}/Accounts`;

test('each drill is a point, as its record says it, oldest first', async () => {
  const drills = [await harness.drill()];
  harness.time.advance(86_400);
  drills.push(await harness.drill());
  const { status, body } = await trends(ACCOUNTS);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    source: { projectId: PRODUCTION.id, name: 'Accounts' },
    complete: true,
    classes: [{ fidelity: { target: 'new' }, simulated: true, findings: [] }],
  });
  expect(body.classes[0]?.points).toEqual(
    drills.map(({ id, marks, measures, snapshot }) => ({
      drill: id,
      at: marks.startedAt,
      verdict: 'PASSED',
      verifiedRtoSeconds: measures?.verifiedRtoSeconds,
      technicalRtoSeconds: measures?.technicalRtoSeconds,
      restoreSeconds: measures?.restoreSeconds,
      snapshotAgeSeconds: measures?.snapshotAgeSeconds,
      snapshotSizeBytes: snapshot?.sizeBytes ?? null,
    })),
  );
});

test('a source that was never drilled has none', async () => {
  const { status, body } = await trends(`?source=${PRODUCTION.id}/Orders`);
  expect([status, body.classes]).toEqual([200, []]);
});

test.each([
  ['', 'source'],
  ['?source=Accounts', 'source'],
  ['?source=x/Accounts', 'source'],
  [`${ACCOUNTS}&plan=nightly`, 'plan'],
])('asked for with "%s" is refused by name', async (query, field) => {
  expect(await trends(query)).toMatchObject({
    status: 400,
    body: { errorCode: 'INVALID_QUERY_PARAMETER', parameters: [field] },
  });
});
