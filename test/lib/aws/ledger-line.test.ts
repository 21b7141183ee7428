/** Who stands in line for a target, as it lies in the ledger. */
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LedgerServer, startLedgerServer } from '../../../infra/local/ledger-server.ts';
import { Ledger } from '../../../lib/aws/ledger.ts';
import { setLine } from '../../support/line.ts';

let server: LedgerServer;
let opened: Ledger;
beforeAll(async () => {
  server = await startLedgerServer();
  opened = new Ledger(server.table, server.connection);
});
afterAll(async () => {
  opened.close();
  await server.close();
});
const ledger = () => opened;
const LEASE = '2026-11-22T10:05:00.000Z';
const LATER = '2026-11-22T10:10:00.000Z';

describe('a line', () => {
  const mine = { id: 'a', leaseUntil: LEASE };
  const theirs = { id: 'b', leaseUntil: LEASE };
  const placesOf = async (key: string) => (await ledger().line(key)).places;

  test('is empty at first, and is who was put there, in order', async () => {
    const seen = await ledger().line('ordered');
    expect(seen).toEqual({ places: [] });
    await expect(ledger().saveLine('ordered', seen, [mine, theirs])).resolves.toBe(true);
    expect(await placesOf('ordered')).toEqual([mine, theirs]);
  });

  test('is written by one of many that have seen the same', async () => {
    const seen = await ledger().line('wanted');
    const wrote = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((id) => ledger().saveLine('wanted', seen, [{ ...mine, id }])),
    );
    expect(wrote.filter(Boolean)).toHaveLength(1);
    const [first] = await placesOf('wanted');
    expect(first?.id).toBe(['a', 'b', 'c', 'd', 'e'][wrote.indexOf(true)]);
  });

  test('that was emptied and filled again is another one', async () => {
    const seen = await ledger().line('again');
    await ledger().saveLine('again', seen, [mine]);
    const first = await ledger().line('again');
    await expect(ledger().saveLine('again', first, [])).resolves.toBe(true);
    await ledger().saveLine('again', await ledger().line('again'), [mine]);
    await expect(ledger().saveLine('again', first, [theirs])).resolves.toBe(false);
    await expect(ledger().saveLine('again', first, [])).resolves.toBe(false);
    expect(await placesOf('again')).toEqual([mine]);
  });

  test('is renewed by its first, whoever stands behind, and by nobody else', async () => {
    await setLine(ledger(), 'renewed', mine, theirs);
    const before = await ledger().line('renewed');
    await expect(ledger().renewFirst('renewed', { ...mine, leaseUntil: LATER })).resolves.toBe(true);
    await expect(ledger().renewFirst('renewed', { ...theirs, leaseUntil: LATER })).resolves.toBe(false);
    await expect(ledger().renewFirst('nobody', mine)).resolves.toBe(false);
    expect(await placesOf('renewed')).toEqual([{ ...mine, leaseUntil: LATER }, theirs]);
    // Who has seen it before that has not seen this one.
    await expect(ledger().saveLine('renewed', before, [theirs])).resolves.toBe(false);
  });

  test('of the release before is a lock with one owner, and is taken over as it is', async () => {
    const raw = new DynamoDBClient(server.connection);
    const Item = { pk: { S: 'lock#old' }, owner: { S: 'a' }, leaseUntil: { S: LEASE } };
    await raw.send(new PutItemCommand({ TableName: server.table, Item }));
    raw.destroy();
    const seen = await ledger().line('old');
    expect(seen).toEqual({ places: [mine] });
    await expect(ledger().renewFirst('old', mine)).resolves.toBe(false);
    await expect(ledger().saveLine('old', { places: [theirs] }, [theirs])).resolves.toBe(false);
    await expect(ledger().saveLine('old', seen, [mine, theirs])).resolves.toBe(true);
    expect(await placesOf('old')).toEqual([mine, theirs]);
  });
});
