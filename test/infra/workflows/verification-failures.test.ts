/** Verifications whose steps fail, or whose execution is stopped: decided once, never as a pass that was not. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NOT_GOOD_LINE } from '../../../lib/restores/verification/verification.ts';
import { requests } from '../../support/service-harness.ts';
import { CRITICAL, verificationBench } from './verification-setup.ts';

const bench = verificationBench();
const { bodyOf, close, left, start, told, verified } = bench;

describe('a step that fails for good', () => {
  const broken = () => Promise.reject(new Error('broken'));

  test.each(['baseline', 'expected'] as const)('reading (%s): nothing is known of the data', async (call) => {
    await start();
    bench.harness.service.drills.services.drillLedger[call] = broken as never;
    expect(await verified()).toMatchObject({
      status: 'SUCCEEDED',
      verified: 'not-run',
      verification: { code: 'VERIFICATION_FAILED' },
    });
    expect(left().users).toEqual([]);
  });

  test('reading on, after a slice that saw nothing', async () => {
    await start({}, { dataEndpoints: false });
    const { drillLedger } = bench.harness.service.drills.services;
    const baseline = drillLedger.baseline.bind(drillLedger);
    let slices = 0;
    drillLedger.baseline = (source) => {
      slices += 1;
      return slices === 1 ? baseline(source) : broken();
    };
    expect(await verified()).toMatchObject({
      verified: 'not-run',
      verification: { code: 'VERIFICATION_FAILED' },
    });
    expect(slices).toBeGreaterThan(1);
  });

  test('closing: it is not decided, and another execution decides it', async () => {
    await start();
    const { restorer } = bench.harness.service.drills.services;
    const call = restorer.call.bind(restorer);
    restorer.call = ((name: never, given: never) =>
      name === 'deleteDatabaseUser' ? broken() : call(name, given)) as never;
    const { id } = await bench.harness.restore(requests.flex({ verify: true }));
    expect(await bench.harness.service.drills.verified(id)).toMatchObject({
      status: 'FAILED',
      error: 'VerificationNotDecided',
    });
    expect((await bench.harness.get(id)).verified).toBeNull();
    restorer.call = call as never;
    await bench.harness.service.drills.verified(id);
    expect((await bench.harness.get(id)).verified).toBe(true);
    expect(left().users).toEqual([]);
  });

  test('closing, however often: in the end it is decided that nothing is known', async () => {
    await start();
    bench.harness.service.drills.services.restorer.call = broken as never;
    const { id } = await bench.harness.restore(requests.flex({ verify: true }));
    for (let rounds = 0; rounds < 6; rounds += 1) await bench.harness.service.drills.verified(id);
    expect(await bench.harness.get(id)).toMatchObject({
      verified: 'not-run',
      verification: { code: 'VERIFICATION_FAILED' },
    });
    await bench.harness.service.drills.assure();
    expect(told()).toHaveLength(1);
  });

  test('the evidence: what is not good is loud all the same, with each round', async () => {
    await start({ checks: { critical: [CRITICAL] } });
    const { store } = bench.harness.service.drills.services.evidence;
    store.putIfAbsent = broken;
    bench.harness.simulator.faults.add({
      kind: 'jobEmpties',
      operation: 'createFlexRestoreJob',
      collections: [CRITICAL],
    });
    expect(await verified()).toMatchObject({ status: 'SUCCEEDED', verified: false });
    expect(bench.loud()).toContain(NOT_GOOD_LINE);
    const before = bench.loud().filter((line) => line === NOT_GOOD_LINE).length;
    await expect(bench.harness.service.drills.assure()).rejects.toThrow();
    expect(bench.loud().filter((line) => line === NOT_GOOD_LINE)).toHaveLength(before + 1);
  });

  test('the evidence: the decision stands, and the next round writes it', async () => {
    await start();
    const { store } = bench.harness.service.drills.services.evidence;
    const put = store.putIfAbsent.bind(store);
    store.putIfAbsent = broken;
    const { id } = await bench.harness.restore(requests.flex({ verify: true }));
    await bench.harness.service.drills.verified(id);
    expect([(await bench.harness.get(id)).verified, told()]).toEqual([true, []]);
    store.putIfAbsent = put;
    await bench.harness.service.drills.assure();
    expect(await bodyOf(id)).toMatchObject([{ verified: true }]);
    expect(told()).toHaveLength(1);
  });
});

describe('an execution that is stopped', () => {
  /** Of one that is let go on to its end. */
  async function eventsOfOne(): Promise<number> {
    await start();
    const before = bench.harness.events.length;
    const { id } = await bench.harness.restore(requests.flex({ verify: true }));
    await bench.harness.service.drills.verified(id);
    const events = bench.harness.events
      .slice(before)
      .filter(({ execution }) => execution.startsWith('verify-'));
    await close();
    return events.length;
  }

  test('after any event of its history: one decision, one record, one event, and nobody is let in', async () => {
    const many = await eventsOfOne();
    expect(many).toBeGreaterThan(10);
    for (let at = 1; at <= many; at += 3) {
      let seen = 0;
      let stopping: (() => void) | undefined;
      await start(
        {},
        {
          onEvent: ({ execution }) => {
            if (!execution.startsWith('verify-')) return;
            seen += 1;
            if (seen === at) stopping?.();
          },
        },
      );
      const { id } = await bench.harness.restore(requests.flex({ verify: true }));
      stopping = () => bench.harness.service.drills.stopVerification(id);
      for (let rounds = 0; rounds < 4; rounds += 1) {
        await bench.harness.service.drills.verified(id);
        bench.harness.time.advance(300);
      }
      const restore = await bench.harness.get(id);
      expect([at, restore.verified], `stopped after ${at}`).toEqual([at, true]);
      expect(told()).toHaveLength(1);
      expect(await bodyOf(id)).toHaveLength(1);
      expect(left()).toEqual({ users: [], entries: [] });
      await close();
    }
    await start();
  });
});

test('every state of the machine was entered by then', () => {
  const { States } = JSON.parse(
    readFileSync(new URL('../../../infra/workflows/verification.asl.json', import.meta.url), 'utf8'),
  ) as { States: object };
  expect(Object.keys(States).filter((name) => !bench.entered.has(name))).toEqual([]);
});
