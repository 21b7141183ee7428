/** The corpus of broken and healthy restores against a MongoDB-compatible server, and what only a real one shows. */
import { readFileSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CollectionData } from '../../infra/local/mongo-server/data.ts';
import { wallClock } from '../../lib/clock.ts';
import { checksConfig } from '../../lib/drills/checks/config.ts';
import type { SliceState } from '../../lib/drills/verify/slice.ts';
import { verify } from '../../lib/drills/verify/verify.ts';
import { type Log, silentLog } from '../../lib/log.ts';
import { corpus, verified } from '../lib/drills/corpus/corpus.ts';
import { healthy, SNAPSHOT_AT } from '../lib/drills/corpus/data.ts';
import { DRILL, OWNER, type Secantus, startSecantus } from './secantus.ts';

let secantus: Secantus;
let owner: MongoClient;
let version: string;
beforeAll(async () => {
  secantus = await startSecantus();
  const { uri, ca } = secantus;
  owner = new MongoClient(uri, { ca, auth: OWNER, authSource: 'admin' });
  ({ version } = await owner.db('admin').command({ buildInfo: 1 }));
});
afterAll(async () => {
  await owner.close();
  await secantus.close();
});

const SYSTEM = ['admin', 'local', 'config'];

async function load(collections: readonly CollectionData[]) {
  const { databases } = await owner.db('admin').admin().listDatabases({ nameOnly: true });
  for (const { name } of databases) if (!SYSTEM.includes(name)) await owner.db(name).dropDatabase();
  for (const { database, name, documents, indexes } of collections) {
    const made = await owner.db(database).createCollection(name);
    const all = [...documents()];
    if (all.length > 0) await made.insertMany(all);
    for (const { name: index, key, ...options } of indexes)
      if (index !== '_id_')
        await made.createIndex(key as Record<string, 1 | -1>, { name: index, ...options });
  }
  const { uri, ca } = secantus;
  return { uri, ca, ...DRILL };
}

const target = () => ({ load, version, clock: wallClock, canDamage: false });
corpus(target);

describe('the drill’s user', () => {
  const run = async (access: object, log: Log, time: number, state?: SliceState) => {
    const base = await load(healthy());
    return verify(
      { clock: wallClock, log },
      {
        access: { ...base, ...access },
        config: checksConfig.parse({}),
        facts: { snapshotAt: SNAPSHOT_AT },
        sliceEndsAt: time,
        endsAt: time,
        ...(state && { state }),
      },
    );
  };

  test('cannot write, and need not', async () => {
    const access = await load(healthy());
    const drill = new MongoClient(access.uri, { ca: access.ca, auth: DRILL, authSource: 'admin' });
    await expect(drill.db('shop').collection('orders').insertOne({ a: 1 })).rejects.toMatchObject({
      code: 13,
    });
    await drill.close();
  });

  test('with a wrong password: nothing is decided, and no line of the log holds it', async () => {
    const lines: unknown[] = [];
    const keep = (...line: unknown[]) => void lines.push(line);
    const log = { info: keep, warn: keep, error: keep } as unknown as Log;
    const soon = wallClock.now().getTime() + 1_000;
    const came = await run({ password: 'a-wrong-password' }, log, soon);
    // Until the time is up it is tried again: users are not everywhere at once.
    const last = came.done ? came : await run({ password: 'a-wrong-password' }, log, 0, came.state);
    expect(last.done && last.results[0]).toMatchObject({ verdict: 'INCONCLUSIVE', code: 'SIGN_IN_REFUSED' });
    expect(JSON.stringify(lines)).not.toContain('a-wrong-password');
  });
});

test('in slices of a moment each it sees what it sees at once', async () => {
  const access = await load(healthy());
  const config = checksConfig.parse({ critical: ['shop.orders'] });
  const facts = { snapshotAt: SNAPSHOT_AT };
  const endsAt = wallClock.now().getTime() + 25_000;
  let came = await verify(
    { clock: wallClock, log: silentLog },
    { access, config, facts, sliceEndsAt: wallClock.now().getTime() + 1, endsAt },
  );
  let slices = 1;
  for (; !came.done; slices += 1) {
    const state = JSON.parse(JSON.stringify(came.state));
    const sliceEndsAt = wallClock.now().getTime() + 30;
    came = await verify(
      { clock: wallClock, log: silentLog },
      { access, config, facts, state, sliceEndsAt, endsAt },
    );
  }
  expect(slices).toBeGreaterThan(2);
  const whole = await verified(target(), healthy(), facts, { critical: ['shop.orders'] });
  expect(came.results).toEqual(whole.results);
});

/** Read only: whatever it holds, the checks come to an end and decide by rules. */
const {
  MONGODB_URI: uri,
  MONGODB_CA: caFile,
  MONGODB_USER: username = '',
  MONGODB_PASSWORD: password = '',
} = process.env;
test.skipIf(uri === undefined)(
  'a MongoDB of your own (MONGODB_URI, MONGODB_USER, MONGODB_PASSWORD, MONGODB_CA)',
  async () => {
    const endsAt = wallClock.now().getTime() + 25_000;
    const came = await verify(
      { clock: wallClock, log: silentLog },
      {
        access: { uri: uri ?? '', username, password, ...(caFile && { ca: readFileSync(caFile, 'utf8') }) },
        config: checksConfig.parse({ validateUpTo: 0 }),
        facts: {},
        sliceEndsAt: endsAt,
        endsAt,
      },
    );
    expect(came.done && came.results[0]).toMatchObject({ id: 'reachable', verdict: 'PASS' });
  },
);
