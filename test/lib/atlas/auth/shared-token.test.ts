/** Containers that share a token: each a client of its own, on one table. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type LedgerServer, startLedgerServer } from '../../../../infra/local/ledger-server.ts';
import type { TokenStore } from '../../../../lib/atlas/auth/token.ts';
import { AtlasClient } from '../../../../lib/atlas/client.ts';
import type { AtlasCredential } from '../../../../lib/atlas/credentials.ts';
import { TokenTable } from '../../../../lib/aws/tokens.ts';
import { ACCOUNT, TOKEN_PATH, TokenGate } from '../../../support/atlas-gate.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { type Handler, sendFault, sendJson } from '../../../support/http-server.ts';
import { JOB, JOB_PATH, rejection, serve } from '../setup.ts';

const sendJob: Handler = (_, response) => sendJson(response, 200, JOB);
const ask = ['getClusterRestoreJob', { path: JOB_PATH }] as const;

/** Who waits for another waits in real time, two seconds at most: the other one has work to do meanwhile, on a busy machine. */
class SharedClock extends FakeClock {
  override async sleep(): Promise<void> {
    await delay(40);
  }
}

let server: LedgerServer;
let roles = 0;
beforeAll(async () => {
  // A table of the same key.
  server = await startLedgerServer();
});
afterAll(() => server.close());
let role: string;
beforeEach(() => {
  roles += 1;
  role = `role-${roles}`;
});

async function world(behind: Handler = sendJob) {
  const gate = new TokenGate(behind);
  const atlas = await serve(gate.handler);
  const clock = new SharedClock();
  let current: AtlasCredential = ACCOUNT;
  const container = (store?: TokenStore) => {
    const table = new TokenTable({ table: server.table, role }, server.connection);
    const credential = async () => current;
    const client = new AtlasClient({ baseUrl: atlas.url, clock, credential, tokens: store ?? table });
    onTestFinished(async () => {
      await client.close();
      table.close();
    });
    return client;
  };
  const rotate = (clientSecret: string) => {
    gate.secret = clientSecret;
    current = { ...ACCOUNT, clientSecret };
  };
  return { atlas, gate, clock, container, rotate };
}

describe('containers', () => {
  test('of twenty that start at once one asks for a token', async () => {
    const { gate, container } = await world();
    await Promise.all(Array.from({ length: 20 }, () => container().call(...ask)));
    expect(gate.issued).toBe(1);
  });

  test('renew it once an hour, however many they are, over a day', async () => {
    const { gate, clock, container } = await world();
    const containers = Array.from({ length: 5 }, () => container());
    for (let minutes = 0; minutes < 24 * 60; minutes += 10) {
      await Promise.all([...containers, container()].map((client) => client.call(...ask)));
      clock.advance(600_000);
    }
    expect(gate.issued).toBeLessThanOrEqual(25);
  });

  test('of which one has it renewed after it was revoked take the new one, without a request of their own', async () => {
    const { gate, container } = await world();
    const containers = Array.from({ length: 5 }, () => container());
    await Promise.all(containers.map((client) => client.call(...ask)));
    gate.revoke();
    await Promise.all(containers.map((client) => client.call(...ask)));
    expect(gate.issued).toBe(2);
  });

  test('take a rotated secret, each at its own time, and two tokens are asked for in all', async () => {
    const { gate, container, rotate } = await world();
    const containers = Array.from({ length: 5 }, () => container());
    await Promise.all(containers.map((client) => client.call(...ask)));
    gate.revoke();
    rotate('rotated');
    for (const client of containers) await client.call(...ask);
    expect(gate.issued).toBe(2);
  });

  test('that lack a role do not use up tokens: one more for all of them within five minutes', async () => {
    const { gate, clock, container } = await world((_, response) =>
      sendFault(response, 401, 'USER_UNAUTHORIZED'),
    );
    for (let seconds = 0; seconds < 290; seconds += 29) {
      expect(await rejection(container().call(...ask))).toMatchObject({ errorCode: 'USER_UNAUTHORIZED' });
      clock.advance(29_000);
    }
    expect(gate.issued).toBe(2);
  });

  test('go on when the one that was to fetch it has died', async () => {
    const { gate, clock, container } = await world();
    const table = new TokenTable({ table: server.table, role }, server.connection);
    onTestFinished(() => table.close());
    const { promise: never, resolve } = Promise.withResolvers<void>();
    const dead = container({
      read: (credential) => table.read(credential),
      claim: (...claim) => table.claim(...claim),
      write: () => never,
      release: () => never,
    });
    onTestFinished(() => resolve());
    void dead.call(...ask).catch(() => {});
    while (gate.issued === 0) await delay(40);
    const waiting = container().call(...ask);
    await delay(50);
    expect(gate.issued).toBe(1);
    clock.advance(14_000);
    await waiting;
    expect(gate.issued).toBe(2);
  });

  test('ask one after the other when a request fails, until one does not', async () => {
    const { gate, container } = await world();
    let failures = 3;
    gate.tokenHandler = (request, response) => {
      if (failures-- > 0) return sendJson(response, 503, { error: 'server_error' });
      gate.tokenHandler = undefined;
      return gate.handler(request, response);
    };
    await Promise.all(Array.from({ length: 5 }, () => container().call(...ask)));
    expect(gate.issued).toBe(1);
  });

  test('do not all run into the limit when one has: they wait for the claim to end', async () => {
    const { atlas, clock, gate, container } = await world();
    gate.tokenHandler = (_, response) =>
      sendJson(response, 429, { error: 'slow_down' }, { 'retry-after': '60' });
    const asked = () => atlas.received.filter(({ path }) => path === TOKEN_PATH).length;
    expect(await rejection(container().call(...ask))).toMatchObject({ status: 429 });
    gate.tokenHandler = undefined;
    const others = Array.from({ length: 5 }, () => container().call(...ask));
    await delay(50);
    expect(asked()).toBe(1);
    clock.advance(14_000);
    await Promise.all(others);
    expect(asked()).toBe(2);
  });

  test('each ask for their own where the store is away', async () => {
    const { gate, container } = await world();
    const away = async () => {
      throw new Error('away');
    };
    const store = { read: away, claim: away, write: away, release: away };
    await container(store).call(...ask);
    await container(store).call(...ask);
    expect(gate.issued).toBe(2);
  });

  test('of another role have a token of their own', async () => {
    const { gate, container } = await world();
    await container().call(...ask);
    role = `${role}-other`;
    await container().call(...ask);
    expect(gate.issued).toBe(2);
  });
});

test('what is stored names no secret, and ends by itself', async () => {
  const { container, gate, clock } = await world();
  const seen: string[] = [];
  const table = new TokenTable({ table: server.table, role }, server.connection);
  onTestFinished(() => table.close());
  const store: TokenStore = {
    read: (credential) => {
      seen.push(credential);
      return table.read(credential);
    },
    claim: (...claim) => table.claim(...claim),
    write: async (credential, token) => {
      expect(token).toEqual({
        authorization: `Bearer ${gate.token}`,
        fetchedAt: clock.now().getTime(),
        until: clock.now().getTime() + 3_540_000,
        afterRefusal: false,
      });
      await table.write(credential, token);
    },
    release: (...release) => table.release(...release),
  };
  await container(store).call(...ask);
  expect(seen.join()).toMatch(/^[0-9a-f]{40}$/);
});
