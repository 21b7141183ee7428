/** Accepting is repeatable: after a crash between any two of its writes the repeated request is the same restore. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Accepted, acceptRestore } from '../../../lib/restores/accept-restore.ts';
import type { RestoreContext } from '../../../lib/restores/context.ts';
import { type Bench, type Fresh, startBench } from './steps/bench.ts';
import { Crash, watched } from './steps/crashing.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

interface Caller {
  readonly caller: string;
  readonly idempotencyKey?: string;
}

/** As the API does it, with the executions in the service's own engine. */
function accept(fresh: Fresh, caller: Caller, services: Partial<RestoreContext> = {}): Promise<Accepted> {
  const workflows = { start: async (id: string) => bench.service.execute(id, fresh.body) };
  const context = { ...bench.context, ...services, workflows: workflows as never };
  return acceptRestore(context, { ...caller, request: fresh.request });
}

const callers: readonly [string, Caller, readonly string[]][] = [
  ['with a key', { caller: 'ann', idempotencyKey: 'key' }, ['getRestore', 'saveLine', 'createRestore']],
  ['without a key', { caller: 'ann' }, ['requestClaim', 'claimRequest', 'saveLine', 'createRestore']],
];

describe.each(callers)('%s', (_, who, writes) => {
  let keys = 0;
  const next = (): Caller => {
    keys += 1;
    return who.idempotencyKey === undefined ? who : { ...who, idempotencyKey: `key-${keys}` };
  };

  test.each(writes)('a crash after %s: asked again, one restore and one job', async (write) => {
    const fresh = bench.fresh();
    const caller = next();
    const ledger = watched(bench.context.ledger, (method) => {
      if (method === write) throw new Crash();
    });
    await expect(accept(fresh, caller, { ledger })).rejects.toThrow(Crash);
    const { record } = await accept(fresh, caller);
    await bench.service.endOf(record.id);
    expect(await bench.get(record.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(fresh.jobs()).toHaveLength(1);
    const repeated = await accept(fresh, caller);
    expect(repeated).toMatchObject({ repeated: true, record: { id: record.id } });
    expect(fresh.jobs()).toHaveLength(1);
  });

  test('twice at once: one restore and one job', async () => {
    const fresh = bench.fresh();
    const caller = next();
    const both = await Promise.all([accept(fresh, caller), accept(fresh, caller)]);
    const ids = new Set(both.map(({ record }) => record.id));
    expect(ids.size).toBe(1);
    for (const id of ids) await bench.service.endOf(id);
    expect(fresh.jobs()).toHaveLength(1);
    expect(fresh.wipes()).toBe(1);
  });
});
