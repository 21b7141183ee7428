/** What a verification says when it cannot look, may not look, or has no time: never that all is well. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loopbackCertificates } from '../../../infra/local/mongo-server/certificate.ts';
import { MongoFaults } from '../../../infra/local/mongo-server/faults.ts';
import { scramCredential } from '../../../infra/local/mongo-server/scram.ts';
import { type MongoServer, startMongoServer } from '../../../infra/local/mongo-server/server.ts';
import { ACTIONS, type Action } from '../../../infra/local/mongo-server/users.ts';
import { wallClock } from '../../../lib/clock.ts';
import { CHECK_IDS, type CheckResult } from '../../../lib/drills/check-result.ts';
import { checksConfig } from '../../../lib/drills/checks/config.ts';
import type { SliceState } from '../../../lib/drills/verify/slice.ts';
import { type Verified, verify } from '../../../lib/drills/verify/verify.ts';
import type { Log } from '../../../lib/log.ts';
import { healthy, SNAPSHOT_AT } from './corpus/data.ts';

const VERSION = '8.0.29';
const PASSWORD = 'a-password-nobody-logs';
const credential = scramCredential(PASSWORD);
let server: MongoServer;
let ca: string;
let actions: readonly Action[];
const faults = new MongoFaults();
let lines: unknown[];
beforeAll(async () => {
  server = await startMongoServer({
    version: VERSION,
    setName: 'drill-shard-0',
    user: (name) => (name === 'drill' ? { credential, actions: new Set(actions) } : undefined),
    collections: healthy,
    now: () => new Date(),
    faults,
  });
  ca = (await loopbackCertificates()).authority;
});
afterAll(() => server.close());
beforeEach(() => {
  actions = ACTIONS;
  faults.set({});
  lines = [];
});

const keep = (...line: unknown[]) => void lines.push(line);
const log = { info: keep, warn: keep, error: keep } as unknown as Log;
const config = checksConfig.parse({ critical: ['shop.orders'] });
const FACTS = { snapshotAt: SNAPSHOT_AT, mongoDBVersion: VERSION };

interface Run {
  readonly access?: object;
  readonly sliceMs?: number;
  readonly totalMs?: number;
  readonly state?: SliceState;
}

async function run({ access, sliceMs = 10_000, totalMs = 10_000, state }: Run = {}): Promise<Verified> {
  const now = wallClock.now().getTime();
  return verify(
    { clock: wallClock, log },
    {
      access: { uri: server.uri, username: 'drill', password: PASSWORD, ca, ...access },
      config,
      facts: FACTS,
      sliceEndsAt: now + sliceMs,
      endsAt: now + totalMs,
      ...(state && { state }),
    },
  );
}

/** The last slice: its time is up when it begins. */
async function atTheEnd(more: Run = {}): Promise<readonly CheckResult[]> {
  const came = await run({ totalMs: -1, ...more });
  return came.done ? came.results : [];
}
const said = (results: readonly CheckResult[], id: string) => {
  const found = results.find((one) => one.id === id);
  return `${found?.verdict} ${found?.code}`;
};

describe('a target that cannot be read', () => {
  test.each<[string, object, string]>([
    ['because nobody listens', { uri: 'mongodb://127.0.0.1:9/?tls=true' }, 'CONNECTION_FAILED'],
    ['because its certificate is signed by somebody else', { ca: undefined }, 'CONNECTION_FAILED'],
    ['because the user is not there', { username: 'nobody' }, 'SIGN_IN_REFUSED'],
    ['because the password is another', { password: 'wrong-and-secret' }, 'SIGN_IN_REFUSED'],
  ])('%s is tried again, and then nothing is decided', async (_, access, code) => {
    const came = await run({ access, sliceMs: 300 });
    expect(came.done).toBe(false);
    const results = await atTheEnd({ access, state: came.state });
    expect(said(results, 'reachable')).toBe(`INCONCLUSIVE ${code}`);
    expect(new Set(results.slice(1).map((one) => `${one.verdict} ${one.code}`))).toEqual(
      new Set(['NOT_RUN TARGET_NOT_READ']),
    );
    expect(results.map(({ id }) => id)).toEqual(CHECK_IDS.slice(2));
  });

  test('because it has no primary is a broken one', async () => {
    faults.set({ hasNoPrimary: true });
    const came = await run({ sliceMs: 300 });
    expect(came.done).toBe(false);
    expect(said(await atTheEnd({ state: came.state }), 'reachable')).toBe('FAIL NO_PRIMARY');
  });

  test('leaves no password, and no address with one, in the log or the state', async () => {
    const came = await run({ access: { password: 'wrong-and-secret' } });
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify([lines, came.state])).not.toMatch(/wrong-and-secret|a-password-nobody-logs/);
  });
});

