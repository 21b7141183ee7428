/** Asked to cancel after any call of its workflow: what is cancelled never was or is stopped, and what is not is said. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelRestore } from '../../../lib/restores/cancel-restore.ts';
import { RestoreRefused } from '../../../lib/restores/refusal.ts';
import { type Bench, type Kind, startBench } from './steps/bench.ts';
import { relay, watched } from './steps/crashing.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

/** Code of the refusal, undefined where it was taken. */
async function cancel(id: string): Promise<string | undefined> {
  try {
    await cancelRestore(bench.context, await bench.record(id));
    return undefined;
  } catch (error) {
    if (!(error instanceof RestoreRefused)) throw error;
    return error.refusals[0].code;
  }
}

/** One restore, cancelled after its nth call of the ledger or of Atlas. */
async function cancelAfter(kind: Kind, n: number) {
  const fresh = bench.fresh(kind);
  const { id } = await bench.accept(fresh);
  let calls = 0;
  let said: string | undefined;
  const done = async () => {
    calls += 1;
    if (calls === n) said = await cancel(id);
  };
  const { ledger, atlas } = bench.context;
  await bench.run(id, fresh.request, { ledger: watched(ledger, done), atlas: relay(atlas, done) });
  const record = await bench.record(id);
  return { fresh, record, said, wasAsked: calls >= n, lockOwner: await bench.lockOwner(record) };
}

test.each<Kind>(['dedicated', 'flex', 'download'])('%s', async (kind) => {
  const told = new Set<string>();
  for (let n = 1; ; n += 1) {
    const { fresh, record, said, wasAsked, lockOwner } = await cancelAfter(kind, n);
    if (!wasAsked) break;
    const jobs = fresh.jobs().map(({ status }) => status);
    const came = { n, said, status: record.status, jobs, lockOwner };
    told.add(said ?? 'cancelled');
    const asked = kind === 'download' ? [[], ['cancelled']] : [[]];
    if (said === undefined) {
      expect(came).toEqual({ n, said, status: 'CANCELLED', jobs: expect.anything(), lockOwner: undefined });
      expect(asked).toContainEqual(jobs);
    } else {
      const ends = kind === 'download' ? ['READY', ['ready']] : ['SUCCEEDED', ['succeeded']];
      expect(came).toMatchObject({ status: ends[0], jobs: ends[1], lockOwner: undefined });
    }
  }
  const codes = kind === 'download' ? ['cancelled'] : ['CANNOT_CANCEL_RESTORE', 'RESTORE_ENDED', 'cancelled'];
  expect([...told].sort()).toEqual(codes);
});
