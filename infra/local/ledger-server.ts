/** The ledger's table on one machine: dynalite over a loopback socket, persisted in a folder. */
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { AwsConnection } from '../../lib/aws/connection.ts';
import { ledgerTable } from '../../lib/aws/ledger-table.ts';
import { takeOver } from './earlier-ledger.ts';
import { LOCAL_SETTINGS } from './local-settings.ts';

export interface LedgerServer {
  readonly table: string;
  readonly connection: AwsConnection;
  close(): Promise<void>;
}

/** Another process keeps its ledger in the same folder: two writers would each see half. */
export class FolderInUse extends Error {
  override name = 'FolderInUse' as const;

  constructor(folder: string) {
    super(`Another process keeps its ledger in ${folder}. End it, or choose another folder with --data.`);
  }
}

/** Numbered by its indexes: a table here cannot be given another. */
const TABLE = 'atlas-restore-ledger-3';
/** The newest first: what is in it is newer than what a take-over that was cut off has left in the others. */
const EARLIER_TABLES = ['atlas-restore-ledger-2', 'atlas-restore-ledger'];

/** dynalite wants a signature and looks at none; making one is a sixth of a local call. */
const UNSIGNED: NonNullable<AwsConnection['signer']> = {
  sign: async (request) => {
    request.headers.authorization =
      'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=none';
    request.headers['x-amz-date'] = '20260101T000000Z';
    return request;
  },
};

/** `folder` absent: in memory. */
export async function startLedgerServer(folder?: string): Promise<LedgerServer> {
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    await refuseSharedFolder(folder);
  }
  const server = dynalite({
    ...(folder !== undefined && { path: folder }),
    createTableMs: 0,
    updateTableMs: 0,
    deleteTableMs: 0,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const connection = { ...LOCAL_SETTINGS, endpoint: `http://127.0.0.1:${port}`, signer: UNSIGNED };
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  try {
    if (await createTable(connection)) return { table: TABLE, connection, close };
  } catch (error) {
    await close();
    throw error;
  }
  // An earlier process was killed while it made the table: it stays so for ever, and nothing can be in it.
  await close();
  if (folder === undefined) throw new Error('The ledger could not be made in memory.');
  rmSync(folder, { recursive: true });
  return startLedgerServer(folder);
}

/** False when the table that is there never becomes usable. */
async function createTable(connection: AwsConnection): Promise<boolean> {
  const client = new DynamoDBClient(connection);
  const keys = new Set<string>([ledgerTable.partitionKey]);
  const indexes = Object.entries(ledgerTable.indexes);
  for (const [, { partitionKey, sortKey }] of indexes) keys.add(partitionKey).add(sortKey);
  try {
    await client.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [...keys].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [{ AttributeName: ledgerTable.partitionKey, KeyType: 'HASH' }],
        GlobalSecondaryIndexes: indexes.map(([IndexName, { partitionKey, sortKey, ...index }]) => ({
          IndexName,
          KeySchema: [
            { AttributeName: partitionKey, KeyType: 'HASH' },
            { AttributeName: sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'keysOnly' in index ? 'KEYS_ONLY' : 'ALL' },
        })),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  try {
    if (!(await becomesActive(client))) return false;
    for (const earlier of EARLIER_TABLES) await takeOver(client, earlier, TABLE);
    return true;
  } finally {
    client.destroy();
  }
}

/** A new table takes a moment, even here: until then it refuses everything. */
async function becomesActive(client: DynamoDBClient): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: TABLE }));
    if (Table?.TableStatus === 'ACTIVE') return true;
    await delay(LOOK_EVERY_MS);
  }
  return false;
}

const LOOK_EVERY_MS = 10;
/** It is a matter of milliseconds, on a busy machine too. */
const PATIENCE_MS = 2_000;

/**
 * dynalite opens its store lazily, and where another process has locked it, it throws outside of any request and ends
 * this process. So the same store is opened once before, by the library that dynalite itself opens it with.
 */
async function refuseSharedFolder(folder: string): Promise<void> {
  const { Level } = createRequire(import.meta.resolve('dynalite'))('level') as {
    Level: new (folder: string) => { open(): Promise<void>; close(): Promise<void> };
  };
  const store = new Level(folder);
  try {
    await store.open();
  } catch (error) {
    const { cause } = error as { cause?: { code?: unknown } };
    throw cause?.code === 'LEVEL_LOCKED' ? new FolderInUse(folder) : error;
  }
  await store.close();
}
