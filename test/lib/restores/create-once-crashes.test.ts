/** The function dies after each of its calls in turn, or runs in two places at once: the next one finds what is so. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../../infra/local/atlas-simulator/faults/fault.ts';
import { LedgerConflict } from '../../../lib/aws/ledger-conflict.ts';
import type { RestoreContext } from '../../../lib/restores/context.ts';
import { createStep } from '../../../lib/restores/steps/create-restore-job.ts';
import { planStep } from '../../../lib/restores/steps/plan-restore.ts';
import { type Bench, type Fresh, startBench } from './steps/bench.ts';
import { Crash, crashing, watched } from './steps/crashing.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.simulator.faults.clear());
afterAll(() => bench.close());

const operation = 'createClusterRestoreJob';

/** Accepted and planned: what follows is the create step. */
async function planned(fresh: Fresh): Promise<string> {
  const { id } = await bench.accept(fresh);
  await planStep(bench.context, { id, execution: 'test', request: fresh.request });
  return id;
}

/** The create step again and again, its waits passed, until there is a job or an end. */
async function create(id: string, services: Partial<RestoreContext>): Promise<void> {
  for (;;) {
    const step = await createStep({ ...bench.context, ...services }, id);
    if (step.next !== 'CREATE') return;
    bench.time.advance(step.waitSeconds);
  }
}

async function expectOneRestore(id: string, fresh: Fresh): Promise<void> {
  const end = await bench.run(id, fresh.request);
  expect(end).toMatchObject({ status: 'SUCCEEDED', output: { id, status: 'SUCCEEDED' } });
  const record = await bench.record(id);
  expect(fresh.jobs().map((job) => job.id)).toEqual([record.atlasJobId]);
  expect(fresh.wipes()).toBe(1);
  expect(await bench.lockOwner(record)).toBeUndefined();
}

/** What the create step calls, in order: when the answer comes, and when it is lost after the job was made. */
const ANSWERED = [
  'getRestore',
  'getCluster',
  'renewFirst',
  'listClusterRestoreJobs',
  'saveRestore',
  'createClusterRestoreJob',
  'ownJob',
  'saveRestore',
];
const LOST = [
  ...ANSWERED.slice(0, 5),
  'saveRestore',
  'getRestore',
  'getRestore',
  'listClusterRestoreJobs',
  'ownJob',
  'saveRestore',
];

/** `from`: until the POST both are the same. */
describe.each<[string, readonly string[], number, readonly FaultSpec[]]>([
  ['the answer comes', ANSWERED, 1, []],
  ['the answer is lost', LOST, 6, [{ kind: 'droppedAfter', operation }]],
])('%s', (_, calls, from, faults) => {
  test.each(calls.map((call, index) => [index + 1, call] as const).slice(from - 1))(
    'a crash after call %i, %s, leaves one job and no lock',
    async (number, call) => {
      const fresh = bench.fresh();
      const id = await planned(fresh);
      for (const fault of faults) bench.simulator.faults.add(fault);
      const dying = crashing(bench.context, [number]);
      await expect(create(id, dying.services)).rejects.toBeInstanceOf(Crash);
      expect(dying.calls).toEqual(calls.slice(0, number));
      expect(dying.calls.at(-1)).toBe(call);
      await expectOneRestore(id, fresh);
    },
  );

  test('these are all its calls', async () => {
    const fresh = bench.fresh();
    const id = await planned(fresh);
    for (const fault of faults) bench.simulator.faults.add(fault);
    const living = crashing(bench.context, []);
    await create(id, living.services);
    expect(living.calls).toEqual(calls);
  });
});

test('nothing was made and the function dies after any of its calls: one job in the end', async () => {
  let number = 0;
  for (let died = true; died; ) {
    number += 1;
    const fresh = bench.fresh();
    const id = await planned(fresh);
    bench.simulator.faults.add({ kind: 'droppedBefore', operation });
    const dying = crashing(bench.context, [number]);
    died = await create(id, dying.services).then(
      () => false,
      (error) => error instanceof Crash,
    );
    await create(id, {});
    expect(fresh.jobs(), `after call ${number}`).toHaveLength(1);
    bench.simulator.faults.clear();
  }
  // Two POSTs, five looks at the list and the writes between them.
  expect(number).toBeGreaterThan(25);
});

test('dying again and again right after the POST was written down ends in an honest answer', async () => {
  const fresh = bench.fresh();
  const id = await planned(fresh);
  const dying = watched(bench.context.ledger, (method) => {
    if (method === 'saveRestore') throw new Crash();
  });
  for (let deaths = 0; deaths < 3; deaths += 1) {
    await expect(createStep({ ...bench.context, ledger: dying }, id)).rejects.toBeInstanceOf(Crash);
    expect((await bench.record(id)).attempt).toMatchObject({ state: 'POSTING', number: deaths + 1 });
    while ((await bench.record(id)).attempt?.state !== 'NOT_MADE') {
      bench.time.advance((await createStep(bench.context, id)).waitSeconds);
    }
  }
  await bench.run(id, fresh.request);
  expect(await bench.get(id)).toMatchObject({ status: 'FAILED', reason: { code: 'CREATE_OUTCOME_UNKNOWN' } });
  expect(fresh.posts()).toBe(0);
});

describe('in two places at once', () => {
  test('two create steps of one restore make one job', async () => {
    const fresh = bench.fresh();
    const id = await planned(fresh);
    const both = await Promise.allSettled([createStep(bench.context, id), createStep(bench.context, id)]);
    for (const one of both) {
      if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(LedgerConflict);
      else expect(['CHECK', 'CREATE']).toContain(one.value.next);
    }
    expect(fresh.posts()).toBe(1);
    await expectOneRestore(id, fresh);
  });

  test('while one posts, the other one waits for its deadline', async () => {
    const fresh = bench.fresh();
    const id = await planned(fresh);
    let other: unknown;
    const { services } = crashing(bench.context, []);
    const slow = {
      ...services.atlas,
      call: async (...call: Parameters<typeof services.atlas.call>) => {
        if (call[0] === operation) other = await createStep(bench.context, id);
        return services.atlas.call(...call);
      },
    } as typeof services.atlas;
    await createStep({ ...bench.context, atlas: slow }, id);
    expect(other).toEqual({ id, next: 'CREATE', waitSeconds: 25 });
    expect(fresh.posts()).toBe(1);
    await expectOneRestore(id, fresh);
  });

  test('the whole workflow twice makes one job, and both say so', async () => {
    const fresh = bench.fresh();
    const { id } = await bench.accept(fresh);
    const ends = await Promise.all([bench.run(id, fresh.request), bench.run(id, fresh.request)]);
    for (const end of ends) expect(end).toMatchObject({ status: 'SUCCEEDED', output: { id } });
    expect(fresh.jobs()).toHaveLength(1);
    expect(fresh.wipes()).toBe(1);
    expect(await bench.lockOwner(await bench.record(id))).toBeUndefined();
  });
});
