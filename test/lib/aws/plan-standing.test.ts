/** What is to be told of a plan: written first, then told, then written off, whoever is cut off or comes in between. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LedgerServer, startLedgerServer } from '../../../infra/local/ledger-server.ts';
import { type DrillAnnouncer, DrillLedger } from '../../../lib/aws/drill-ledger.ts';
import type { PlanChange } from '../../../lib/drills/plans/suspension.ts';

const at = '2026-11-22T10:00:00.000Z';
const SUSPENDED: PlanChange = { state: 'SUSPENDED', at, failures: ['a', 'b', 'c'], resumedBy: null };
const STANDING = {
  failures: ['a', 'b', 'c'],
  suspended: { since: at, why: 'Three failed.' },
  pending: [SUSPENDED],
};

let server: LedgerServer;
beforeAll(async () => {
  server = await startLedgerServer();
});
afterAll(() => server.close());

/** What it has told, by plan and state; `meanwhile` happens while it tells. */
function announcing(meanwhile: () => Promise<boolean> = async () => true) {
  const told: string[] = [];
  const announcer: DrillAnnouncer = {
    tell: async () => true,
    async tellPlan(plan, changes) {
      told.push(...changes.map(({ state }) => `${plan} ${state}`));
      return meanwhile();
    },
    close: () => undefined,
  };
  return { told, ledger: new DrillLedger(server.table, server.connection, announcer) };
}

test('what is told is written off, and nobody tells it again', async () => {
  const { told, ledger } = announcing();
  expect(await ledger.savePlanStanding('told', 0, STANDING)).toBe(true);
  await ledger.announcePlans();
  expect(told).toEqual(['told SUSPENDED']);
  const { pending: _, ...rest } = STANDING;
  expect(await ledger.planStanding('told')).toEqual({ version: 2, standing: rest });
  ledger.close();
});

test('who has lost the write tells nothing', async () => {
  const { told, ledger } = announcing();
  const silent = new DrillLedger(server.table, server.connection);
  await silent.savePlanStanding('lost', 0, { failures: [] });
  expect(await ledger.savePlanStanding('lost', 0, STANDING)).toBe(false);
  expect(told).toEqual([]);
  for (const one of [ledger, silent]) one.close();
});

test('what could not be told, or was cut off before it was, is told by who looks for it', async () => {
  const refused = announcing(async () => false);
  expect(await refused.ledger.savePlanStanding('refused', 0, STANDING)).toBe(true);
  const silent = new DrillLedger(server.table, server.connection);
  expect(await silent.savePlanStanding('cut-off', 0, STANDING)).toBe(true);
  await silent.announcePlans();
  const { told, ledger } = announcing();
  await ledger.announcePlans();
  await ledger.announcePlans();
  expect(told.sort()).toEqual(['cut-off SUSPENDED', 'refused SUSPENDED']);
  for (const one of [refused.ledger, silent, ledger]) one.close();
});

test('what somebody writes while it is told stays, and the same is told once more', async () => {
  const other = announcing();
  const { told, ledger } = announcing(async () => {
    const { version, standing } = await other.ledger.planStanding('both');
    const resumed: PlanChange = { ...SUSPENDED, state: 'RESUMED', resumedBy: 'ada' };
    const pending = [...(standing.pending ?? []), resumed];
    return other.ledger.savePlanStanding('both', version, { failures: [], pending });
  });
  await ledger.savePlanStanding('both', 0, STANDING);
  expect([told, other.told]).toEqual([['both SUSPENDED'], ['both SUSPENDED', 'both RESUMED']]);
  expect((await ledger.planStanding('both')).standing).toEqual({ failures: [] });
  for (const one of [other.ledger, ledger]) one.close();
});
