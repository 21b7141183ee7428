import { expect, test } from 'vitest';
import { CATALOG, NEWEST, ORDERS, PRODUCTION, RESTORE_TEST, simulate } from './support.ts';

const JOBS = `${ORDERS}/backup/restoreJobs`;
const TARGET = `/api/atlas/v2/groups/${RESTORE_TEST}/clusters/restore-target`;
const seconds = (iso: string) => Date.parse(iso) / 1000;

test('An automated restore finishes after 232 seconds and leaves its trace on the target', async () => {
  const { restore, get, clock, simulator } = await simulate();
  const created = await restore();
  expect(created.status).toBe(200);
  expect(created.headers.get('location')).toBeNull();
  const path = `${JOBS}/${created.json.id}`;
  clock.advance(231);
  expect((await get(path)).json).toEqual(created.json);
  expect((await get(TARGET)).json.stateName).toBe('UPDATING');
  clock.advance(1);
  const finished = (await get(path)).json;
  expect(finished).toEqual({ ...created.json, finishedAt: '2026-11-22T10:03:52Z' });
  expect((await get(TARGET)).json.stateName).toBe('UPDATING');
  clock.advance(1);
  expect((await get(TARGET)).json.stateName).toBe('IDLE');
  expect(simulator.deployment('restore-target')).toMatchObject({
    wipes: 1,
    restoredFrom: { jobId: finished.id, snapshotId: NEWEST.Orders, at: '2026-11-22T10:03:52Z' },
  });
  expect(simulator.jobs()).toEqual([
    {
      id: finished.id,
      family: 'cluster',
      sourceProject: PRODUCTION,
      source: 'Orders',
      delivery: 'automated',
      target: { projectId: RESTORE_TEST, name: 'restore-target' },
      snapshotId: NEWEST.Orders,
      createdAt: '2026-11-22T10:00:00Z',
      status: 'succeeded',
      endedAt: '2026-11-22T10:03:52Z',
      wiped: true,
    },
  ]);
});

test('A job carries its creation second in its id and the time of its snapshot in its timestamp', async () => {
  const { restore, get } = await simulate();
  const { json, headers } = await restore();
  expect(Number.parseInt(json.id.slice(0, 8), 16)).toBe(seconds('2026-11-22T10:00:00Z'));
  expect(headers.get('date')).toBe('Sun, 22 Nov 2026 10:00:00 GMT');
  const snapshot = await get(`${ORDERS}/backup/snapshots/${NEWEST.Orders}`);
  expect(json.timestamp).toBe(snapshot.json.createdAt);
});

test('While a target is being restored a second restore onto it is refused and makes no job', async () => {
  const { restore, clock, simulator } = await simulate();
  await restore();
  const second = await restore();
  expect(second.status).toBe(409);
  expect(second.json).toMatchObject({
    errorCode: 'ATLAS_CLUSTER_RESTORE_IN_PROGRESS',
    parameters: ['restore-target', RESTORE_TEST],
  });
  expect(simulator.jobs()).toHaveLength(1);
  clock.advance(240);
  expect((await restore()).status).toBe(200);
  expect(simulator.deployment('restore-target').wipes).toBe(2);
});

test('A download has no finishedAt: it is ready when its URL is there, for one hour, then expired', async () => {
  const { post, get, clock, simulator } = await simulate();
  const created = await post(JOBS, { deliveryType: 'download', snapshotId: NEWEST.Orders });
  expect(created.status).toBe(200);
  expect(Object.keys(created.json)).not.toContain('targetClusterName');
  const path = `${JOBS}/${created.json.id}`;
  clock.advance(256);
  const ready = (await get(path)).json;
  expect(ready).not.toHaveProperty('finishedAt');
  expect(ready).toMatchObject({ expired: false, expiresAt: '2026-11-22T11:04:16Z' });
  expect(ready.deliveryUrl).toEqual([
    expect.stringMatching(
      `^https://restore-${ready.id}\\.simul8\\.mongodb\\.net:27017/[\\w-]{24}/restore-${NEWEST.Orders}\\.tar\\.gz$`,
    ),
  ]);
  clock.advance(3600);
  const expired = (await get(path)).json;
  expect(expired).toMatchObject({ expired: true, deliveryUrl: [], expiresAt: ready.expiresAt });
  expect(simulator.jobs()[0]).toMatchObject({ status: 'expired', wiped: false });
});

test('A download is cancelled with 204 and cannot be cancelled again', async () => {
  const { post, call, get } = await simulate();
  const { json } = await post(JOBS, { deliveryType: 'download', snapshotId: NEWEST.Orders });
  const cancelled = await call('DELETE', `${JOBS}/${json.id}`);
  expect(cancelled.status).toBe(204);
  expect(cancelled.text).toBe('');
  expect(cancelled.headers.get('content-type')).toBe('application/vnd.atlas.2023-01-01+json;charset=utf-8');
  expect((await get(`${JOBS}/${json.id}`)).json).toMatchObject({ cancelled: true, deliveryUrl: [] });
  expect((await call('DELETE', `${JOBS}/${json.id}`)).json.errorCode).toBe('RESTORE_JOB_NOT_FOUND');
});

