/** What may go wrong around the POST, and that one accepted request makes one Atlas job all the same. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../../infra/local/atlas-simulator/faults/fault.ts';
import { AtlasClient } from '../../../lib/atlas/client.ts';
import type { RestoreView } from '../../../lib/restores/view.ts';
import { HttpServer, sendFault } from '../../support/http-server.ts';
import { type Bench, type Fresh, type Kind, startBench } from './steps/bench.ts';
import { relay } from './steps/crashing.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.simulator.faults.clear());
afterAll(() => bench.close());

/** After the deadline of the first attempt (25 s) and the quiet period (120 s). */
const QUIET_SECONDS = 145;

const CREATE_OF: Readonly<Record<Kind, NonNullable<FaultSpec['operation']>>> = {
  dedicated: 'createClusterRestoreJob',
  sharded: 'createClusterRestoreJob',
  flex: 'createFlexRestoreJob',
  serverless: 'createServerlessRestoreJob',
  tenant: 'createTenantRestore',
  download: 'createClusterRestoreJob',
  flexDownload: 'createFlexDownload',
};

/** From the request to Atlas' job, which is the only one. */
function secondsToJob(fresh: Fresh, { createdAt }: RestoreView): number {
  const [job] = fresh.jobs();
  return (Date.parse(job?.createdAt ?? '') - Date.parse(createdAt)) / 1000;
}

async function expectOneJob(fresh: Fresh, view: RestoreView): Promise<void> {
  expect(fresh.jobs().map(({ id }) => id)).toEqual([view.atlasJobId]);
  expect(fresh.wipes()).toBe(fresh.target === undefined ? 0 : 1);
  expect(await bench.lockOwner(await bench.record(view.id))).toBeUndefined();
}

test('an answer that comes is taken: one job, not adopted', async () => {
  const fresh = bench.fresh();
  const view = await bench.restore(fresh.body);
  expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: false });
  expect(fresh.posts()).toBe(1);
  await expectOneJob(fresh, view);
});

describe('the job was made and its answer lost: it is found and adopted, nothing is posted again', () => {
  const faults: readonly FaultSpec[] = [
    { kind: 'droppedAfter' },
    { kind: 'malformedBody' },
    { kind: 'serverError', handled: true },
    { kind: 'htmlError', status: 504, handled: true },
  ];
  test.each(faults)('$kind', async (fault) => {
    const fresh = bench.fresh();
    bench.simulator.faults.add({ ...fault, operation: CREATE_OF.dedicated });
    const view = await bench.restore(fresh.body);
    expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: true });
    expect(fresh.posts()).toBe(1);
    await expectOneJob(fresh, view);
  });
});

describe('nothing was made, but nobody could know: posted again after the quiet period', () => {
  const faults: readonly FaultSpec[] = [
    { kind: 'droppedBefore' },
    { kind: 'serverError' },
    { kind: 'htmlError' },
  ];
  test.each(faults)('$kind', async (fault) => {
    const fresh = bench.fresh();
    bench.simulator.faults.add({ ...fault, operation: CREATE_OF.dedicated });
    const view = await bench.restore(fresh.body);
    expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: false });
    expect(fresh.posts()).toBe(2);
    expect(secondsToJob(fresh, view)).toBeGreaterThanOrEqual(QUIET_SECONDS);
    await expectOneJob(fresh, view);
  });
});

describe('every family finds its own job', () => {
  // The dedicated one is above.
  const kinds = (Object.keys(CREATE_OF) as Kind[]).filter((kind) => kind !== 'dedicated');

  test.each(kinds)('%s: made and lost', async (kind) => {
    const fresh = bench.fresh(kind);
    bench.simulator.faults.add({ kind: 'droppedAfter', operation: CREATE_OF[kind] });
    const view = await bench.restore(fresh.body);
    expect(view).toMatchObject({ status: fresh.target ? 'SUCCEEDED' : 'READY', adopted: true });
    expect(fresh.posts()).toBe(1);
    await expectOneJob(fresh, view);
  });

  test.each(kinds)('%s: lost before it was handled', async (kind) => {
    const fresh = bench.fresh(kind);
    bench.simulator.faults.add({ kind: 'droppedBefore', operation: CREATE_OF[kind] });
    const view = await bench.restore(fresh.body);
    expect(view).toMatchObject({ status: fresh.target ? 'SUCCEEDED' : 'READY', adopted: false });
    expect(fresh.posts()).toBe(2);
    await expectOneJob(fresh, view);
  });

  test.each(['pointInTime', 'oplog'] as const)('dedicated, %s: made and lost', async (kind) => {
    const seconds = Math.floor(bench.time.clock.now().getTime() / 1000) - 60;
    const pointInTime = new Date(seconds * 1000).toISOString();
    const snapshot = kind === 'oplog' ? { oplog: { ts: seconds, inc: 1 } } : { pointInTime };
    const fresh = bench.fresh('dedicated', { snapshot });
    bench.simulator.faults.add({ kind: 'droppedAfter', operation: CREATE_OF.dedicated });
    const view = await bench.restore(fresh.body);
    expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: true });
    await expectOneJob(fresh, view);
  });
});

