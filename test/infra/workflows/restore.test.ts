/**
 * The definition that is deployed, executed against the simulated Atlas: every state, every branch of every Choice,
 * every Catch and every rule of every Retry. The last tests look at the histories of all the others.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../../infra/local/atlas-simulator/faults/fault.ts';
import type { ExecutionEnd } from '../../../infra/local/engine/workflow-engine.ts';
import { inProcess } from '../../../infra/local/in-process-aws.ts';
import { Ledger } from '../../../lib/aws/ledger.ts';
import { LedgerConflict } from '../../../lib/aws/ledger-conflict.ts';
import type { LambdaHandler } from '../../../lib/lambda.ts';
import { createStep } from '../../../lib/restores/steps/create-restore-job.ts';
import { check } from '../../../lib/restores/steps/step.ts';
import { type Bench, type Fresh, startBench, type Tasks } from '../../lib/restores/steps/bench.ts';
import { watched } from '../../lib/restores/steps/crashing.ts';
import { waitForTurn } from '../../lib/restores/steps/in-line.ts';
import { caught, entered, retried, ruleName, statesOfType, transitions } from './history.ts';
import { safetySnapshots } from './safety-snapshots.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.simulator.faults.clear());
afterAll(() => bench.close());

let executions = 0;
/** As another workflow would start it: with a name of its own, and nothing written before. */
async function execute(input: unknown): Promise<ExecutionEnd & { readonly id: string }> {
  executions += 1;
  const id = `execution-${executions}`;
  bench.service.execute(id, input);
  const end = await bench.service.endOf(id);
  if (end === undefined) throw new Error('The execution was started.');
  return { ...end, id };
}

/** What an execution that failed has to say. */
const causeOf = ({ cause = '' }: ExecutionEnd) => JSON.parse(cause) as Record<string, unknown>;

const CREATE = 'createClusterRestoreJob';

/** One task throws by name, the first time or always; everything else is as it is. */
async function withFailing(
  placeholder: keyof Tasks,
  name: string,
  times: number,
): Promise<{ end: ExecutionEnd; fresh: Fresh; id: string }> {
  const fresh = bench.fresh('dedicated', { safetySnapshot: placeholder === 'TakeSafetySnapshotArn' });
  executions += 1;
  const id = `execution-${executions}`;
  const tasks = await bench.tasks();
  let left = times;
  const failing: LambdaHandler = async (event, context) => {
    if (left-- > 0) throw Object.assign(new Error('It broke.'), { name });
    return tasks[placeholder](event, context);
  };
  const end = await bench.runTasks(id, fresh.request, { ...tasks, [placeholder]: failing });
  return { end, fresh, id };
}

describe('how a restore ends is how its execution ends', () => {
  const SMALL = { timeLimitMinutes: 2 };
  test.each<[string, () => Fresh, readonly FaultSpec[], object]>([
    ['succeeded', () => bench.fresh(), [], { status: 'SUCCEEDED', output: { status: 'SUCCEEDED' } }],
    ['ready', () => bench.fresh('download'), [], { status: 'SUCCEEDED', output: { status: 'READY' } }],
    ['failed', () => bench.fresh(), [{ kind: 'jobFails' }], { error: 'RestoreFailed' }],
    ['cancelled', () => bench.fresh(), [{ kind: 'jobCancelled' }], { error: 'RestoreCancelled' }],
    [
      'out of time',
      () => bench.fresh('flex', SMALL),
      [{ kind: 'jobNeverEnds' }],
      { error: 'RestoreTimedOut' },
    ],
    [
      'refused',
      () => bench.fresh(),
      [{ kind: 'unauthorized', operation: CREATE, times: 2 }],
      { error: 'RestoreRefused' },
    ],
  ])('%s', async (_, make, faults, expected) => {
    const { body } = make();
    for (const fault of faults) bench.simulator.faults.add(fault);
    const end = await execute(body);
    expect(end).toMatchObject(expected);
    // In the output or in the cause: the restore as GET answers it.
    expect(end.output ?? causeOf(end)).toEqual(await bench.get(end.id));
    expect(await bench.get(end.id)).toMatchObject({ requestedBy: expect.stringContaining(`:${end.id}`) });
  });

  test.each([
    ['nonsense', { source: 'Orders' }, 'INVALID_ATTRIBUTE'],
    ['nothing', {}, 'MISSING_ATTRIBUTE'],
    ['a list', [], 'INVALID_ATTRIBUTE'],
    ['a dry run', { dryRun: true }, 'INVALID_ATTRIBUTE'],
  ])('an input that is %s is refused, with the reason in the cause', async (_, input, code) => {
    const body = 'dryRun' in input ? { ...bench.fresh().body, ...input } : input;
    const end = await execute(body);
    expect(end).toMatchObject({ status: 'FAILED', error: 'RestoreRefused' });
    expect(causeOf(end)).toMatchObject({ id: end.id, status: 'REFUSED', reason: { code } });
  });
});

