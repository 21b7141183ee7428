/** The Atlas CLI's own sequence of calls, with its versions, its body fields and its way of telling kinds apart. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../infra/local/atlas-simulator/fleet.ts';
import { type Harness, startHarness } from '../support/service-harness.ts';
import { type ApiError, type Document, type Reply, WireClient } from './wire-client.ts';

/** Of the release of the SDK that the CLI is built with. */
const LATEST = '2025-03-12';
const CLUSTER = '2024-08-05';

/** For these alone the CLI goes on from the Flex route to that of clusters. */
const GOES_ON = ['CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API', 'CLUSTER_NOT_FOUND', 'FEATURE_UNSUPPORTED'];
/** How often it looks at a job, in seconds. */
const POLL_SECONDS = 4;

let harness: Harness;
let cli: WireClient;
beforeEach(async () => {
  harness = await startHarness();
  cli = await WireClient.signIn(harness.service.url, harness.simulator.fleet.credentials.serviceAccount!);
});
afterEach(() => harness.close());

const project = `/groups/${PRODUCTION.id}`;
const RESTORES = `${project}/clusters/Orders/backup/restoreJobs`;
const okOf = (reply: Reply): Document => {
  if ('fault' in reply) throw new Error(`${reply.fault.error} ${reply.fault.errorCode}`);
  return reply.ok;
};
const faultOf = (reply: Reply): ApiError => {
  if ('ok' in reply) throw new Error('It was answered.');
  return reply.fault;
};

/** Flex first; clusters for the three codes. Which route it was, and what it answered. */
async function flexFirst(name: string, tail: string): Promise<readonly ['flex' | 'cluster', Document]> {
  const flex = await cli.call('GET', `${project}/flexClusters/${name}/backup/${tail}`, LATEST);
  if ('ok' in flex) return ['flex', flex.ok];
  if (!GOES_ON.includes(flex.fault.errorCode)) throw new Error(flex.fault.errorCode);
  return ['cluster', okOf(await cli.call('GET', `${project}/clusters/${name}/backup/${tail}`, LATEST))];
}

const isDone = (job: Document): boolean =>
  Boolean(
    job.expired ||
      job.cancelled ||
      job.failed ||
      job.finishedAt ||
      (job.deliveryType === 'download' && job.deliveryUrl?.length > 0) ||
      ['COMPLETED', 'FAILED'].includes(job.status),
  );

async function watch(name: string, id: string): Promise<Document> {
  for (let looks = 0; looks < 600; looks++) {
    const [, job] = await flexFirst(name, `restoreJobs/${id}`);
    if (isDone(job)) return job;
    harness.time.advance(POLL_SECONDS);
  }
  throw new Error('It hangs.');
}

const TARGET = { targetClusterName: 'restore-target', targetGroupId: RESTORE_TEST.id };

test('`restores start automated` asks for the cluster first, and `watch` sees the job finish', async () => {
  const cluster = okOf(await cli.call('GET', `${project}/clusters/Orders`, CLUSTER));
  expect(cluster).toMatchObject({ name: 'Orders', replicationSpecs: expect.any(Array) });
  const job = okOf(
    await cli.call('POST', `${project}/clusters/Orders/backup/restoreJobs`, LATEST, {
      deliveryType: 'automated',
      snapshotId: '6b000000000000000000c101',
      ...TARGET,
    }),
  );
  expect(await watch('Orders', job.id)).toMatchObject({
    id: job.id,
    failed: false,
    finishedAt: expect.any(String),
  });
});

test('`restores start pointInTime` too', async () => {
  const pointInTimeUTCSeconds = Math.floor(harness.time.clock.now().getTime() / 1000) - 3_600;
  const pit = { deliveryType: 'pointInTime', pointInTimeUTCSeconds, ...TARGET };
  const job = okOf(await cli.call('POST', RESTORES, LATEST, pit));
  expect(await watch('Orders', job.id)).toMatchObject({ failed: false, finishedAt: expect.any(String) });
});

test('`restores start download` too', async () => {
  const download = { deliveryType: 'download', snapshotId: '6b000000000000000000c101' };
  const made = okOf(await cli.call('POST', RESTORES, LATEST, download));
  expect((await watch('Orders', made.id)).deliveryUrl).toHaveLength(1);
});

test('a Flex cluster is found out by the code of the cluster route, and restored by its own', async () => {
  const fault = faultOf(await cli.call('GET', `${project}/clusters/Accounts`, CLUSTER));
  expect(fault).toMatchObject({ error: 400, errorCode: 'CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API' });
  const job = okOf(
    await cli.call('POST', `${project}/flexClusters/Accounts/backup/restoreJobs`, LATEST, {
      // Sent by the CLI although Atlas has no such field.
      instanceName: 'Accounts',
      snapshotId: '6b000000000000000000f101',
      targetDeploymentItemName: 'restore-target-flex',
      targetProjectId: RESTORE_TEST.id,
    }),
  );
  expect(await watch('Accounts', job.id)).toMatchObject({ id: job.id, status: 'COMPLETED' });
});

test.each([
  ['Orders', 'cluster'],
  ['Accounts', 'flex'],
] as const)('`restores list` and `describe` of %s end at the route of its kind', async (name, route) => {
  const [at, list] = await flexFirst(name, 'restoreJobs');
  expect([at, list.results.length]).toEqual([route, 3]);
  const [of, job] = await flexFirst(name, `restoreJobs/${list.results[0].id}`);
  expect([of, job.id]).toEqual([route, list.results[0].id]);
});

test('`snapshots list`, `describe` and `create`', async () => {
  const [at, list] = await flexFirst('Orders', 'snapshots');
  expect([at, list.results.length > 3]).toEqual(['cluster', true]);
  const [, snapshot] = await flexFirst('Orders', `snapshots/${list.results[0].id}`);
  expect(snapshot.id).toBe(list.results[0].id);
  const path = `/groups/${RESTORE_TEST.id}/clusters/restore-target/backup/snapshots`;
  const taken = okOf(await cli.call('POST', path, LATEST, { description: 'by hand', retentionInDays: 1 }));
  expect(taken).toMatchObject({ description: 'by hand', snapshotType: 'onDemand' });
});

test('nothing of that name is nothing on both routes', async () => {
  expect(
    faultOf(await cli.call('GET', `${project}/flexClusters/Nowhere/backup/restoreJobs`, LATEST)).errorCode,
  ).toBe('CLUSTER_NOT_FOUND');
  expect(
    faultOf(await cli.call('GET', `${project}/clusters/Nowhere/backup/restoreJobs`, LATEST)).errorCode,
  ).toBe('CLUSTER_NOT_FOUND');
});

test('an hour of polling every 4 s stays inside what Atlas lets a project ask', async () => {
  harness.simulator.faults.add({ kind: 'jobNeverEnds', operation: 'createFlexRestoreJob' });
  const job = okOf(
    await cli.call('POST', `${project}/flexClusters/Accounts/backup/restoreJobs`, LATEST, {
      snapshotId: '6b000000000000000000f101',
      targetDeploymentItemName: 'restore-target-flex',
      targetProjectId: RESTORE_TEST.id,
    }),
  );
  for (let looks = 0; looks < 900; looks++) {
    const [, found] = await flexFirst('Accounts', `restoreJobs/${job.id}`);
    expect(isDone(found)).toBe(false);
    harness.time.advance(POLL_SECONDS);
  }
  expect(harness.simulator.requests().filter(({ status }) => status === 429)).toEqual([]);
});
