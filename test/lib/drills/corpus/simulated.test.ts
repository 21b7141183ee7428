/** The corpus, against the wire endpoint of a simulated cluster. */
import { afterAll, beforeAll } from 'vitest';
import { loopbackCertificates } from '../../../../infra/local/mongo-server/certificate.ts';
import type { CollectionData } from '../../../../infra/local/mongo-server/data.ts';
import { scramCredential } from '../../../../infra/local/mongo-server/scram.ts';
import { type MongoServer, startMongoServer } from '../../../../infra/local/mongo-server/server.ts';
import { ACTIONS } from '../../../../infra/local/mongo-server/users.ts';
import { wallClock } from '../../../../lib/clock.ts';
import { corpus } from './corpus.ts';

const VERSION = '8.0.29';
let held: readonly CollectionData[] = [];
let server: MongoServer;
let ca: string;
beforeAll(async () => {
  const credential = scramCredential('a-password');
  server = await startMongoServer({
    version: VERSION,
    setName: 'drill-shard-0',
    user: (name) => (name === 'drill' ? { credential, actions: new Set(ACTIONS) } : undefined),
    collections: () => held,
    now: () => new Date(),
  });
  ca = (await loopbackCertificates()).authority;
});
afterAll(() => server.close());

corpus(() => ({
  version: VERSION,
  clock: wallClock,
  canDamage: true,
  async load(collections) {
    held = collections;
    return { uri: server.uri, username: 'drill', password: 'a-password', ca };
  },
}));
