/** Standing in line for a target: in order of acceptance, whoever leaves, dies or comes back; and planned anew at its turn. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planStep } from '../../../lib/restores/steps/plan-restore.ts';
import { outcomeStep } from '../../../lib/restores/steps/record-outcome.ts';
import { LONGEST_LINE, lockKey, releaseTargetLock, standInLine } from '../../../lib/restores/target-lock.ts';
import { lineSeconds } from '../../../lib/restores/wait-in-line.ts';
import { setLine } from '../../support/line.ts';
import { recordOf } from '../aws/records.ts';
import { type Bench, type Fresh, startBench } from './steps/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

/** One that has the target, and two that wait for it; nobody runs them. */
async function three() {
  const fresh = bench.fresh();
  const body = (n: number) => ({ ...fresh.request, whenTargetBusy: 'wait' as const, reason: `number ${n}` });
  const holder = await bench.accept(fresh);
  const second = await bench.accept({ ...fresh, request: body(2) });
  const third = await bench.accept({ ...fresh, request: body(3) });
  const plan = (id: string, more = {}) =>
    planStep({ ...bench.context, ...more }, { id, execution: 'test', request: { resume: id } });
  const endOf = (id: string) =>
    outcomeStep(bench.context, { id, step: { outcome: { status: 'FAILED' }, id, next: 'RECORD' } });
  return { fresh, holder, second, third, plan, endOf };
}

const replace = ({ target = { projectId: '', name: '' } }: Fresh) => {
  bench.simulator.removeDeployment(target);
  bench.simulator.addDeployment({ ...target, family: 'cluster' });
};
const requestsSoFar = () => bench.simulator.requests().length;

test('in line nothing is asked of Atlas; at its turn it is planned, and only then handed over', async () => {
  const { holder, second, third, plan, endOf } = await three();
  const before = requestsSoFar();
  expect(await plan(second.id)).toMatchObject({ next: 'PLAN', waitSeconds: expect.any(Number) });
  expect(await plan(third.id)).toMatchObject({ next: 'PLAN' });
  expect(requestsSoFar()).toBe(before);
  await endOf(holder.id);
  expect(await plan(third.id)).toMatchObject({ next: 'PLAN' });
  expect((await bench.get(third.id)).inLine).toEqual({ behind: second.id, place: 1 });
  expect(await plan(second.id)).toMatchObject({ next: 'CREATE' });
  expect((await bench.get(second.id)).inLine).toBeUndefined();
  expect(requestsSoFar()).toBeGreaterThan(before);
});

test.each<[string, (fresh: Fresh) => unknown, object]>([
  ['TARGET_CHANGED', replace, {}],
  ['TARGET_NOT_ALLOWED', () => undefined, { allowedTargets: [] }],
])('%s meanwhile: refused at its turn, and the next goes on', async (code, happens, services) => {
  const { fresh, holder, second, third, plan, endOf } = await three();
  await endOf(holder.id);
  happens(fresh);
  const step = await plan(second.id, services);
  expect(step).toMatchObject({ next: 'RECORD', outcome: { status: 'REFUSED', reason: { code } } });
  await outcomeStep(bench.context, { id: second.id, step });
  expect(await bench.lockOwner(third)).toBe(third.id);
  expect(fresh.posts()).toBe(0);
});

test('the restore before it has outlived its time limit while Atlas goes on: it waits until Atlas is done', async () => {
  const fresh = bench.fresh('dedicated', { timeLimitMinutes: 1 });
  const { id } = await bench.restore(fresh.body);
  expect(await bench.get(id)).toMatchObject({ status: 'TIMED_OUT' });
  const waits = { ...fresh.request, whenTargetBusy: 'wait' as const, timeLimitMinutes: 60 };
  const second = await bench.accept({ ...fresh, request: waits });
  expect(second.inLine).toEqual({ behind: id, place: 1 });
  // Atlas does not tell: it goes on waiting.
  const operation = 'getClusterRestoreJob';
  bench.simulator.faults.add({ kind: 'serverError', operation, times: 0 });
  const look = () =>
    planStep(bench.context, { id: second.id, execution: 'test', request: { resume: second.id } });
  expect(await look()).toMatchObject({ next: 'PLAN' });
  bench.simulator.faults.clear();
  bench.time.advance(600);
  expect(await look()).toMatchObject({ next: 'CREATE' });
});

