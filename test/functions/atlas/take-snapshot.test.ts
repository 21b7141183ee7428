/** Taking a snapshot: passed on once, as Atlas has it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEMO_API_KEY, DEMO_SERVICE_ACCOUNT } from '../../../infra/local/atlas-simulator/credentials.ts';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import { type Harness, startHarness } from '../../support/service-harness.ts';
import { asked, bodyOf, type Sending, send } from './creates-setup.ts';
import { acceptOf, type Row, served } from './setup.ts';

const named = (name: string): Row => served.find((one) => one.name === name)!;
const take = named('takeClusterSnapshot');
const get = named('getClusterSnapshot');

/** Longer than a snapshot takes. */
const AN_HOUR = 3_600;

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

/** Orders has a snapshot on demand in the making, from the start, and Atlas makes one at a time. */
const IDLE = { groupId: RESTORE_TEST.id, clusterName: 'restore-target' };
const takeOf = (body: object, sending: Sending = {}) =>
  send(harness, take, body, { ...sending, values: { ...IDLE, ...sending.values } });

test.each([
  ['a service account', { kind: 'serviceAccount', ...DEMO_SERVICE_ACCOUNT }],
  ['an API key', { kind: 'apiKey', ...DEMO_API_KEY }],
] as const)('a snapshot is taken by %s, and read by its id', async (_, credential) => {
  await harness.close();
  harness = await startHarness({ credential });
  const taken = await takeOf(bodyOf(take));
  expect([taken.status, taken.headers.get('content-type')]).toEqual([
    200,
    `${acceptOf(take.row)};charset=utf-8`,
  ]);
  expect(taken.body).toMatchObject({ snapshotType: 'onDemand', description: 'before the migration' });
  // No restore follows it.
  expect(taken.headers.get('link')).toBeNull();
  harness.time.advance(AN_HOUR);
  const read = await send(harness, get, undefined, { values: { ...IDLE, snapshotId: taken.body.id } });
  expect(read.body).toMatchObject({ id: taken.body.id, status: 'completed' });
});

test('it is wrapped and indented as it is asked for', async () => {
  const taken = await takeOf(bodyOf(take), { query: '?envelope=true&pretty=true' });
  expect(taken.body).toMatchObject({ status: 200, content: { snapshotType: 'onDemand' } });
  expect(taken.text).toBe(JSON.stringify(taken.body, null, 2));
});

test('an empty object will do: Atlas has defaults', async () => {
  expect((await takeOf({})).status).toBe(200);
});

test.each([
  [{ retentionInDays: 0 }, 'VALIDATION_ERROR', 'retentionInDays'],
  [{ retentionInDays: 1.5 }, 'FRACTIONAL_TIMESTAMP', 'retentionInDays'],
  [{ description: 5 }, 'INVALID_JSON_ATTRIBUTE', 'description'],
  [{ nonsense: 1 }, 'INVALID_ATTRIBUTE', 'nonsense'],
])('%o is refused, and Atlas is not asked', async (body, errorCode, field) => {
  const answer = await takeOf(body);
  expect([answer.status, answer.body.errorCode, answer.body.parameters]).toEqual([400, errorCode, [field]]);
  expect(asked(harness, take)).toBe(0);
});

test('a key is refused where nothing is followed: who sends one counts on it', async () => {
  const answer = await takeOf(bodyOf(take), { headers: { 'idempotency-key': 'k' } });
  expect([answer.status, answer.body.parameters]).toEqual([400, ['Idempotency-Key']]);
  expect(asked(harness, take)).toBe(0);
});

test('what Atlas refuses is passed on', async () => {
  const flex = await takeOf(bodyOf(take), { values: { groupId: PRODUCTION.id, clusterName: 'Accounts' } });
  expect(flex.status).toBe(400);
  const nowhere = await takeOf(bodyOf(take), { values: { clusterName: 'Nowhere' } });
  expect([nowhere.status, nowhere.body.errorCode]).toEqual([404, 'CLUSTER_NOT_FOUND']);
  await takeOf(bodyOf(take));
  const second = await takeOf(bodyOf(take));
  expect([second.status, second.body.errorCode]).toEqual([400, 'UNFINISHED_ON_DEMAND_SNAPSHOT']);
});

test('a lost answer is told as unknown, never asked for twice', async () => {
  harness.simulator.faults.add({ kind: 'droppedAfter', operation: take.name });
  const answer = await takeOf(bodyOf(take));
  expect(answer.status).toBe(503);
  expect(asked(harness, take)).toBe(1);
  const list = await send(harness, named('listClusterSnapshots'), undefined, { values: IDLE });
  const taken = list.body.results.filter(
    ({ description }: { description?: string }) => description === bodyOf(take).description,
  );
  expect(taken).toHaveLength(1);
});

test('a throttle is passed on without waiting', async () => {
  harness.simulator.faults.add({ kind: 'rateLimited', operation: take.name, retryAfterSeconds: 2 });
  const answer = await takeOf(bodyOf(take));
  expect([answer.status, answer.headers.get('retry-after'), asked(harness, take)]).toEqual([429, '2', 1]);
});