describe('branches', () => {
  test('a restore that was interrupted goes on with the job it has', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    await createStep(bench.context, id);
    bench.service.execute(id, fresh.body);
    expect(await bench.service.endOf(id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(fresh.posts()).toBe(1);
  });

  test('a create that is throttled is asked for again after its wait', async () => {
    const fresh = bench.fresh();
    bench.simulator.faults.add({ kind: 'rateLimited', operation: CREATE });
    expect(await execute(fresh.body)).toMatchObject({ status: 'SUCCEEDED' });
    expect(fresh.jobs()).toHaveLength(1);
  });

  test('a check that finds no job goes back to making one', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    const tasks = await bench.tasks();
    let calls = 0;
    // As an older release might: it says that there is a job, and has none.
    const mistaken: LambdaHandler = async (event, context) =>
      calls++ === 0 ? check(id) : tasks.CreateRestoreJobArn(event, context);
    const end = await bench.runTasks(id, fresh.request, { ...tasks, CreateRestoreJobArn: mistaken });
    expect(end).toMatchObject({ status: 'SUCCEEDED' });
    expect(fresh.jobs()).toHaveLength(1);
  });
});

safetySnapshots(() => bench, execute);

describe('a task that fails for good ends in a record that says what is known', () => {
  test('Atlas is away while planning: FAILED, nothing was started', async () => {
    bench.simulator.faults.add({
      kind: 'rateLimited',
      operation: 'getCluster',
      retryAfterSeconds: 60,
      times: 0,
    });
    const end = await execute(bench.fresh().body);
    expect(end).toMatchObject({ error: 'RestoreFailed' });
    expect(causeOf(end)).toMatchObject({
      status: 'FAILED',
      reason: { code: 'ATLAS_UNAVAILABLE', detail: expect.stringContaining('Nothing was started.') },
    });
  });

  test('Atlas is away before the POST: FAILED, nothing was started, the target is free', async () => {
    const fresh = bench.fresh();
    const operation = 'listClusterRestoreJobs';
    bench.simulator.faults.add({ kind: 'htmlError', operation, times: 0 });
    const end = await execute(fresh.body);
    expect(end).toMatchObject({ error: 'RestoreFailed' });
    expect(causeOf(end)).toMatchObject({ reason: { code: 'ATLAS_UNAVAILABLE' } });
    expect(fresh.posts()).toBe(0);
    expect(await bench.lockOwner(await bench.record(end.id))).toBeUndefined();
  });

  test('Atlas does not let us look at the job: TIMED_OUT, it may go on, the target stays locked', async () => {
    const fresh = bench.fresh('dedicated', { timeLimitMinutes: 60 });
    bench.simulator.faults.add({ kind: 'unauthorized', operation: 'getClusterRestoreJob', times: 0 });
    const end = await execute(fresh.body);
    expect(end).toMatchObject({ error: 'RestoreTimedOut' });
    expect(causeOf(end)).toMatchObject({
      reason: { code: 'ATLAS_JOB_NOT_READABLE', detail: expect.stringContaining('answered 401') },
    });
    expect(await bench.lockOwner(await bench.record(end.id))).toBe(end.id);
  });

  test('the ledger is away: RestoreNotRecorded, with what it said', async () => {
    const ledger = new Ledger('away', inProcess({}));
    const end = await bench.run('execution-without-a-ledger', bench.fresh().request, { ledger });
    expect(end).toMatchObject({ status: 'FAILED', error: 'RestoreNotRecorded', cause: expect.any(String) });
    ledger.close();
  });

  test.each<keyof Tasks>(['PlanRestoreArn', 'TakeSafetySnapshotArn', 'CreateRestoreJobArn'])(
    '%s always times out: RestoreFailed, and the record agrees',
    async (placeholder) => {
      const { end, id } = await withFailing(placeholder, 'States.Timeout', Number.POSITIVE_INFINITY);
      expect(end).toMatchObject({ status: 'FAILED', error: 'RestoreFailed' });
      expect(causeOf(end)).toMatchObject({ id, status: 'FAILED', reason: { code: 'STEP_TIMED_OUT' } });
    },
  );

  test('CheckRestoreJobArn always times out: followed by the last step, RestoreTimedOut', async () => {
    const fresh = bench.fresh('dedicated', { timeLimitMinutes: 60 });
    const { id } = await bench.accept(fresh);
    bench.simulator.faults.add({ kind: 'jobNeverEnds' });
    const broken: LambdaHandler = async () => {
      throw Object.assign(new Error('It broke.'), { name: 'States.Timeout' });
    };
    const tasks = { ...(await bench.tasks()), CheckRestoreJobArn: broken };
    expect(await bench.runTasks(id, fresh.request, tasks)).toMatchObject({ error: 'RestoreTimedOut' });
    expect(await bench.get(id)).toMatchObject({ reason: { code: 'ATLAS_JOB_STILL_RUNNING' } });
    expect(await bench.lockOwner(await bench.record(id))).toBe(id);
  });

  test('RecordOutcomeArn always times out: RestoreNotRecorded', async () => {
    const { end } = await withFailing('RecordOutcomeArn', 'States.Timeout', Number.POSITIVE_INFINITY);
    expect(end).toEqual({ status: 'FAILED', error: 'RestoreNotRecorded', cause: 'It broke.' });
  });
});

