/** Creates at Atlas' own paths, through the whole service: the answer is Atlas', and the restore is followed. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_API_KEY, DEMO_SERVICE_ACCOUNT } from '../../../infra/local/atlas-simulator/credentials.ts';
import { RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import { asked, bodyOf, creates, ended, followed, isDownload, madeIn, send } from './creates-setup.ts';
import { acceptOf, askSimulator, type Row, readsTable, served } from './setup.ts';

let harness: Harness;
afterEach(() => harness.close());

const table = creates.map((one) => [one.name, one] as const);
const named = (name: string): Row => served.find((one) => one.name === name)!;

describe.each([
  ['a service account', { kind: 'serviceAccount', ...DEMO_SERVICE_ACCOUNT }],
  ['an API key', { kind: 'apiKey', ...DEMO_API_KEY }],
] as const)('with %s', (_, credential) => {
  beforeEach(async () => {
    harness = await startHarness({ credential });
  });

  test.each(table)('%s answers the job that Atlas made, once, and follows it to its end', async (_, one) => {
    const answer = await send(harness, one, bodyOf(one));
    expect(answer.status).toBe(one.row.success);
    expect(answer.headers.get('content-type')).toBe(
      one.row.versions.length === 0 ? 'application/json' : `${acceptOf(one.row)};charset=utf-8`,
    );
    expect(madeIn(harness, one)).toEqual([answer.body.id]);
    expect(answer.body.snapshotId).toBe(bodyOf(one).snapshotId);
    expect(answer.text).not.toContain('https://cloud.mongodb.com/api/');
    expect(asked(harness, one)).toBe(1);

    const id = followed(answer);
    const view = await ended(harness, id);
    expect(view).toMatchObject({
      status: isDownload(one) ? 'READY' : 'SUCCEEDED',
      atlasJobId: answer.body.id,
      adopted: false,
      requestedBy: 'local',
    });
    expect(asked(harness, one)).toBe(1);
  });
});

describe('a create', () => {
  beforeEach(async () => {
    harness = await startHarness();
  });

  test.each(table)('of %s is wrapped and indented as it is asked for', async (_, one) => {
    const pretty = 'pretty' in (one.row.query as unknown as { shape: object }).shape;
    const query = pretty ? '?envelope=true&pretty=true' : '?envelope=true';
    const answer = await send(harness, one, bodyOf(one), { query });
    expect([answer.status, answer.body.status]).toEqual([one.row.success, one.row.success]);
    expect(madeIn(harness, one)).toEqual([answer.body.content.id]);
    expect(answer.text).toBe(JSON.stringify(answer.body, null, pretty ? 2 : undefined));
  });

  test.each(readsTable.filter(([name]) => /^get(Cluster|Flex|Serverless)RestoreJob$/.test(name)))(
    'reads the same by %s',
    async (_, get) => {
      const create = named(get.name.replace('get', 'create'));
      const made = await send(harness, create, bodyOf(create));
      const read = await send(harness, get, undefined, { values: { restoreJobId: made.body.id } });
      expect([read.status, read.body.id]).toEqual([200, made.body.id]);
      expect({ ...read.body, status: made.body.status, links: 0 }).toEqual({ ...made.body, links: 0 });
    },
  );

  test('at a point in time is Atlas’ own, by seconds or by the oplog', async () => {
    const one = named('createClusterRestoreJob');
    const seconds = Math.floor(harness.time.clock.now().getTime() / 1000) - 3_600;
    const { snapshotId: _, ...rest } = bodyOf(one);
    for (const moment of [{ pointInTimeUTCSeconds: seconds }, { oplogTs: seconds, oplogInc: 1 }]) {
      const answer = await send(harness, one, { ...rest, deliveryType: 'pointInTime', ...moment });
      expect([answer.status, answer.body]).toMatchObject([200, { deliveryType: 'pointInTime' }]);
      const view = await ended(harness, followed(answer));
      expect(view).toMatchObject({ status: 'SUCCEEDED' });
      expect(view.pointInTime ?? view.oplog?.ts).toBe(
        'oplogTs' in moment ? seconds : new Date(seconds * 1000).toISOString().replace('.000', ''),
      );
    }
  });

  test('of a download of a dedicated cluster ends with links', async () => {
    const one = named('createClusterRestoreJob');
    const { snapshotId } = bodyOf(one);
    const answer = await send(harness, one, { deliveryType: 'download', snapshotId });
    const id = followed(answer);
    expect(await ended(harness, id)).toMatchObject({ status: 'READY', delivery: 'download' });
    const { body } = await harness.call('GET', `/v1/restores/${id}/download`);
    expect(body.urls).toEqual([expect.stringContaining('https://')]);
  });

  test('onto a cluster of the source’s own project may leave the project out, where Atlas lets it', async () => {
    const one = named('createFlexRestoreJob');
    const { targetProjectId: _, ...rest } = bodyOf(one);
    harness.simulator.addSnapshot(
      { projectId: RESTORE_TEST.id, name: 'restore-target-flex' },
      { id: '6b000000000000000000fff1' },
    );
    const answer = await send(
      harness,
      one,
      { ...rest, snapshotId: '6b000000000000000000fff1' },
      { values: { groupId: RESTORE_TEST.id, name: 'restore-target-flex' } },
    );
    // Onto itself, which is never disposable.
    expect([answer.status, answer.headers.get('x-error-code')]).toEqual([403, 'TARGET_PROTECTED']);
  });

  test('tells the restore that fails in Atlas', async () => {
    const one = named('createFlexRestoreJob');
    harness.simulator.faults.add({ kind: 'jobFails', operation: one.name });
    const answer = await send(harness, one, bodyOf(one));
    expect(answer.status).toBe(200);
    expect(await ended(harness, followed(answer))).toMatchObject({
      status: 'FAILED',
      reason: { code: expect.any(String) },
      atlasJobId: answer.body.id,
    });
  });

  test('of collections tells which, and that the target is as it was when they fail', async () => {
    const one = named('createCollectionRestoreJob');
    harness.simulator.faults.add({ kind: 'jobFails', operation: one.name });
    const answer = await send(harness, one, bodyOf(one));
    const view = await ended(harness, followed(answer));
    expect(view).toMatchObject({
      status: 'FAILED',
      collections: { collections: [{ sourceNamespace: 'sales.orders' }], writeStrategy: 'CREATE_NEW' },
      reason: { detail: expect.stringContaining('left as it was') },
    });
  });

  test('is kept with who asked, and nothing of a secret is logged', async () => {
    const one = named('createClusterRestoreJob');
    const answer = await send(harness, one, bodyOf(one));
    const view = await ended(harness, followed(answer));
    expect(view.requestedBy).toBe('local');
    expect(JSON.stringify(harness.lines)).not.toContain(DEMO_SERVICE_ACCOUNT.clientSecret);
  });

  test('lets Atlas see the body alone: what we keep beside it is ours', async () => {
    const one = named('createFlexRestoreJob');
    const answer = await send(harness, one, { ...bodyOf(one), instanceName: 'Accounts' });
    expect(answer.status).toBe(200);
    const list = await askSimulator(
      harness.simulator,
      `/api/atlas/v2/groups/6b00000000000000000000a1/flexClusters/Accounts/backup/restoreJobs`,
      acceptOf(named('listFlexRestoreJobs').row),
    );
    expect(JSON.parse(list.text).results[0].id).toBe(answer.body.id);
  });
});