describe('another actor restores onto the target', () => {
  test.each(['dedicated', 'flex'] as const)('%s: waited out, and then it is its turn', async (kind) => {
    const fresh = bench.fresh(kind, { whenTargetBusy: 'wait' });
    const operation = kind === 'flex' ? 'createFlexRestoreJob' : 'createClusterRestoreJob';
    const body = kind === 'flex' ? fresh.body : { ...fresh.body };
    await theirs(fresh, kind);
    const view = await bench.restore(body);
    expect(view.status).toBe('SUCCEEDED');
    expect(fresh.jobs()).toHaveLength(2);
    expect(bench.simulator.requests().some((one) => one.operation === operation)).toBe(true);
  });

  /** Straight to Atlas, by whoever else has a key. */
  async function theirs({ request, target }: Fresh, kind: 'dedicated' | 'flex'): Promise<void> {
    const { source } = request;
    const path = { groupId: source.projectId };
    const snapshotId = kind === 'flex' ? '6b000000000000000000f101' : '6b000000000000000000c101';
    if (kind === 'flex') {
      const body = { snapshotId, targetProjectId: target!.projectId, targetDeploymentItemName: target!.name };
      await bench.context.atlas.call('createFlexRestoreJob', { path: { ...path, name: source.name }, body });
      return;
    }
    await bench.context.atlas.call('createClusterRestoreJob', {
      path: { ...path, clusterName: source.name },
      body: {
        deliveryType: 'automated',
        snapshotId,
        targetGroupId: target!.projectId,
        targetClusterName: target!.name,
      },
    });
  }
});

test('a line is finite: who comes after that is turned away', async () => {
  const fresh = bench.fresh();
  const holder = await bench.accept(fresh);
  const leaseUntil = new Date(bench.time.clock.now().getTime() + 60_000).toISOString();
  const places = Array.from({ length: LONGEST_LINE }, (_, at) => ({ id: `waits-${at}`, leaseUntil }));
  await setLine(bench.context.ledger, lockKey(holder), { id: holder.id, leaseUntil }, ...places);
  const { status, body } = await bench.call('POST', '/v1/restores', {
    ...fresh.body,
    whenTargetBusy: 'wait',
  });
  expect([status, body.errorCode]).toEqual([409, 'TARGET_LINE_FULL']);
});

describe('how often it looks', () => {
  test('a few times in the minute that a Flex restore takes, and after a day every ten minutes', () => {
    expect(lineSeconds(1, 0)).toBe(15);
    expect(lineSeconds(3, 0)).toBe(45);
    expect(lineSeconds(1, 86_400)).toBe(600);
  });

  test("a week in line takes less than half of an execution's 25,000 events", () => {
    // Wait, plan, and the choice between: entered and left, and three of a task.
    const eventsALook = 2 + 5 + 2;
    let looks = 0;
    for (let waited = 0; waited < 10_080 * 60; looks += 1) waited += lineSeconds(1, waited);
    expect(looks * eventsALook).toBeLessThan(12_500);
  });
});

/** What may happen to one of them. */
const happening = fc.oneof(
  fc.record({ what: fc.constant('comes' as const), cutOff: fc.boolean() }),
  fc.record({ what: fc.constant('ends' as const), who: fc.nat(), cutOff: fc.boolean() }),
  fc.record({ what: fc.constant('looks' as const), who: fc.nat() }),
  fc.record({ what: fc.constant('time' as const) }),
);

test('whatever comes, ends, dies or looks: the target is with the first who came and is still there', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 16 }), async (happenings) => {
      runs += 1;
      const { ledger, clock } = bench.context;
      const now = () => clock.now().getTime();
      const came: { id: string; isThere: () => boolean; end: () => void; isWritten: boolean }[] = [];
      const reserved = (id: string) =>
        recordOf({
          id,
          status: 'QUEUED',
          target: { projectId: '6b00000000000000000000b1', family: 'cluster', name: `property-${runs}` },
        });
      for (const happens of happenings) {
        if (happens.what === 'time') bench.time.advance(400);
        else if (happens.what === 'comes') {
          const id = `property-${runs}-${came.length}`;
          const { stands } = await standInLine(bench.context, reserved(id));
          const before = came.filter(({ isThere }) => isThere());
          expect(stands?.behind).toBe(before[0]?.id);
          let active = true;
          const cameAt = now();
          if (!happens.cutOff) await ledger.createRestore(reserved(id));
          came.push({
            id,
            isWritten: !happens.cutOff,
            isThere: () => (happens.cutOff ? now() <= cameAt + 300_000 : active),
            end: () => {
              active = false;
            },
          });
        } else {
          const there = came.filter(({ isThere, isWritten }) => isWritten && isThere());
          const one = there[happens.who % Math.max(1, there.length)];
          if (one === undefined) continue;
          if (happens.what === 'ends') {
            const record = await ledger.getRestore(one.id);
            await ledger.saveRestore({ ...record!, status: 'FAILED' });
            one.end();
            if (!happens.cutOff) await releaseTargetLock(bench.context, record!);
          } else {
            const { stands } = await standInLine(bench.context, reserved(one.id));
            const first = came.find(({ isThere }) => isThere());
            expect(stands?.behind).toBe(first === one ? undefined : first?.id);
          }
        }
      }
    }),
    { numRuns: 40 },
  );
});
