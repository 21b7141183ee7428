/** A server that does not answer one question: the others are asked all the same, and what is not known is no pass. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { loopbackCertificates } from '../../../infra/local/mongo-server/certificate.ts';
import { MongoFaults } from '../../../infra/local/mongo-server/faults.ts';
import { scramCredential } from '../../../infra/local/mongo-server/scram.ts';
import { type MongoServer, startMongoServer } from '../../../infra/local/mongo-server/server.ts';
import { ACTIONS } from '../../../infra/local/mongo-server/users.ts';
import { wallClock } from '../../../lib/clock.ts';
import { checksConfig } from '../../../lib/drills/checks/config.ts';
import { packed, unpacked } from '../../../lib/drills/packed.ts';
import { verify } from '../../../lib/drills/verify/verify.ts';
import { silentLog } from '../../../lib/log.ts';
import { healthy, SNAPSHOT_AT } from './corpus/data.ts';

const credential = scramCredential('a-password');
const faults = new MongoFaults();
let server: MongoServer;
let ca: string;
beforeAll(async () => {
  server = await startMongoServer({
    version: '8.0.29',
    setName: 'drill-shard-0',
    user: () => ({ credential, actions: new Set(ACTIONS) }),
    collections: healthy,
    now: () => new Date(),
    faults,
  });
  ca = (await loopbackCertificates()).authority;
});
afterAll(() => server.close());
beforeEach(() => faults.set({}));

const config = checksConfig.parse({
  critical: ['shop.orders'],
  newestDocuments: [{ namespace: 'shop.orders', field: 'createdAt' }],
});

async function verified() {
  const endsAt = wallClock.now().getTime() + 10_000;
  const came = await verify(
    { clock: wallClock, log: silentLog },
    {
      access: { uri: server.uri, username: 'drill', password: 'a-password', ca },
      config,
      facts: { snapshotAt: SNAPSHOT_AT, mongoDBVersion: '8.0.29' },
      sliceEndsAt: endsAt,
      endsAt,
    },
  );
  if (!came.done) throw new Error('It was not done.');
  return Object.fromEntries(came.results.map(({ id, verdict, code }) => [id, `${verdict} ${code}`]));
}

const WELL = { reachable: 'PASS OK', 'server-version': 'PASS OK' };

test.each([
  ['validate', 166, { validate: 'NOT_RUN UNREADABLE', 'not-empty': 'PASS OK', 'newest-document': 'PASS OK' }],
  ['find', 50, { 'newest-document': 'INCONCLUSIVE UNREADABLE', 'not-empty': 'PASS OK', validate: 'PASS OK' }],
  // Counted one by one it takes too long: the server's estimate does.
  ['aggregate', 50, { 'not-empty': 'PASS OK', 'newest-document': 'PASS OK' }],
  ['listIndexes', 26, { 'not-empty': 'INCONCLUSIVE UNREADABLE', 'newest-document': 'PASS OK' }],
  ['count', 96, { 'not-empty': 'PASS OK', 'newest-document': 'PASS OK' }],
] as const)('%s, with code %i', async (command, code, expected) => {
  faults.set({ failures: [{ command, code }] });
  expect(await verified()).toMatchObject({ ...WELL, ...expected });
});

test('what a thousand collections are packed into fits into what travels between two slices', () => {
  const index = (at: number) => ({ name: `field_${at}_1`, key: `{"field_${at}":1}`, unique: false });
  const collections = Array.from({ length: 1_000 }, (_, at) => ({
    namespace: `database_${at % 7}.collection-with-a-long-name-${at}`,
    count: at * 7_919,
    isExact: false,
    indexes: Array.from({ length: 10 }, (_, each) => index((at + each) % 40)),
  }));
  const state = {
    namespaces: collections.map(({ namespace }) => namespace),
    collections,
    indexed: collections,
  };
  const text = packed(state);
  expect(text.length).toBeLessThan(200_000);
  expect(unpacked(text)).toEqual(state);
});
