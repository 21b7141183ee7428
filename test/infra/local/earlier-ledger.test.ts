/** A ledger of an earlier release is taken over when its folder is opened: restores, drills, locks and claims. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLedgerServer } from '../../../infra/local/ledger-server.ts';
import { LOCAL_SETTINGS } from '../../../infra/local/local-settings.ts';
import { DrillLedger } from '../../../lib/aws/drill-ledger.ts';
import { Ledger } from '../../../lib/aws/ledger.ts';
import { firstInLine } from '../../support/line.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atlas-restore-ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const RECORD = {
  id: 'r1',
  version: 3,
  status: 'RUNNING',
  source: { projectId: 'a'.repeat(24), family: 'flex', name: 'Accounts' },
  createdAt: '2026-11-22T10:00:00.000Z',
  timeline: [],
};

const DRILL = {
  id: 'd1',
  version: 5,
  plan: 'nightly',
  phase: 'DONE',
  verdict: 'PASSED',
  source: { projectId: 'a'.repeat(24), family: 'flex', name: 'Accounts' },
  createdAt: '2026-11-22T09:00:00.000Z',
};

async function makeEarlier(TableName: string): Promise<void> {
  const server = dynalite({ path: folder, createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({ ...LOCAL_SETTINGS, endpoint: `http://127.0.0.1:${port}` });
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  for (let active = false; !active; )
    active = (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus === 'ACTIVE';
  const documents = DynamoDBDocumentClient.from(client);
  const items = [
    { pk: 'restore#r1', version: 3, record: RECORD },
    { pk: 'drill#d1', version: 5, record: DRILL },
    { pk: 'lock#flex#x', owner: 'r1', leaseUntil: '2026-11-22T10:05:00.000Z' },
    { pk: 'request#h', restoreId: 'r1', deleteAfter: 1 },
  ];
  for (const Item of items) await documents.send(new PutCommand({ TableName, Item }));
  client.destroy();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

test.each([['atlas-restore-ledger'], ['atlas-restore-ledger-2']])(
  '%s once, and what has changed since stays',
  async (table) => {
    await makeEarlier(table);
    for (let start = 1; start <= 2; start++) {
      const server = await startLedgerServer(folder);
      const ledger = new Ledger(server.table, server.connection);
      const record = await ledger.getRestore('r1');
      expect(record).toEqual({ ...RECORD, version: 2 + start });
      expect(await firstInLine(ledger, 'flex#x')).toMatchObject({ id: 'r1' });
      expect(await ledger.requestClaim('h')).toBe('r1');
      const unfinished: string[] = [];
      for await (const { id } of ledger.unfinishedRestores()) unfinished.push(id);
      expect(unfinished).toEqual(['r1']);
      await ledger.saveRestore(record!);
      const drillLedger = new DrillLedger(server.table, server.connection);
      for (const query of [{}, { plan: 'nightly' }, { source: DRILL.source }])
        expect((await drillLedger.listDrills({ ...query, limit: 5 })).drills).toEqual([DRILL]);
      drillLedger.close();
      const client = new DynamoDBClient(server.connection);
      expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([server.table]);
      client.destroy();
      ledger.close();
      await server.close();
    }
  },
);