describe('Atlas surely did nothing: posted again when it is time, without a quiet period', () => {
  test.each<[string, FaultSpec, number]>([
    ['429 with Retry-After', { kind: 'rateLimited', retryAfterSeconds: 70 }, 70],
    ['429 without Retry-After', { kind: 'rateLimitedWithoutRetryAfter' }, 10],
    ['401 once, with a token that Atlas had forgotten', { kind: 'unauthorized' }, 0],
  ])('%s', async (_, fault, leastSeconds) => {
    const fresh = bench.fresh();
    bench.simulator.faults.add({ ...fault, operation: CREATE_OF.dedicated });
    const view = await bench.restore(fresh.body);
    expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: false });
    expect(fresh.posts()).toBe(2);
    expect(secondsToJob(fresh, view)).toBeGreaterThanOrEqual(leastSeconds);
    expect(secondsToJob(fresh, view)).toBeLessThan(QUIET_SECONDS);
    await expectOneJob(fresh, view);
  });

  test('a 405 during an upgrade of Atlas', async () => {
    const fresh = bench.fresh();
    const { server, client } = await inFront(bench.simulator.url);
    try {
      let refusals = 1;
      const forward = server.handler;
      server.handler = (request, response) =>
        request.method === 'POST' && request.path.endsWith('/restoreJobs') && refusals-- > 0
          ? sendFault(response, 405, 'WRITES_NOT_ALLOWED_DURING_APP_UPGRADES')
          : forward(request, response);
      const { id } = await bench.accept(fresh);
      const end = await bench.run(id, fresh.request, { atlas: client });
      expect(end).toMatchObject({ status: 'SUCCEEDED', output: { status: 'SUCCEEDED', adopted: false } });
      const posts = server.received.filter(
        ({ path, method }) => method === 'POST' && path.includes('/groups/'),
      );
      expect(posts).toHaveLength(2);
      await expectOneJob(fresh, await bench.get(id));
    } finally {
      await client.close();
      await server.close();
    }
  });

  test('a refused connection', async () => {
    const fresh = bench.fresh();
    const { server, client } = await inFront(bench.simulator.url);
    const { projectId, name } = fresh.request.source;
    // Signed in, so that it is the POST that is refused.
    await client.call('getCluster', { path: { groupId: projectId, clusterName: name } });
    await server.close();
    let refusals = 1;
    const atlas = relay(
      bench.context.atlas,
      () => undefined,
      (operation) =>
        operation === 'createClusterRestoreJob' && refusals-- > 0 ? client : bench.context.atlas,
    );
    const { id } = await bench.accept(fresh);
    await bench.run(id, fresh.request, { atlas });
    const view = await bench.get(id);
    expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: false });
    expect((await bench.record(id)).attempt).toMatchObject({ number: 2, ambiguous: false });
    expect(secondsToJob(fresh, view)).toBeLessThan(QUIET_SECONDS);
    await expectOneJob(fresh, view);
    await client.close();
  });
});

describe('only lost answers count against a restore', () => {
  const lost: FaultSpec = { kind: 'droppedBefore', operation: CREATE_OF.dedicated };
  const throttled: FaultSpec = { kind: 'rateLimited', operation: CREATE_OF.dedicated };

  test('throttled twice, lost once, throttled twice: posted again until it is made', async () => {
    const fresh = bench.fresh();
    for (const fault of [throttled, throttled, lost, throttled, throttled]) bench.simulator.faults.add(fault);
    const view = await bench.restore(fresh.body);
    expect(view).toMatchObject({ status: 'SUCCEEDED', adopted: false });
    expect(fresh.posts()).toBe(6);
    await expectOneJob(fresh, view);
  });

  test('lost three times: nobody gambles a fourth time, and the target stays locked until it is known', async () => {
    const fresh = bench.fresh();
    bench.simulator.faults.add({ ...lost, times: 3 });
    const view = await bench.restore(fresh.body);
    expect(view).toMatchObject({ status: 'FAILED', reason: { code: 'CREATE_OUTCOME_UNKNOWN' } });
    expect(fresh.posts()).toBe(3);
    expect(fresh.jobs()).toEqual([]);
    expect(await bench.lockOwner(await bench.record(view.id))).toBe(view.id);

    const next = await bench.restore({ ...fresh.body, again: true });
    expect(next).toMatchObject({ status: 'SUCCEEDED' });
    expect(await bench.get(view.id)).toMatchObject({
      status: 'FAILED',
      reason: { detail: expect.stringContaining('Atlas made no job.') },
    });
    await expectOneJob(fresh, next);
  });
});

/** A server in front of Atlas that passes everything on, and a client that knows only it. */
async function inFront(url: string): Promise<{ server: HttpServer; client: AtlasClient }> {
  const server = await HttpServer.start(async ({ method, target, headers, body }, response) => {
    const { authorization, accept, 'content-type': type } = headers;
    const passed = Object.entries({ authorization, accept, 'content-type': type });
    const answer = await fetch(`${url}${target}`, {
      method,
      headers: passed.flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as [string, string]],
      ),
      ...(method !== 'GET' && { body }),
    });
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? '',
      date: answer.headers.get('date') ?? '',
    });
    response.end(await answer.text());
  });
  const { clientId = '', clientSecret = '' } = bench.simulator.fleet.credentials.serviceAccount ?? {};
  const client = new AtlasClient({
    baseUrl: server.url,
    credential: async () => ({ kind: 'serviceAccount', clientId, clientSecret }),
    clock: bench.time.clock,
  });
  return { server, client };
}
