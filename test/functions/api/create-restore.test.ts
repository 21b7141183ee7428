import { afterAll, beforeAll, expect, test } from 'vitest';
import { PRODUCTION } from '../../../infra/local/atlas-simulator/fleet.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

test('a protected target is overwritten by who confirms it and renounces the safety snapshot', async () => {
  const restore = await harness.restore(
    requests.dedicated({
      target: { projectId: PRODUCTION.id, name: 'Orders' },
      confirmTarget: `${PRODUCTION.id}/Orders`,
      safetySnapshot: false,
    }),
  );
  expect(restore).toMatchObject({ status: 'SUCCEEDED', target: { name: 'Orders' } });
});

test('a point in time is restored, by seconds and by oplog entry', async () => {
  const bySecond = await harness.restore(
    requests.dedicated({ snapshot: { pointInTime: '2026-11-22T02:00:00.75Z' } }),
  );
  expect(bySecond).toMatchObject({ status: 'SUCCEEDED', pointInTime: '2026-11-22T02:00:00.75Z' });
  const byOplog = await harness.restore(
    requests.dedicated({ snapshot: { oplog: { ts: Date.UTC(2026, 10, 22, 3) / 1000, inc: 4 } } }),
  );
  expect(byOplog).toMatchObject({ status: 'SUCCEEDED', oplog: { inc: 4 } });
});

test('the answer says where to look, why and for whom', async () => {
  const asked = requests.flex({ reason: 'monthly proof', ticket: 'OPS-7' });
  const answer = await harness.call<{ id: string }>('POST', '/v1/restores', asked);
  const { id } = answer.body;
  expect(answer.status).toBe(202);
  expect(answer.headers.get('location')).toBe(`/v1/restores/${id}`);
  expect(answer.body).toMatchObject({
    status: 'QUEUED',
    why: 'monthly proof',
    ticket: 'OPS-7',
    requestedBy: 'local',
    source: { family: 'flex' },
  });
  await harness.service.endOf(id);
});
