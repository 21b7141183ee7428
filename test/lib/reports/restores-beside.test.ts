/** Restores beside drills: however many drills there are, all of them, and by whatever name. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LedgerServer, startLedgerServer } from '../../../infra/local/ledger-server.ts';
import { DrillLedger } from '../../../lib/aws/drill-ledger.ts';
import { Ledger } from '../../../lib/aws/ledger.ts';
import { wallClock } from '../../../lib/clock.ts';
import { drillPlan } from '../../../lib/drills/plans/plan.ts';
import { restoreIdOf } from '../../../lib/drills/target/target-name.ts';
import { periodOf } from '../../../lib/reports/period.ts';
import { restoresBeside } from '../../../lib/reports/restores-beside.ts';
import { seenDrill } from '../../support/decided-drills.ts';
import { recordOf } from '../aws/records.ts';

const plan = drillPlan.parse({
  name: 'weekly',
  sources: [{ projectId: 'a'.repeat(24), name: 'Orders' }],
  schedule: 'rate(7 days)',
  objectives: { rtoMinutes: 90, rpoMinutes: 1_440 },
});
const period = periodOf('2026-Q3')!;
const at = (number: number) => new Date(Date.parse(period.from) + number * 3_600_000).toISOString();
const clock = { ...wallClock, now: () => new Date(period.to) };

let server: LedgerServer;
let ledger: Ledger;
let drillLedger: DrillLedger;
beforeAll(async () => {
  server = await startLedgerServer();
  ledger = new Ledger(server.table, server.connection);
  drillLedger = new DrillLedger(server.table, server.connection);
});
afterAll(async () => {
  ledger.close();
  drillLedger.close();
  await server.close();
});

test('those of drills do not count', async () => {
  const drills = Array.from({ length: 700 }, (_, number) => `weekly-${number}`);
  await Promise.all(
    drills.map((id, number) =>
      ledger.createRestore(recordOf({ id: restoreIdOf(id), createdAt: at(number) })),
    ),
  );
  // The last of them is of a drill that is not among those that were read.
  const saw = { rtoSeconds: 60, restoreSeconds: 30, snapshotAgeSeconds: 60, sizeBytes: 1 };
  const source = plan.sources[0] as { projectId: string; name: string };
  await drillLedger.createDrill(
    seenDrill({ ...saw, id: 'weekly-699', source, createdAt: at(699), data: 'good', costUsd: null }, plan),
  );
  const byHand = Array.from({ length: 13 }, (_, number) =>
    recordOf({ id: `hand-${number}`, createdAt: at(number * 50) }),
  );
  const named = [
    recordOf({ id: 'orders-quarterly-restore', createdAt: at(3) }),
    recordOf({ id: 'with-evidence-restore', createdAt: at(4), inEvidence: true }),
  ];
  await Promise.all([...byHand, ...named].map((record) => ledger.createRestore(record)));
  const known = new Set(drills.slice(0, -1));
  const { kept, after } = await restoresBeside({ drillLedger, clock }, period, async () => known);
  expect(after).toBeUndefined();
  expect(kept.map(({ id }) => id).sort()).toEqual([...byHand, ...named].map(({ id }) => id).sort());
});
