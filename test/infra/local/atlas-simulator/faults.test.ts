import { expect, test } from 'vitest';
import { FaultInvalid } from '../../../../infra/local/atlas-simulator/faults/fault-spec.ts';
import { ACCOUNTS, askToken, type Json, NEWEST, ORDERS, replyOf, simulate } from './support.ts';

const JOBS = `${ORDERS}/backup/restoreJobs`;
const FLEX_JOBS = `${ACCOUNTS}/backup/restoreJobs`;

test('A fault happens once unless more is asked for, after as many requests as it lets pass', async () => {
  const { get, simulator } = await simulate();
  simulator.faults.add({ kind: 'serverError', operation: 'listClusterRestoreJobs', after: 1, times: 2 });
  const statuses = [];
  for (let index = 0; index < 5; index += 1) statuses.push((await get(JOBS)).status);
  expect(statuses).toEqual([200, 500, 500, 200, 200]);
  expect(simulator.faults.list()).toEqual([]);
});

test('A fault without end stays until it is removed, and reaches only the operations it names', async () => {
  const { get, simulator } = await simulate();
  const id = simulator.faults.add({ kind: 'htmlError', operation: ['listClusterRestoreJobs'], times: 0 });
  for (let index = 0; index < 3; index += 1) {
    const { status, headers, text } = await get(JOBS);
    expect([status, headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(text).toContain('<html>');
  }
  expect((await get(FLEX_JOBS)).status).toBe(200);
  expect(simulator.faults.clear(id)).toBe(true);
  expect(simulator.faults.clear(id)).toBe(false);
  expect((await get(JOBS)).status).toBe(200);
});

test('Without a name a fault reaches every operation, but not the token endpoint', async () => {
  const { get, simulator } = await simulate();
  simulator.faults.add({ kind: 'serverError', status: 503 });
  expect((await askToken(simulator)).status).toBe(200);
  expect((await get(ORDERS)).json).toMatchObject({ error: 503, errorCode: 'UNEXPECTED_ERROR' });
});

test('Rate limiting comes with and without Retry-After', async () => {
  const { get, simulator } = await simulate();
  simulator.faults.add({ kind: 'rateLimited', retryAfterSeconds: 3 });
  simulator.faults.add({ kind: 'rateLimitedWithoutRetryAfter' });
  const told = await get(JOBS);
  expect([told.status, told.headers.get('retry-after')]).toEqual([429, '3']);
  expect(told.json.errorCode).toBe('RATE_LIMITED_TOKEN_BUCKET');
  const untold = await get(JOBS);
  expect([untold.status, untold.headers.get('retry-after')]).toEqual([429, null]);
  expect(untold.headers.get('ratelimit-remaining')).toBe('0');
});

test('The token endpoint fails in its own shape', async () => {
  const { simulator } = await simulate();
  simulator.faults.add({ kind: 'rateLimited', operation: 'token', retryAfterSeconds: 2 });
  simulator.faults.add({ kind: 'serverError', operation: 'token' });
  const limited = await askToken(simulator);
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2']);
  expect(await askToken(simulator)).toMatchObject({ status: 500, json: { error: 'server_error' } });
  expect((await askToken(simulator)).status).toBe(200);
});

test('A token is refused on demand although it is good', async () => {
  const { get, simulator } = await simulate();
  simulator.faults.add({ kind: 'unauthorized' });
  expect([(await get(JOBS)).status, (await get(JOBS)).status]).toEqual([401, 200]);
});

test('Dropped before: no answer and no job', async () => {
  const { restore, simulator } = await simulate();
  simulator.faults.add({ kind: 'droppedBefore', operation: 'createClusterRestoreJob' });
  await expect(restore()).rejects.toThrow();
  expect(simulator.jobs()).toEqual([]);
  expect(simulator.requests().at(-1)).toMatchObject({ operation: 'createClusterRestoreJob', status: 0 });
});

test('Dropped after: no answer, and a job that is running', async () => {
  const { restore, get, simulator } = await simulate();
  simulator.faults.add({ kind: 'droppedAfter', operation: 'createClusterRestoreJob' });
  await expect(restore()).rejects.toThrow();
  expect(simulator.jobs()).toHaveLength(1);
  expect((await get(JOBS)).json.results[0].id).toBe(simulator.jobs()[0]!.id);
});

test('An error can hide that the request was carried out', async () => {
  const { restore, simulator } = await simulate();
  simulator.faults.add({ kind: 'serverError', operation: 'createClusterRestoreJob', handled: true });
  expect((await restore()).status).toBe(500);
  expect(simulator.jobs()).toHaveLength(1);
});

test('A malformed body is a success whose JSON cannot be read', async () => {
  const { restore, simulator } = await simulate();
  simulator.faults.add({ kind: 'malformedBody' });
  const reply = await restore();
  expect(reply.status).toBe(200);
  expect(() => JSON.parse(reply.text)).toThrow();
  expect(simulator.jobs()).toHaveLength(1);
});

test('A slow answer comes after its delay on the simulated clock', async () => {
  const { get, clock, simulator } = await simulate();
  simulator.faults.add({ kind: 'slow', delaySeconds: 30 });
  let isAnswered = false;
  const slow = get(JOBS).then((reply) => {
    isAnswered = true;
    return reply;
  });
  while (clock.sleeping === 0) await new Promise(setImmediate);
  clock.advance(29);
  expect((await get(JOBS)).status).toBe(200);
  expect(isAnswered).toBe(false);
  clock.advance(1);
  expect((await slow).status).toBe(200);
});

test('A slow answer can come of a request that was carried out at once', async () => {
  const { restore, clock, simulator } = await simulate();
  simulator.faults.add({ kind: 'slow', delaySeconds: 30, handled: true });
  const slow = restore();
  while (clock.sleeping === 0) await new Promise(setImmediate);
  expect(simulator.jobs()).toHaveLength(1);
  clock.advance(30);
  expect((await slow).json.id).toBe(simulator.jobs()[0]!.id);
});

test('A slow answer does not hold up the end of the simulator', async () => {
  const { get, clock, simulator } = await simulate();
  simulator.faults.add({ kind: 'slow', delaySeconds: 86_400 });
  const slow = get(JOBS).catch((error: unknown) => error);
  while (clock.sleeping === 0) await new Promise(setImmediate);
  await simulator.close();
  expect(await slow).toBeInstanceOf(Error);
});

test('Jobs fail, are cancelled from outside or never end', async () => {
  const { restore, get, clock, simulator } = await simulate();
  const after = async (kind: 'jobFails' | 'jobCancelled' | 'jobNeverEnds', seconds: number) => {
    simulator.faults.add({ kind });
    const { json } = await restore();
    clock.advance(seconds);
    return (await get(`${JOBS}/${json.id}`)).json;
  };
  expect(await after('jobFails', 240)).toMatchObject({ failed: true, finishedAt: expect.any(String) });
  expect(await after('jobCancelled', 240)).toMatchObject({ failed: false, cancelled: true });
  const endless = await after('jobNeverEnds', 30 * 86_400);
  expect(endless).toMatchObject({ failed: false, cancelled: false });
  expect(endless).not.toHaveProperty('finishedAt');
  expect(simulator.deployment('restore-target')).toMatchObject({ stateName: 'UPDATING', wipes: 3 });
  expect(simulator.deployment('restore-target')).not.toHaveProperty('restoredFrom');
});

test('Flex jobs fail too, and their target is free again', async () => {
  const { flexRestore, get, clock, simulator } = await simulate();
  simulator.faults.add({ kind: 'jobFails', operation: 'createFlexRestoreJob' });
  const { json } = await flexRestore();
  clock.advance(300);
  expect((await get(`${FLEX_JOBS}/${json.id}`)).json).toMatchObject({
    status: 'FAILED',
    restoreFinishedDate: '2026-11-22T10:01:28Z',
  });
  expect((await flexRestore()).status).toBe(200);
});

test('A hidden job is missing from lists until its time, though it can be read by its id', async () => {
  const { restore, get, clock, simulator } = await simulate();
  simulator.faults.add({ kind: 'jobHidden', seconds: 20 });
  const { json } = await restore();
  const listed = async () => (await get(JOBS)).json.results.some(({ id }: Json) => id === json.id);
  expect(await listed()).toBe(false);
  expect((await get(`${JOBS}/${json.id}`)).status).toBe(200);
  clock.advance(20);
  expect(await listed()).toBe(true);
});

test('A job fault waits for a job: a refused create does not use it up', async () => {
  const { restore, get, clock, simulator } = await simulate();
  simulator.faults.add({ kind: 'jobFails' });
  expect((await restore({ targetClusterName: 'paused-target' })).status).toBe(400);
  const { json } = await restore();
  clock.advance(240);
  expect((await get(`${JOBS}/${json.id}`)).json.failed).toBe(true);
});

test('A job fault can come with a lost answer', async () => {
  const { restore, clock, simulator } = await simulate();
  simulator.faults.add({ kind: 'droppedAfter', operation: 'createClusterRestoreJob' });
  simulator.faults.add({ kind: 'jobHidden', seconds: 60 });
  await expect(restore()).rejects.toThrow();
  clock.advance(60);
  expect(simulator.jobs()[0]).toMatchObject({ status: 'running', snapshotId: NEWEST.Orders });
});

test('A fault that makes no sense is refused with the name of the field', async () => {
  const { simulator } = await simulate();
  const bad: [Json, string][] = [
    [{}, 'kind'],
    [{ kind: 'earthquake' }, 'kind'],
    [{ kind: 'slow' }, 'delaySeconds'],
    [{ kind: 'serverError', status: 200 }, 'status'],
    [{ kind: 'serverError', times: -1 }, 'times'],
    [{ kind: 'serverError', operation: 'restart' }, 'operation'],
    [{ kind: 'serverError', colour: 'red' }, 'colour'],
    [{ kind: 'jobFails', operation: 'listClusterRestoreJobs' }, 'operation'],
    [{ kind: 'jobEmpties' }, 'collections'],
    [{ kind: 'jobEmpties', collections: [] }, 'collections'],
    [{ kind: 'jobEmpties', collections: ['sales'] }, 'collections.0'],
    [{ kind: 'jobEmpties', collections: ['sales.orders'], operation: 'takeClusterSnapshot' }, 'operation'],
    [
      { kind: 'jobEmpties', collections: ['sales.orders'], operation: 'createCollectionRestoreJob' },
      'operation',
    ],
    ['nonsense', 'kind'],
  ];
  for (const [spec, field] of bad) {
    expect(() => simulator.faults.add(spec)).toThrow(FaultInvalid);
    const refused = await replyOf(
      await fetch(`${simulator.url}/simulator/faults`, { method: 'POST', body: JSON.stringify(spec) }),
    );
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({
      error: 400,
      errorCode: 'INVALID_ATTRIBUTE',
      parameters: [field],
      detail: expect.stringContaining(field),
    });
  }
});
