/**
 * A restore ends as Atlas' job ends, whatever happens to the looks at it: every class of trouble, for as long as it
 * takes, through the deployed definition and the simulated Atlas.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../../infra/local/atlas-simulator/faults/fault.ts';
import { AtlasClient } from '../../../lib/atlas/client.ts';
import type { Ledger } from '../../../lib/aws/ledger.ts';
import type { LambdaHandler } from '../../../lib/lambda.ts';
import type { RestoreContext } from '../../../lib/restores/context.ts';
import { createStep } from '../../../lib/restores/steps/create-restore-job.ts';
import { type Bench, type Fresh, type Kind, startBench } from '../../lib/restores/steps/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.simulator.faults.clear());
afterAll(() => bench.close());

/** How Atlas' job ends, and how the restore has to. */
const ENDS = [
  ['dedicated', 'SUCCEEDED', undefined],
  ['flex', 'SUCCEEDED', undefined],
  ['download', 'READY', undefined],
  ['dedicated', 'FAILED', 'jobFails'],
  ['flex', 'FAILED', 'jobFails'],
  ['dedicated', 'CANCELLED', 'jobCancelled'],
] as const;

/** Accepted, with its job made. */
async function running(kind: Kind, ending?: 'jobFails' | 'jobCancelled') {
  const fresh = bench.fresh(kind);
  const { id } = await bench.accept(fresh);
  if (ending !== undefined) bench.simulator.faults.add({ kind: ending });
  await createStep(bench.context, id);
  return { fresh, id };
}

async function expectEnd({ id, fresh }: { id: string; fresh: Fresh }, status: string): Promise<void> {
  expect(await bench.get(id)).toMatchObject({ status });
  expect(fresh.jobs()).toHaveLength(1);
  expect(fresh.posts()).toBe(1);
  expect(await bench.lockOwner(await bench.record(id))).toBeUndefined();
}

const LOOKS = ['getClusterRestoreJob', 'getFlexRestoreJob'] as const;

/** More than the client tries within one look, and more looks than a short trouble lasts. */
const TIMES = 60;
const TROUBLE: readonly [string, FaultSpec][] = [
  ['429 that says when', { kind: 'rateLimited', retryAfterSeconds: 55, times: TIMES }],
  ['429 that does not', { kind: 'rateLimitedWithoutRetryAfter', times: TIMES }],
  ['500', { kind: 'serverError', times: TIMES }],
  ['503', { kind: 'serverError', status: 503, times: TIMES }],
  ['a gateway that answers HTML', { kind: 'htmlError', times: TIMES }],
  ['JSON that breaks off', { kind: 'malformedBody', times: TIMES }],
  ['dropped connections', { kind: 'droppedAfter', times: TIMES }],
  ['401, for hours', { kind: 'unauthorized', times: TIMES }],
  ['404, for minutes', { kind: 'notFound', times: 4 }],
];

describe.each(TROUBLE)('while Atlas answers the looks with %s', (_, fault) => {
  test.each(ENDS)('%s: %s', async (kind, status, ending) => {
    const restore = await running(kind, ending);
    // The link of a download lives for an hour: after it EXPIRED is how Atlas' job ended.
    const times = kind === 'download' ? Math.min(fault.times ?? 1, 12) : (fault.times ?? 1);
    bench.simulator.faults.add({ ...fault, operation: LOOKS, times });
    const end = await bench.run(restore.id, restore.fresh.request);
    expect(end.status).toBe(status === 'SUCCEEDED' || status === 'READY' ? 'SUCCEEDED' : 'FAILED');
    await expectEnd(restore, status);
  });
});

test('while Atlas does not tell how the target is, after the job has ended: SUCCEEDED', async () => {
  const restore = await running('dedicated');
  bench.simulator.faults.add({ kind: 'htmlError', operation: 'getCluster', times: TIMES });
  await bench.run(restore.id, restore.fresh.request);
  await expectEnd(restore, 'SUCCEEDED');
});

test('while the secret is rotated and the new one is not there yet: SUCCEEDED', async () => {
  const restore = await running('dedicated');
  const { clientId = '', clientSecret = '' } = bench.simulator.fleet.credentials.serviceAccount ?? {};
  let reads = 0;
  const atlas = new AtlasClient({
    baseUrl: bench.simulator.url,
    clock: bench.time.clock,
    credential: async () => ({
      kind: 'serviceAccount',
      clientId,
      clientSecret: ++reads <= 8 ? 'mdb_sa_sk_the-one-before' : clientSecret,
    }),
  });
  await bench.run(restore.id, restore.fresh.request, { atlas });
  await atlas.close();
  expect(reads).toBeGreaterThan(8);
  await expectEnd(restore, 'SUCCEEDED');
});

