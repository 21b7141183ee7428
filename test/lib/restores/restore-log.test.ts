/** What an operator finds who reads the log by a restore's id, and nothing else. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterEach(() => harness.simulator.faults.clear());
afterAll(() => harness.close());

const linesOf = (id: string) => harness.lines.filter(({ fields }) => fields.restoreId === id);
const WHY = { reason: 'Orders were deleted by mistake', ticket: 'INC-4711' };

test('a failed restore tells who, what for, from where to where, each step, the job, the errors and the end', async () => {
  harness.simulator.faults.add({ kind: 'jobFails' });
  harness.simulator.faults.add({
    kind: 'rateLimited',
    retryAfterSeconds: 60,
    operation: 'getClusterRestoreJob',
  });
  const { id, atlasJobId } = await harness.restore(requests.dedicated(WHY));
  const lines = linesOf(id);
  expect(lines[0]).toMatchObject({
    level: 'info',
    message: 'restore accepted',
    fields: {
      requestedBy: expect.any(String),
      why: WHY.reason,
      ticket: WHY.ticket,
      source: { projectId: PRODUCTION.id, family: 'cluster', name: 'Orders' },
      target: { projectId: RESTORE_TEST.id, name: 'restore-target' },
      snapshot: { id: expect.any(String) },
      delivery: 'restore',
    },
  });
  const steps = lines.filter(({ message }) => message === 'step done').map(({ fields }) => fields);
  const names = steps.map(({ step }) => step);
  expect(names.filter((name, at) => name !== names[at - 1])).toEqual(['plan', 'create', 'check', 'record']);
  expect(steps[0]).toMatchObject({ next: 'CREATE' });
  expect(steps[1]).toMatchObject({ next: 'CHECK' });
  expect(lines).toContainEqual({
    level: 'info',
    message: 'job made',
    fields: expect.objectContaining({ step: 'create', atlasJobId }),
  });
  expect(lines).toContainEqual({
    level: 'warn',
    message: 'job not readable, looked at again',
    fields: expect.objectContaining({ step: 'check', status: 429, errorCode: 'RATE_LIMITED_TOKEN_BUCKET' }),
  });
  expect(lines.filter(({ message }) => message === 'restore ended')).toMatchObject([
    {
      level: 'warn',
      fields: { status: 'FAILED', reason: { code: 'ATLAS_JOB_FAILED' }, atlasJobId, durations: {} },
    },
  ]);
  expect(lines.at(-1)).toMatchObject({ message: 'execution failed', fields: { error: 'RestoreFailed' } });
});

test('a restore that Atlas refuses tells the code and the sentence', async () => {
  harness.simulator.faults.add({ kind: 'unauthorized', operation: 'createFlexRestoreJob', times: 2 });
  const { id } = await harness.restore(requests.flex());
  expect(linesOf(id)).toContainEqual({
    level: 'warn',
    message: 'create failed',
    fields: expect.objectContaining({ step: 'create', attempt: 1, status: 401, detail: expect.any(String) }),
  });
  expect(linesOf(id)).toContainEqual({
    level: 'warn',
    message: 'restore ended',
    fields: expect.objectContaining({ status: 'REFUSED', reason: expect.any(Object) }),
  });
});

test('restores that run at once do not mix, and the client says for which it asks again', async () => {
  harness.simulator.faults.add({ kind: 'serverError', operation: 'getServerlessRestoreJob', times: 3 });
  const start = harness.lines.length;
  const accepted = await Promise.all(
    [requests.serverless(), requests.tenant(), requests.sharded()].map((body) =>
      harness.call<RestoreView>('POST', '/v1/restores', body),
    ),
  );
  const ids = accepted.map(({ body }) => body.id);
  await Promise.all(ids.map((id) => harness.service.endOf(id)));
  const lines = harness.lines.slice(start);
  // One of before may still be told that its execution has ended.
  expect(lines.filter(({ fields }) => fields.restoreId === undefined)).toEqual([]);
  const again = lines.filter(({ message }) => message === 'Atlas is asked again');
  expect(new Set(again.map(({ fields }) => fields.restoreId))).toEqual(new Set([ids[0]]));
  for (const id of ids) expect(linesOf(id).at(-1)).toMatchObject({ message: 'step done' });
});