describe('a user that may not', () => {
  test('validate: that is not run, the rest is', async () => {
    actions = ACTIONS.filter((action) => action !== 'validate');
    const came = await run();
    const results = came.done ? came.results : [];
    expect(said(results, 'validate')).toBe('NOT_RUN NOT_PERMITTED');
    expect(said(results, 'not-empty')).toBe('PASS OK');
  });

  test.each<Action>(['find', 'listCollections', 'listIndexes'])(
    '%s: nothing is run, at once',
    async (missing) => {
      actions = ACTIONS.filter((action) => action !== missing);
      const came = await run();
      const results = came.done ? came.results : [];
      expect(said(results, 'reachable')).toBe('PASS OK');
      expect(results.some(({ verdict, provesData }) => verdict === 'PASS' && provesData)).toBe(false);
      expect(said(results, 'not-empty')).toBe('NOT_RUN NOT_PERMITTED');
    },
  );
});

test('what did not fit into the time says nothing, and what was seen whole does', async () => {
  let state: SliceState | undefined;
  const seen = new Set<string>();
  for (let slices = 0; slices < 200; slices += 1) {
    const came: Verified = await run({ sliceMs: 2, ...(state && { state }) });
    ({ state } = came);
    if (came.done) break;
    const results = await atTheEnd({ state: JSON.parse(JSON.stringify(state)) });
    for (const id of ['server-version', 'not-empty', 'validate']) seen.add(`${id} ${said(results, id)}`);
    expect(results.filter(({ verdict }) => verdict === 'FAIL')).toEqual([]);
    if (said(results, 'not-empty') === 'PASS OK')
      expect(state.collections).toHaveLength(state.namespaces?.length ?? 0);
  }
  expect([...seen]).toEqual(
    expect.arrayContaining(['not-empty INCONCLUSIVE OUT_OF_TIME', 'server-version PASS OK']),
  );
});

describe('a configuration', () => {
  test.each<[string, object, RegExp]>([
    ['that writes', { pipeline: [{ $out: 'x' }] }, /\$out/],
    ['that writes, from within', { pipeline: [{ $facet: { a: [{ $merge: 'x' }] } }] }, /\$merge/],
    ['that runs code', { pipeline: [{ $match: { $where: 'true' } }] }, /\$where/],
    ['that runs a function', { pipeline: [{ $project: { a: { $function: {} } } }] }, /\$function/],
    ['of no collection', { namespace: 'orders' }, /database\.collection/],
    ['of no operator', { operator: '~' }, /operator|Invalid/],
  ])('%s is refused', (_, more, problem) => {
    const assertion = {
      name: 'a',
      namespace: 'shop.orders',
      pipeline: [{ $count: 'n' }],
      operator: '=',
      expected: 1,
    };
    const parsed = checksConfig.safeParse({ assertions: [{ ...assertion, ...more }] });
    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error?.issues)).toMatch(problem);
  });

  test('that says nothing has its defaults', () => {
    expect(checksConfig.parse({})).toEqual({
      critical: [],
      ignored: [],
      dropPercent: 10,
      newestDocuments: [],
      assertions: [],
      validateUpTo: 100_000,
      validateSeconds: 120,
    });
  });
});