describe('what is retried, and then succeeds', () => {
  /** Longer than the client waits: one refusal is one failure of the task. */
  const away = { kind: 'rateLimited', retryAfterSeconds: 60 } as const;
  test.each<[string, FaultSpec]>([
    ['PlanRestore: AtlasUnavailable', { ...away, operation: 'getCluster' }],
    [
      'CreateRestoreJob: AtlasUnavailable',
      { kind: 'serverError', operation: 'listClusterRestoreJobs', times: 40 },
    ],
  ])('%s', async (rule, fault) => {
    const from = bench.events.length;
    const fresh = bench.fresh();
    bench.simulator.faults.add(fault);
    expect(await execute(fresh.body)).toMatchObject({ status: 'SUCCEEDED' });
    expect(retried(bench.events.slice(from))).toEqual(new Set([rule]));
    expect(fresh.jobs()).toHaveLength(1);
  });

  test.each(['CreateRestoreJob', 'RecordOutcome'])('%s: LedgerConflict', async (state) => {
    const from = bench.events.length;
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    const status = state === 'RecordOutcome' ? 'RUNNING' : 'QUEUED';
    // The create step reads it once more before: for whether it has a place in the rate budget.
    const before = state === 'CreateRestoreJob' ? 1 : 0;
    let writes = 0;
    // Somebody writes between what the task reads and what it writes.
    const ledger = watched(bench.context.ledger, async (method) => {
      const record = await bench.record(id);
      if (method === 'getRestore' && record.status === status && writes++ === before)
        await bench.context.ledger.saveRestore(record);
    });
    const tasks = await bench.tasks();
    const placeholder = `${state}Arn` as keyof Tasks;
    const raced = (await bench.tasks({ ledger }))[placeholder];
    const end = await bench.runTasks(id, fresh.request, { ...tasks, [placeholder]: raced });
    expect(end).toMatchObject({ status: 'SUCCEEDED' });
    expect(retried(bench.events.slice(from))).toEqual(new Set([`${state}: ${LedgerConflict.name}`]));
    expect(fresh.jobs()).toHaveLength(1);
  });

  const rules = statesOfType('Task').flatMap(([state, { Retry = [], Resource = '' }]) =>
    Retry.flatMap((rule) =>
      // One of AWS' names stands for all of its rule.
      rule.ErrorEquals.filter((name, index) => index === 0 || !name.startsWith('Lambda.')).map(
        (name) => [state, name, Resource.slice(2, -1) as keyof Tasks, ruleName(state, rule)] as const,
      ),
    ),
  );
  test.each(rules)('%s: %s, thrown once', async (_state, name, placeholder, rule) => {
    const from = bench.events.length;
    const { end, fresh } = await withFailing(
      placeholder,
      name === 'States.TaskFailed' ? 'TypeError' : name,
      1,
    );
    expect(end).toMatchObject({ status: 'SUCCEEDED', output: { status: 'SUCCEEDED' } });
    expect(retried(bench.events.slice(from))).toEqual(new Set([rule]));
    expect(fresh.jobs()).toHaveLength(1);
  });
});

test('stands in line until the restore before it has ended, and is planned then', async () => {
  expect(await waitForTurn(bench)).toEqual({ status: 'SUCCEEDED', looks: 3, jobs: 2 });
});

describe('all of the above together', () => {
  test('entered every state', () => {
    const all = ['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail'].flatMap(statesOfType);
    expect([...entered(bench.events)].sort()).toEqual(all.map(([name]) => name).sort());
  });

  test('took every branch of every Choice', () => {
    const branches = statesOfType('Choice').flatMap(([name, { Choices = [], Default }]) => {
      expect(Default).toBeDefined();
      return [...Choices.map(({ Next }) => Next), Default].map((next) => `${name} → ${next}`);
    });
    const taken = transitions(bench.events);
    expect(branches.filter((branch) => !taken.has(branch))).toEqual([]);
  });

  test('fired every Catch and every rule of every Retry', () => {
    const of = (kind: 'Catch' | 'Retry') =>
      statesOfType('Task').flatMap(([name, state]) =>
        (state[kind] ?? []).map((rule) => ruleName(name, rule)),
      );
    expect([...caught(bench.events)].sort()).toEqual(of('Catch').sort());
    expect([...retried(bench.events)].sort()).toEqual(of('Retry').sort());
  });
});