test('A restore cannot be cancelled, running or finished', async () => {
  const { restore, call, clock } = await simulate();
  const { json } = await restore();
  const refused = await call('DELETE', `${JOBS}/${json.id}`);
  expect(refused.status).toBe(400);
  expect(refused.json.errorCode).toBe('CANNOT_CANCEL_AUTOMATED_RESTORE');
  clock.advance(300);
  expect((await call('DELETE', `${JOBS}/${json.id}`)).json.errorCode).toBe('CANNOT_CANCEL_AUTOMATED_RESTORE');
});

test('One snapshot has one active download; another may begin when it was cancelled', async () => {
  const { post, call } = await simulate();
  const body = { deliveryType: 'download', snapshotId: NEWEST.Orders };
  const first = await post(JOBS, body);
  const second = await post(JOBS, body);
  expect(second.status).toBe(400);
  expect(second.json.errorCode).toBe('CANNOT_DOWNLOAD_SNAPSHOT_CONCURRENTLY');
  await call('DELETE', `${JOBS}/${first.json.id}`);
  expect((await post(JOBS, body)).status).toBe(200);
});

test('A project has at most twenty active downloads', async () => {
  const { post, simulator } = await simulate();
  const ids = Array.from({ length: 21 }, () => simulator.addSnapshot('Orders'));
  const replies = [];
  for (const snapshotId of ids) replies.push(await post(JOBS, { deliveryType: 'download', snapshotId }));
  expect(replies.slice(0, 20).every(({ status }) => status === 200)).toBe(true);
  expect(replies[20]!.json.errorCode).toBe('TOO_MANY_SNAPSHOT_DOWNLOADS');
});

test('A point in time within the window starts from the snapshot before it and echoes the request', async () => {
  const { restore, clock, get } = await simulate();
  const at = seconds('2026-11-22T09:00:00Z');
  const { status, json } = await restore({
    deliveryType: 'pointInTime',
    snapshotId: undefined,
    pointInTimeUTCSeconds: at,
  });
  expect(status).toBe(200);
  expect(json).toMatchObject({
    deliveryType: 'pointInTime',
    pointInTimeUTCSeconds: at,
    targetClusterName: 'restore-target',
  });
  // The fallback snapshot of 09:01:35 is younger than the moment.
  expect(json.snapshotId).toBe(NEWEST.Orders);
  clock.advance(232);
  expect((await get(`${JOBS}/${json.id}`)).json.finishedAt).toBe('2026-11-22T10:03:52Z');
});

test('An oplog timestamp does as a point in time', async () => {
  const { restore } = await simulate();
  const oplog = { oplogTs: seconds('2026-11-21T12:00:00Z'), oplogInc: 3 };
  const { status, json } = await restore({ deliveryType: 'pointInTime', snapshotId: undefined, ...oplog });
  expect(status).toBe(200);
  expect(json).toMatchObject(oplog);
});

test('After a restore onto a cluster its own history starts again with its next snapshot', async () => {
  const { restore, clock } = await simulate();
  await restore({ targetGroupId: PRODUCTION, targetClusterName: 'Orders' });
  clock.advance(600);
  const body = { deliveryType: 'pointInTime', snapshotId: undefined };
  const between = await restore({ ...body, pointInTimeUTCSeconds: seconds('2026-11-22T10:08:00Z') });
  expect(between.json.errorCode).toBe('NO_CHECKPOINT_FOR_PIT_RESTORE');
  clock.advance(20 * 3600);
  const after = await restore({ ...body, pointInTimeUTCSeconds: seconds('2026-11-23T05:00:00Z') });
  expect(after.status).toBe(200);
});

test('A sharded cluster is restored as a whole, and its download has one URL a shard', async () => {
  const { post, get, clock } = await simulate();
  const jobs = `${CATALOG}/backup/restoreJobs`;
  const restored = await post(jobs, {
    deliveryType: 'automated',
    snapshotId: NEWEST.Catalog,
    targetClusterName: 'restore-target-sharded',
    targetGroupId: RESTORE_TEST,
  });
  expect(restored.status).toBe(200);
  const shards = ['atlas-00c002-shard-0', 'atlas-00c002-shard-1'];
  expect(restored.json.components).toEqual(
    shards.map((replicaSetName) => ({ downloadUrl: null, replicaSetName })),
  );
  const download = await post(jobs, { deliveryType: 'download', snapshotId: NEWEST.Catalog });
  clock.advance(256);
  const ready = (await get(`${jobs}/${download.json.id}`)).json;
  expect(ready.deliveryUrl).toEqual([]);
  expect(ready.components).toEqual(
    shards.map((replicaSetName) => ({ downloadUrl: expect.stringContaining('https://'), replicaSetName })),
  );
});

test('A job is found under its own source only', async () => {
  const { restore, get } = await simulate();
  const { json } = await restore();
  const elsewhere = await get(`${CATALOG}/backup/restoreJobs/${json.id}`);
  expect(elsewhere.status).toBe(404);
  expect(elsewhere.json).toMatchObject({
    errorCode: 'RESTORE_JOB_NOT_FOUND',
    parameters: [json.id, 'Catalog'],
  });
});

test('Jobs are listed newest first, the seeded history after those of now', async () => {
  const { restore, get } = await simulate();
  const { json } = await restore();
  const { results, totalCount } = (await get(JOBS)).json;
  expect(totalCount).toBe(4);
  expect(results[0].id).toBe(json.id);
  expect(results.map(({ id }: { id: string }) => id)).toEqual(
    [...results.map(({ id }: { id: string }) => id)].sort().reverse(),
  );
  expect(results.slice(1).every((job: { finishedAt?: string }) => job.finishedAt)).toBe(true);
});