describe('while the function that looks fails, longer than a task is retried', () => {
  test.each([
    'Lambda.Unknown',
    'Sandbox.Timedout',
    'Runtime.ExitError',
    'Lambda.TooManyRequestsException',
    'States.Timeout',
    'ProvisionedThroughputExceededException',
    'InternalServerError',
    'LedgerConflict',
    'ResourceNotFoundException',
  ])('%s: SUCCEEDED', async (name) => {
    const restore = await running('dedicated');
    const tasks = await bench.tasks();
    let left = TIMES;
    const failing: LambdaHandler = async (event, context) => {
      if (left-- > 0) throw Object.assign(new Error('It broke.'), { name });
      return tasks.CheckRestoreJobArn(event, context);
    };
    await bench.runTasks(restore.id, restore.fresh.request, { ...tasks, CheckRestoreJobArn: failing });
    await expectEnd(restore, 'SUCCEEDED');
  });
});

describe('while the ledger fails', () => {
  /** The first calls of each of these methods are refused. */
  function failing(methods: readonly (keyof Ledger)[], name: string, times: number): Ledger {
    let left = times;
    return new Proxy(bench.context.ledger, {
      get(target, key) {
        const method: unknown = Reflect.get(target, key, target);
        if (typeof method !== 'function') return method;
        return async (...parameters: unknown[]) => {
          if (methods.includes(key as keyof Ledger) && left-- > 0)
            throw Object.assign(new Error('refused'), { name });
          return Reflect.apply(method, target, parameters) as unknown;
        };
      },
    });
  }
  const run = async (more: Partial<RestoreContext>) => {
    const restore = await running('dedicated');
    await bench.run(restore.id, restore.fresh.request, more);
    return restore;
  };

  test.each([
    ['is throttled', 'ProvisionedThroughputExceededException'],
    ['is unavailable', 'InternalServerError'],
    ['answers nothing', 'TimeoutError'],
  ])('and %s: SUCCEEDED', async (_, name) => {
    const methods = ['getRestore', 'saveRestore', 'renewFirst', 'saveLine'] as const;
    const restore = await run({ ledger: failing(methods, name, 10) });
    await expectEnd(restore, 'SUCCEEDED');
  });

  test('and gives no advice: looked at by what was recorded, SUCCEEDED, and nobody is told to wait', async () => {
    const methods = ['durations', 'countActive', 'saveDurations'] as const;
    const restore = await run({ ledger: failing(methods, 'ValidationException', 1_000) });
    await expectEnd(restore, 'SUCCEEDED');
  });
});

describe('before there is a job, nothing is lost either', () => {
  const CREATES = ['createClusterRestoreJob', 'createFlexRestoreJob'] as const;

  test.each<[string, Kind, FaultSpec]>([
    ['maintenance at Atlas', 'dedicated', { kind: 'upgrading', operation: CREATES, times: 12 }],
    ['maintenance at Atlas', 'flex', { kind: 'upgrading', operation: CREATES, times: 12 }],
    ['a throttle of the POST', 'dedicated', { kind: 'rateLimited', operation: CREATES, times: 12 }],
    ['a throttle before it', 'dedicated', rateLimitedLists('listClusterRestoreJobs')],
    ['a throttle before it', 'flex', rateLimitedLists('listFlexRestoreJobs')],
  ])('%s is waited out, %s', async (_, kind, fault) => {
    const fresh = bench.fresh(kind);
    bench.simulator.faults.add(fault);
    expect(await bench.restore(fresh.body)).toMatchObject({ status: 'SUCCEEDED' });
    expect(fresh.jobs()).toHaveLength(1);
  });

  test('a Flex target that Atlas calls unavailable is waited for', async () => {
    const fresh = bench.fresh('flex');
    const { id } = await bench.accept(fresh);
    bench.simulator.editDeployment(fresh.target ?? '', { stateName: 'REPAIRING' });
    expect(await createStep(bench.context, id)).toMatchObject({ next: 'CREATE' });
    bench.simulator.editDeployment(fresh.target ?? '', { stateName: 'IDLE' });
    await bench.run(id, fresh.request);
    expect(await bench.get(id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(fresh.jobs()).toHaveLength(1);
  });

  test('a protected one is not: nobody has looked at what is in it since', async () => {
    const target = fresh().target;
    const confirmTarget = `${target?.projectId}/${target?.name}`;
    const confirmed = bench.fresh('flex', { target, confirmTarget });
    const { id } = await bench.accept(confirmed);
    bench.simulator.editDeployment(target ?? '', { stateName: 'REPAIRING' });
    expect(await createStep(bench.context, id)).toMatchObject({
      outcome: { status: 'REFUSED', reason: { code: 'TENANT_RESTORE_DESTINATION_UNAVAILABLE' } },
    });
  });

  const fresh = () => bench.fresh('flex');
});

function rateLimitedLists(operation: 'listClusterRestoreJobs' | 'listFlexRestoreJobs'): FaultSpec {
  return { kind: 'rateLimited', retryAfterSeconds: 60, operation, times: 12 };
}
