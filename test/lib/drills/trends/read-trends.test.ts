/** Which drills trends and lists of one source are made of: those of the source, however many others there are. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LedgerServer, startLedgerServer } from '../../../../infra/local/ledger-server.ts';
import { DrillLedger, type DrillListQuery } from '../../../../lib/aws/drill-ledger.ts';
import { drillItem } from '../../../../lib/aws/ledger-items.ts';
import { listDrills } from '../../../../lib/drills/list-drills.ts';
import { newDrill } from '../../../../lib/drills/new-drill.ts';
import { drillPlan } from '../../../../lib/drills/plans/plan.ts';
import type { DrillRecord } from '../../../../lib/drills/record.ts';
import { readTrends } from '../../../../lib/drills/trends/read-trends.ts';

const PROJECT = 'a'.repeat(24);
const NOW = new Date('2026-11-22T10:00:00Z');
const ORDERS = { projectId: PROJECT, name: 'Orders' };
const plan = drillPlan.parse({
  name: 'nightly',
  sources: [ORDERS],
  schedule: 'rate(1 day)',
  objectives: { rtoMinutes: 90, rpoMinutes: 1_440 },
});

function passed(hoursAgo: number, name = ORDERS.name): DrillRecord {
  const now = new Date(NOW.getTime() - hoursAgo * 3_600_000);
  const trigger = { kind: 'schedule', by: 'rule', at: now.toISOString() } as const;
  const source = { projectId: PROJECT, name };
  return {
    ...newDrill({ plan, source, trigger, start: `s${hoursAgo}`, simulated: false, now }),
    phase: 'DONE',
    verdict: 'PASSED',
    marks: { startedAt: now.toISOString() },
    fidelity: { target: 'new' } as NonNullable<DrillRecord['fidelity']>,
    measures: {
      verifiedRtoSeconds: 60,
      technicalRtoSeconds: 50,
      restoreSeconds: 40,
      snapshotAgeSeconds: 30,
    } as NonNullable<DrillRecord['measures']>,
  };
}

let server: LedgerServer;
let ledger: DrillLedger;
beforeAll(async () => {
  server = await startLedgerServer();
  ledger = new DrillLedger(server.table, server.connection);
});
afterAll(async () => {
  ledger.close();
  await server.close();
});

const drillsOf = async (...given: Parameters<typeof readTrends>) =>
  (await readTrends(...given)).classes.flatMap(({ points }) => points.map(({ drill }) => drill));

test('those of the source and of its last year, and of no namesake', async () => {
  const mine = [passed(30), passed(6), passed(2)];
  const others = [passed(1, 'Other'), passed(3, 'Orders2'), passed(4, 'Order')];
  const old = passed(367 * 24);
  for (const drill of [...mine, ...others, old]) await ledger.createDrill(drill);
  expect(await drillsOf(ledger, ORDERS, NOW)).toEqual(mine.map(({ id }) => id));
  const source = `${PROJECT}/Orders`;
  const { drills, next } = await listDrills(ledger, { source, limit: 10 });
  expect([drills.map(({ id }) => id), next]).toEqual([
    [...mine.map(({ id }) => id).reverse(), old.id],
    undefined,
  ]);
  const first = await listDrills(ledger, { source, limit: 2 });
  const second = await listDrills(ledger, { source, limit: 2, cursor: first.next! });
  expect([...first.drills, ...second.drills]).toEqual(drills);
  expect((await listDrills(ledger, { source, plan: 'weekly', limit: 10 })).drills).toEqual([]);
});

test('one that an earlier release wrote is found by its source’s name alone, until it is written again', async () => {
  const source = { projectId: PROJECT, name: 'Early' };
  const drill = { ...passed(5, source.name), version: 1 };
  const { sourceKey: _, ...item } = drillItem(drill);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(server.connection), {
    marshallOptions: { removeUndefinedValues: true },
  });
  await client.send(new PutCommand({ TableName: server.table, Item: item }));
  client.destroy();
  const listed = async (text: string) =>
    (await listDrills(ledger, { source: text, limit: 10 })).drills.map(({ id }) => id);
  expect(await listed('Early')).toEqual([drill.id]);
  expect(await listed(`${PROJECT}/Early`)).toEqual([]);
  expect(await drillsOf(ledger, source, NOW)).toEqual([]);
  await ledger.saveDrill(drill);
  expect(await listed(`${PROJECT}/Early`)).toEqual([drill.id]);
  expect(await drillsOf(ledger, source, NOW)).toEqual([drill.id]);
});

test.each([
  [1_000, true],
  [1_001, false],
])(
  'of %d drills in a year the newest thousand, and it says whether that is all: %s',
  async (count, complete) => {
    const drills = Array.from({ length: count }, (_, at) => passed(at));
    const list = {
      async listDrills({ limit, cursor = '0' }: DrillListQuery) {
        const from = Number(cursor);
        const more = from + limit < drills.length;
        return { drills: drills.slice(from, from + limit), ...(more && { next: String(from + limit) }) };
      },
    };
    const trends = await readTrends(list, ORDERS, NOW);
    expect(trends.complete).toBe(complete);
    expect(trends.classes.flatMap(({ points }) => points)).toHaveLength(1_000);
  },
);
