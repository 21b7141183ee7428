/** Places of the evidence, as they lie in the ledger. */
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LedgerServer, startLedgerServer } from '../../../infra/local/ledger-server.ts';
import { EvidenceClaimLost, LedgerEvidenceIndex } from '../../../lib/aws/evidence-index.ts';
import { START } from '../../../lib/evidence/record.ts';

const at = (sequence: number) => ({ sequence, hash: String(sequence % 10).repeat(64) });
let server: LedgerServer;
let index: LedgerEvidenceIndex;
beforeAll(async () => {
  server = await startLedgerServer();
  index = new LedgerEvidenceIndex(server.table, server.connection);
});
afterAll(async () => {
  index.close();
  await server.close();
});

test('the head begins before the first record and goes forwards only, whoever is last', async () => {
  expect(await index.head()).toEqual(START);
  await index.advanceHead(at(2));
  await index.advanceHead(at(1));
  expect(await index.head()).toEqual(at(2));
  await Promise.all([5, 3, 9, 7, 8].map((sequence) => index.advanceHead(at(sequence))));
  expect(await index.head()).toEqual(at(9));
  await index.advanceHead({ ...at(9), hash: 'f'.repeat(64) });
  expect(await index.head()).toEqual(at(9));
});

describe('a key', () => {
  test('is not known at first, is claimed once by one of many, and settled once', async () => {
    expect(await index.find('a#drill')).toBeUndefined();
    const claims = await Promise.all([4, 5, 6, 7].map((from) => index.claim('a#drill', from)));
    expect(new Set(claims.map(({ from }) => from)).size).toBe(1);
    expect(await index.find('a#drill')).toEqual(claims[0]);
    await index.settle('a#drill', at(8));
    await index.settle('a#drill', at(9));
    const settled = { from: 8, position: at(8) };
    expect(await index.find('a#drill')).toEqual(settled);
    expect(await index.claim('a#drill', 20)).toEqual(settled);
    expect(await index.find('a#cleanup')).toBeUndefined();
  });

  test('whose row is taken away in that moment is an error, and no claim', async () => {
    const raw = new DynamoDBClient(server.connection);
    await index.claim('gone#drill', 1);
    class Racing extends LedgerEvidenceIndex {
      override async find(key: string) {
        const Key = { pk: { S: `evidence#${key}` } };
        await raw.send(new DeleteItemCommand({ TableName: server.table, Key }));
        return super.find(key);
      }
    }
    const racing = new Racing(server.table, server.connection);
    await expect(racing.claim('gone#drill', 1)).rejects.toBeInstanceOf(EvidenceClaimLost);
    racing.close();
    raw.destroy();
  });
});
