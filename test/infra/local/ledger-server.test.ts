import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FolderInUse, type LedgerServer, startLedgerServer } from '../../../infra/local/ledger-server.ts';
import { LOCAL_SETTINGS } from '../../../infra/local/local-settings.ts';
import { Ledger } from '../../../lib/aws/ledger.ts';
import { recordOf } from '../../lib/aws/records.ts';
import { firstInLine, setLine } from '../../support/line.ts';

let folder: string;
const servers: LedgerServer[] = [];

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'ledger-')), 'ledger');
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(join(folder, '..'), { recursive: true });
});

async function started(at?: string): Promise<LedgerServer> {
  const server = await startLedgerServer(at);
  servers.push(server);
  return server;
}

async function use<Result>(server: LedgerServer, act: (ledger: Ledger) => Promise<Result>): Promise<Result> {
  const ledger = new Ledger(server.table, server.connection);
  try {
    return await act(ledger);
  } finally {
    ledger.close();
  }
}

/** As a process leaves it that was killed while it made the table. */
async function leaveHalfMade(at: string, TableName: string): Promise<void> {
  const server = dynalite({ path: at, createTableMs: 3_600_000 });
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
  client.destroy();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

describe('the ledger of one machine', () => {
  test.each([
    'atlas-restore-ledger-3',
    // Of earlier releases.
    'atlas-restore-ledger-2',
    'atlas-restore-ledger',
  ])('is usable although an earlier process was killed while it made the table %s', async (table) => {
    await leaveHalfMade(folder, table);
    const server = await started(folder);
    const { created } = await use(server, (ledger) => ledger.createRestore(recordOf({ id: 'first' })));
    expect(created).toBe(true);
  });

  test('survives the end of its process: records, indexes, locks, jobs and claims', async () => {
    const first = await started(folder);
    await use(first, async (ledger) => {
      const { record } = await ledger.createRestore(recordOf({ id: 'kept' }));
      await ledger.saveRestore({ ...record, status: 'SUCCEEDED' });
      await setLine(ledger, 'target', { id: 'kept', leaseUntil: '2026-11-22T10:05:00.000Z' });
      await ledger.ownJob('job', 'kept');
      await ledger.claimRequest('hash', 'kept', new Date('2026-11-30T00:00:00Z'));
    });
    await servers.pop()?.close();

    await use(await started(folder), async (ledger) => {
      const record = await ledger.getRestore('kept');
      expect(record).toMatchObject({ status: 'SUCCEEDED', version: 2 });
      const { restores } = await ledger.listRestores({ statuses: ['SUCCEEDED'], limit: 5 });
      expect(restores).toEqual([record]);
      expect(await firstInLine(ledger, 'target')).toMatchObject({ id: 'kept' });
      await expect(ledger.ownJob('job', 'other')).resolves.toBe('kept');
      await expect(ledger.requestClaim('hash')).resolves.toBe('kept');
      await expect(ledger.saveRestore({ ...record!, status: 'FAILED' })).resolves.toMatchObject({
        version: 3,
      });
    });
  });

  test('does not share its folder, and says so; the first goes on undisturbed', async () => {
    const first = await started(folder);
    const second = startLedgerServer(folder);
    await expect(second).rejects.toThrow(FolderInUse);
    await expect(second).rejects.toThrow(folder);
    await use(first, async (ledger) => {
      await expect(ledger.createRestore(recordOf())).resolves.toMatchObject({ created: true });
    });
  });

  test('gives its folder free when it ends', async () => {
    await started(folder);
    await servers.pop()?.close();
    await expect(started(folder)).resolves.toBeDefined();
  });

  test('is forgotten without a folder, and each has its own', async () => {
    await use(await started(), (ledger) => ledger.createRestore(recordOf()));
    await use(await started(), async (ledger) => {
      await expect(ledger.getRestore('restore-1')).resolves.toBeUndefined();
    });
  });

  test('answers on loopback only', async () => {
    const { connection } = await started();
    expect(connection.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});
