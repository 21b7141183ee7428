/** One job, whatever comes twice, late or not at all; one restore onto a target at a time. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import { type Harness, requests, startHarness } from '../../support/service-harness.ts';
import {
  asked,
  atAtlas,
  bodyOf,
  creates,
  ended,
  followed,
  isDownload,
  madeIn,
  send,
} from './creates-setup.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const table = creates.map((one) => [one.name, one] as const);
const one = creates.find(({ name }) => name === 'createFlexRestoreJob')!;
const cluster = creates.find(({ name }) => name === 'createClusterRestoreJob')!;

describe.each(table)('%s', (_, create) => {
  const keyed = { headers: { 'idempotency-key': 'order-1' } };

  test('with the same key and body is the same job, also after its end', async () => {
    const first = await send(harness, create, bodyOf(create), keyed);
    const second = await send(harness, create, bodyOf(create), keyed);
    expect([second.status, second.body.id, followed(second)]).toEqual([
      create.row.success,
      first.body.id,
      followed(first),
    ]);
    await ended(harness, followed(first));
    harness.time.advance(3_600);
    const third = await send(harness, create, bodyOf(create), keyed);
    expect([third.status, third.body.id]).toEqual([create.row.success, first.body.id]);
    expect(madeIn(harness, create)).toHaveLength(1);
  });

  test('with the same key and another body is refused', async () => {
    const first = await send(harness, create, bodyOf(create), keyed);
    const other = { ...bodyOf(create), snapshotId: String(bodyOf(create).snapshotId).replace(/1$/, '2') };
    const second = await send(harness, create, other, keyed);
    expect([second.status, second.body.errorCode]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    expect(second.body.detail).toContain(followed(first));
    expect(madeIn(harness, create)).toHaveLength(1);
  });

  test('twice at once is one job', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => send(harness, create, bodyOf(create))));
    expect(madeIn(harness, create)).toHaveLength(1);
    const told = answers.filter(({ status }) => status === create.row.success);
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told.map(({ body }) => body.id))).toEqual(new Set(madeIn(harness, create)));
    // Whoever is not told the job is told where it will be.
    for (const other of answers.filter((answer) => !told.includes(answer)))
      expect([other.status, other.body.errorCode, followed(other)]).toEqual([
        503,
        'CREATE_OUTCOME_UNKNOWN',
        followed(told[0]!),
      ]);
  });

  test('whose answer is lost is found in Atlas’ list, and made once', async () => {
    harness.simulator.faults.add({ kind: 'droppedAfter', operation: atAtlas(create).name });
    const first = await send(harness, create, bodyOf(create));
    const id = followed(first);
    const second = await send(harness, create, bodyOf(create));
    expect([200, 201, 503]).toContain(second.status);
    expect(followed(second)).toBe(id);
    const view = await ended(harness, id);
    expect(view).toMatchObject({ status: isDownload(create) ? 'READY' : 'SUCCEEDED', adopted: true });
    expect(madeIn(harness, create)).toEqual([view.atlasJobId]);
    const third = await send(harness, create, bodyOf(create));
    expect([third.status, third.body.id]).toEqual([create.row.success, view.atlasJobId]);
    expect(madeIn(harness, create)).toHaveLength(1);
  });

  test('that is throttled is told so, and asking again is asking for the first time', async () => {
    harness.simulator.faults.add({
      kind: 'rateLimited',
      operation: atAtlas(create).name,
      retryAfterSeconds: 7,
    });
    const first = await send(harness, create, bodyOf(create));
    expect([first.status, first.headers.get('retry-after'), first.body.errorCode]).toEqual([
      429,
      '7',
      'RATE_LIMITED_TOKEN_BUCKET',
    ]);
    expect(madeIn(harness, create)).toEqual([]);
    const second = await send(harness, create, bodyOf(create));
    expect(second.status).toBe(create.row.success);
    expect(await ended(harness, followed(second))).toMatchObject({
      status: isDownload(create) ? 'READY' : 'SUCCEEDED',
    });
  });

  test('that Atlas refuses leaves nothing behind', async () => {
    const wrong = { ...bodyOf(create), snapshotId: 'f'.repeat(24) };
    const answer = await send(harness, create, wrong);
    expect([answer.status, answer.body.errorCode]).toEqual([404, expect.stringContaining('NOT_FOUND')]);
    expect(madeIn(harness, create)).toEqual([]);
    expect((await send(harness, create, bodyOf(create))).status).toBe(create.row.success);
  });
});

test('a create of an unknown outcome says where its restore will be told, and hands it over', async () => {
  // Neither the POST nor the first looks at the list come through in the time of one answer.
  harness.simulator.faults.add({ kind: 'droppedAfter', operation: one.name });
  harness.simulator.faults.add({
    kind: 'serverError',
    operation: 'listFlexRestoreJobs',
    after: 1,
    times: 12,
  });
  const answer = await send(harness, one, bodyOf(one));
  expect([answer.status, answer.body.errorCode]).toEqual([503, 'CREATE_OUTCOME_UNKNOWN']);
  const id = followed(answer);
  expect(answer.body.parameters).toEqual([id]);
  expect(await ended(harness, id)).toMatchObject({ status: 'SUCCEEDED', adopted: true });
  expect(asked(harness, one)).toBe(1);
});

test('a POST that never reached Atlas is made again by the workflow, once', async () => {
  harness.simulator.faults.add({ kind: 'droppedBefore', operation: one.name });
  const answer = await send(harness, one, bodyOf(one));
  const id = followed(answer);
  expect(await ended(harness, id)).toMatchObject({ status: 'SUCCEEDED', adopted: false });
  expect(madeIn(harness, one)).toHaveLength(1);
});

test('another restore onto the same target is refused while one is going on, and says which', async () => {
  const first = await send(harness, one, bodyOf(one));
  const other = { ...bodyOf(one), snapshotId: '6b000000000000000000f102' };
  const second = await send(harness, one, other);
  expect([second.status, second.body.errorCode]).toEqual([409, 'TARGET_BUSY']);
  expect(second.body.detail).toContain(followed(first));
  await ended(harness, followed(first));
  expect((await send(harness, one, other)).status).toBe(200);
});

test('our own API and Atlas’ paths keep one lock', async () => {
  const first = await send(harness, one, bodyOf(one));
  const own = await harness.call('POST', '/v1/restores', requests.flex());
  expect([own.status, own.body.errorCode]).toEqual([409, 'TARGET_BUSY']);
  await ended(harness, followed(first));
  const { status } = await harness.restore(requests.flex());
  expect(status).toBe('SUCCEEDED');
});

test('a target that does not answer in time keeps nothing', async () => {
  harness.simulator.faults.add({ kind: 'serverError', status: 503, operation: 'getCluster', times: 0 });
  const answer = await send(harness, cluster, bodyOf(cluster));
  harness.simulator.faults.clear();
  expect(answer.status).toBeGreaterThanOrEqual(502);
  expect(madeIn(harness, cluster)).toEqual([]);
  expect((await send(harness, cluster, bodyOf(cluster))).status).toBe(200);
});

test('asking again starts no second execution', async () => {
  const answer = await send(harness, one, bodyOf(one), { headers: { 'idempotency-key': 'k' } });
  expect(answer.status).toBe(200);
  await send(harness, one, bodyOf(one), { headers: { 'idempotency-key': 'k' } });
  await ended(harness, followed(answer));
  const started = harness.events.filter(
    ({ event }) => (event as { type: string }).type === 'ExecutionStarted',
  );
  expect(started).toHaveLength(1);
});

test('two restores of one source onto two targets are two jobs, each its own', async () => {
  harness.simulator.addDeployment({ projectId: RESTORE_TEST.id, name: 'restore-flex-2', family: 'flex' });
  const [first, second] = await Promise.all([
    send(harness, one, bodyOf(one)),
    send(harness, one, { ...bodyOf(one), targetDeploymentItemName: 'restore-flex-2' }),
  ]);
  expect(new Set(madeIn(harness, one))).toEqual(new Set([first?.body.id, second?.body.id]));
  for (const answer of [first, second]) {
    const view = await ended(harness, followed(answer!));
    expect(view).toMatchObject({ status: 'SUCCEEDED', atlasJobId: answer?.body.id });
  }
  expect(harness.simulator.deployment({ projectId: PRODUCTION.id, name: 'Accounts' }).wipes).toBe(0);
});
