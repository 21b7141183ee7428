/** Nothing is called verified that was not read, nothing that failed is hushed up, and nothing is left behind. */
import { describe, expect, test, vi } from 'vitest';
import { requests } from '../../support/service-harness.ts';
import { CRITICAL, verificationBench } from './verification-setup.ts';

const bench = verificationBench();
const { left, loud, start, told, verified } = bench;
const empties = () => bench.harness.simulator.faults.add({ kind: 'jobEmpties', collections: [CRITICAL] });

describe('another restore has had the target before it was looked at', () => {
  test('and the first is not called verified by the data of the second', async () => {
    await start({ checks: { critical: [CRITICAL] } });
    empties();
    const { id } = await bench.harness.restore(requests.flex({ verify: true }));
    // Its end was told of late: by then the second has come and gone.
    await bench.harness.restore(requests.flex({ again: true }));
    await bench.harness.service.drills.verified(id);
    expect(await bench.harness.get(id)).toMatchObject({
      verified: 'not-run',
      verification: { code: 'TARGET_CHANGED' },
    });
  });

  test('however many restores of other targets came after it', async () => {
    await start();
    const { id } = await bench.harness.restore(requests.flex({ verify: true }));
    const second = await bench.harness.restore(requests.flex({ again: true }));
    const { ledger } = bench.harness.service;
    const list = ledger.listRestores.bind(ledger);
    await bench.harness.restore(requests.dedicated());
    // A page is one restore here: the second one is not on the first page.
    const spy = vi.spyOn(ledger, 'listRestores').mockImplementation((query) => list({ ...query, limit: 1 }));
    try {
      await bench.harness.service.drills.verified(id);
    } finally {
      spy.mockRestore();
    }
    expect((await bench.harness.get(id)).verification).toMatchObject({
      code: 'TARGET_CHANGED',
      detail: expect.stringContaining(second.id),
    });
  });

  test('one that Atlas refused before anything was started has not had it', async () => {
    await start();
    const { id } = await bench.harness.restore(requests.flex({ verify: true }));
    bench.harness.simulator.faults.add({ kind: 'notFound', operation: 'createFlexRestoreJob', times: 0 });
    const refused = await bench.harness.restore(requests.flex({ again: true }));
    expect(refused.status).toBe('REFUSED');
    await bench.harness.service.drills.verified(id);
    expect(await bench.harness.get(id)).toMatchObject({ verified: true });
  });

  test('or it cannot be known, since there are too many: then nothing is known', async () => {
    await start();
    const { id } = await bench.harness.restore(requests.flex({ verify: true }));
    const { ledger } = bench.harness.service;
    const other = await ledger.getRestore((await bench.harness.restore(requests.dedicated())).id);
    const spy = vi
      .spyOn(ledger, 'listRestores')
      .mockImplementation(async () => ({ restores: other ? [other] : [], next: 'more' }));
    try {
      await bench.harness.service.drills.verified(id);
    } finally {
      spy.mockRestore();
    }
    expect(await bench.harness.get(id)).toMatchObject({
      verified: 'not-run',
      verification: { code: 'TARGET_CHANGED', detail: expect.stringContaining('is not known') },
    });
  });

  test('one that ended before it does not matter', async () => {
    await start();
    await bench.harness.restore(requests.flex());
    expect(await verified(requests.flex({ verify: true, again: true }))).toMatchObject({ verified: true });
  });
});

describe('a check that failed is said,', () => {
  test('though the way in cannot be taken away', async () => {
    await start({ checks: { critical: [CRITICAL] } });
    empties();
    bench.harness.simulator.faults.add({ kind: 'unauthorized', operation: 'deleteDatabaseUser', times: 0 });
    const { id } = await verified();
    // Its retries take minutes; here they take none.
    bench.harness.time.advance(600);
    await bench.harness.service.drills.verified(id);
    expect(await bench.harness.get(id)).toMatchObject({
      verified: false,
      verification: { code: 'CRITICAL_EMPTY' },
    });
    expect(loud()).toContain('restored data is not what it must be');
    expect(told().map(({ detail }) => detail.verified)).toEqual([false]);
  });

  test('though a server of Atlas’ that is behind does not know the target once', async () => {
    await start({ checks: { critical: [CRITICAL] } });
    empties();
    const { id } = await bench.harness.restore(requests.flex({ verify: true }));
    bench.harness.simulator.faults.add({ kind: 'notFound', operation: 'getFlexCluster', times: 2 });
    await bench.harness.service.drills.verified(id);
    expect(await bench.harness.get(id)).toMatchObject({
      verified: false,
      verification: { code: 'CRITICAL_EMPTY' },
    });
  });

  test('again, where the write after it was lost: an alarm may come twice, and never not', async () => {
    await start({ checks: { critical: [CRITICAL] } });
    empties();
    const { ledger } = bench.harness.service;
    const save = ledger.saveRestore.bind(ledger);
    let lost = 0;
    const spy = vi.spyOn(ledger, 'saveRestore').mockImplementation(async (record) => {
      const saved = await save(record);
      const { verification } = record;
      // The answer to the write that decides is lost, and so is the process: nobody goes on from there.
      if (verification?.decidedAt !== undefined && record.provenEnds === undefined && lost < 4) {
        lost += 1;
        throw new Error('The process is gone.');
      }
      return saved;
    });
    try {
      await verified();
    } finally {
      spy.mockRestore();
    }
    expect(lost).toBeGreaterThan(0);
    await bench.harness.service.drills.assure();
    expect(loud()).toContain('restored data is not what it must be');
    expect(told().map(({ detail }) => detail.verified)).toEqual([false]);
  });
});

test('of verifications that close together the last takes away what all of them needed', async () => {
  await start();
  const { harness } = bench;
  const bodies = [requests.flex({ verify: true }), requests.dedicated({ verify: true })];
  const restored = await Promise.all(bodies.map((body) => harness.restore(body)));
  await Promise.all(restored.map(({ id }) => harness.service.drills.verified(id)));
  for (const { id } of restored) expect((await harness.get(id)).verified).toBe(true);
  expect(left()).toEqual({ users: [], entries: [] });
});
