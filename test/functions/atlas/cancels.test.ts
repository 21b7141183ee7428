/** Cancelling at Atlas' own path: what Atlas can still stop, told by Atlas and by the restore behind the job. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEMO_API_KEY, DEMO_SERVICE_ACCOUNT } from '../../../infra/local/atlas-simulator/credentials.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';
import { asked, bodyOf, ended, followed, send } from './creates-setup.ts';
import { acceptOf, type Row, served } from './setup.ts';

const named = (name: string): Row => served.find((one) => one.name === name)!;
const create = named('createClusterRestoreJob');
const cancel = named('cancelClusterRestoreJob');
const DOWNLOAD = { deliveryType: 'download', snapshotId: bodyOf(create).snapshotId };

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const cancelJob = (restoreJobId: string, query = '') =>
  send(harness, cancel, undefined, { values: { restoreJobId }, query });

test('a download that is being made is stopped, and its restore ends as cancelled', async () => {
  const made = await send(harness, create, DOWNLOAD);
  const answer = await cancelJob(made.body.id);
  expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([
    204,
    '',
    `${acceptOf(cancel.row)};charset=utf-8`,
  ]);
  const view = await ended(harness, followed(made));
  // Its workflow, whose waits take no time here, may have seen it before the wish was noted.
  expect(view).toMatchObject({ status: 'CANCELLED', reason: { code: 'ATLAS_JOB_CANCELLED' } });
  expect(harness.simulator.jobs()[0]?.status).toBe('cancelled');
});

test('a link that is there is taken back, and its restore says so at once', async () => {
  const made = await send(harness, create, DOWNLOAD);
  const id = followed(made);
  expect(await ended(harness, id)).toMatchObject({ status: 'READY' });
  expect((await cancelJob(made.body.id)).status).toBe(204);
  expect(await harness.get(id)).toMatchObject({
    status: 'CANCELLED',
    reason: { code: 'ATLAS_JOB_CANCELLED' },
  });
  const links = await harness.call('GET', `/v1/restores/${id}/download`);
  expect(links.status).toBeGreaterThanOrEqual(400);
});

test('the job of a restore that our own API started is told too', async () => {
  const started = await harness.call<{ id: string }>('POST', '/v1/restores', requests.download());
  const view = await ended(harness, started.body.id);
  expect((await cancelJob(view.atlasJobId!)).status).toBe(204);
  expect(await harness.get(started.body.id)).toMatchObject({ status: 'CANCELLED' });
});

test('a job that nobody here has made is cancelled all the same', async () => {
  const list = await send(harness, named('listClusterRestoreJobs'), undefined);
  const done = list.body.results.find(
    ({ deliveryType }: { deliveryType: string }) => deliveryType !== 'download',
  );
  const answer = await cancelJob(done.id);
  // Atlas' own word about a job that is over.
  expect([answer.status, answer.body.errorCode]).toEqual([400, expect.stringMatching(/CANCEL/)]);
});

test('what overwrites a cluster cannot be stopped: Atlas says so, and the restore goes on', async () => {
  const made = await send(harness, create, bodyOf(create));
  const answer = await cancelJob(made.body.id, '?envelope=true');
  expect([answer.status, answer.body.status, answer.body.content.errorCode]).toEqual([
    400,
    400,
    expect.stringMatching(/CANCEL/),
  ]);
  const view = await ended(harness, followed(made));
  expect(view.status).toBe('SUCCEEDED');
  expect(view.cancelRequestedAt).toBeUndefined();
});

test('a cancellation whose answer is lost is looked for before anything is said', async () => {
  const made = await send(harness, create, DOWNLOAD);
  harness.simulator.faults.add({ kind: 'droppedAfter', operation: cancel.name });
  expect((await cancelJob(made.body.id)).status).toBe(204);
  expect(asked(harness, cancel)).toBe(1);
  expect(await ended(harness, followed(made))).toMatchObject({ status: 'CANCELLED' });
});

test('a cancellation that never reached Atlas is no cancellation', async () => {
  const made = await send(harness, create, DOWNLOAD);
  harness.simulator.faults.add({ kind: 'droppedBefore', operation: cancel.name });
  const answer = await cancelJob(made.body.id);
  expect(answer.status).toBe(503);
  const view = await ended(harness, followed(made));
  expect(view.status).toBe('READY');
  expect(view.cancelRequestedAt).toBeUndefined();
});

test('nothing of that id, and a throttle, are Atlas’ to say', async () => {
  const missing = await cancelJob('f'.repeat(24));
  expect([missing.status, missing.body.errorCode]).toEqual([404, 'RESTORE_JOB_NOT_FOUND']);
  harness.simulator.faults.add({ kind: 'rateLimited', operation: cancel.name, retryAfterSeconds: 9 });
  const throttled = await cancelJob('f'.repeat(24));
  expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '9']);
});

test.each([
  ['a service account', { kind: 'serviceAccount', ...DEMO_SERVICE_ACCOUNT }],
  ['an API key', { kind: 'apiKey', ...DEMO_API_KEY }],
] as const)('by %s', async (_, credential) => {
  await harness.close();
  harness = await startHarness({ credential });
  const made = await send(harness, create, DOWNLOAD);
  expect((await cancelJob(made.body.id)).status).toBe(204);
});
