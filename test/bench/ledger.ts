/**
 * What a full ledger costs its readers: a status read and a page of the list with 100 restores in it and with 100,000,
 * measured in turns in one run. DynamoDB is dynalite in memory, which knows no partitions: it shows that nothing reads
 * more than it needs, not how fast DynamoDB is.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type LedgerServer, startLedgerServer } from '../../infra/local/ledger-server.ts';
import { Ledger } from '../../lib/aws/ledger.ts';
import { restoreItem } from '../../lib/aws/ledger-items.ts';
import { recordOf } from '../lib/aws/records.ts';
import { median, type Report, table } from './report.ts';

const [FEW, MANY] = [100, 100_000];
const ROUNDS = 400;
const WARM_UP = 50;
/** So small that the small ledger fills it from each of its shards, too. */
const PAGE = 15;
/** DynamoDB's most. */
const BATCH = 25;
const AT_ONCE = 8;

export async function benchLedger(): Promise<Report> {
  const servers = [await filled(FEW), await filled(MANY)] as const;
  try {
    const [few, many] = servers.map(({ server }) => new Ledger(server.table, server.connection)) as [
      Ledger,
      Ledger,
    ];
    const reads: readonly (readonly [
      string,
      (one: Ledger, size: number, round: number) => Promise<unknown>,
    ])[] = [
      ['status read', (one, size, round) => one.getRestore(idOf((round * 7_919) % size))],
      ['page of the list', (one) => one.listRestores({ limit: PAGE })],
      ['page of one status', (one) => one.listRestores({ limit: PAGE, statuses: ['SUCCEEDED'] })],
    ];
    const measured = [];
    for (const [name, read] of reads) {
      const times: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
        // In turns, and each first every other time: what the machine does meanwhile hits both alike.
        for (const at of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
          const began = performance.now();
          await read(at === 0 ? few : many, at === 0 ? FEW : MANY, round);
          if (round >= WARM_UP) times[at].push(performance.now() - began);
        }
      }
      measured.push({ name, few: median(times[0]), many: median(times[1]) });
    }
    few.close();
    many.close();
    return reportOf(measured);
  } finally {
    for (const { server } of servers) await server.close();
  }
}

interface Measured {
  readonly name: string;
  readonly few: number;
  readonly many: number;
}

function reportOf(measured: readonly Measured[]): Report {
  const rows = measured.map(({ name, few, many }) => [
    name,
    `${few.toFixed(2)} ms`,
    `${many.toFixed(2)} ms`,
    (many / few).toFixed(2),
  ]);
  const head = ['median of 400', '100 restores', '100,000 restores', 'ratio'];
  return {
    name: 'ledger',
    text: `Reads of the ledger (dynalite in memory):\n\n${table(head, rows)}`,
    budgets: measured.map(({ name, few, many }) => ({
      what: `${name}: × with 100,000 restores`,
      is: many / few,
      most: 1.2,
    })),
  };
}

const idOf = (at: number): string => `restore-${at}`;
async function filled(size: number): Promise<{ server: LedgerServer }> {
  const server = await startLedgerServer();
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(server.connection));
  const first = Date.parse('2025-11-22T10:00:00Z');
  for (let from = 0; from < size; from += BATCH * AT_ONCE) {
    const batches = Array.from({ length: AT_ONCE }, (_, batch) => from + batch * BATCH).filter(
      (at) => at < size,
    );
    await Promise.all(
      batches.map((start) => {
        const items = Array.from({ length: Math.min(BATCH, size - start) }, (_, at) => {
          const record = recordOf({
            id: idOf(start + at),
            status: (start + at) % 10 < 7 ? 'SUCCEEDED' : 'FAILED',
            createdAt: new Date(first + (start + at) * 1_000).toISOString(),
          });
          return { PutRequest: { Item: restoreItem(record) } };
        });
        return client.send(new BatchWriteCommand({ RequestItems: { [server.table]: items } }));
      }),
    );
  }
  client.destroy();
  return { server };
}
