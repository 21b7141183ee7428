/** What the client's tests share: a client in front of a local server, closed with it, and a few Atlas documents. */
import { onTestFinished } from 'vitest';
import { AtlasClient, type AtlasClientOptions } from '../../../lib/atlas/client.ts';
import { ACCOUNT, TokenGate } from '../../support/atlas-gate.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type Handler, HttpServer } from '../../support/http-server.ts';

export const GROUP = '0123456789abcdef01234567';
export const JOB_ID = '65f000000000000000000001';
export const CLUSTER_PATH = { groupId: GROUP, clusterName: 'Cluster0' };
export const JOB_PATH = { ...CLUSTER_PATH, restoreJobId: JOB_ID };
export const JOB = { id: JOB_ID, deliveryType: 'automated', cancelled: false, expired: false, failed: false };
export const CREATE = {
  deliveryType: 'automated' as const,
  snapshotId: '65f0000000000000000000aa',
  targetClusterName: 'Target0',
  targetGroupId: GROUP,
};

export async function serve(handler: Handler): Promise<HttpServer> {
  const server = await HttpServer.start(handler);
  onTestFinished(() => server.close());
  return server;
}

export interface ClientUnderTest {
  readonly client: AtlasClient;
  readonly clock: FakeClock;
  /** The `refresh` of each reading of the credential. */
  readonly readings: boolean[];
}

export function clientOf(baseUrl: string, options: Partial<AtlasClientOptions> = {}): ClientUnderTest {
  const clock = new FakeClock();
  const readings: boolean[] = [];
  const read = options.credential ?? (async () => ACCOUNT);
  const credential = async (refresh: boolean) => {
    readings.push(refresh);
    return await read(refresh);
  };
  const client = new AtlasClient({ baseUrl, clock, ...options, credential });
  onTestFinished(() => client.close());
  return { client, clock, readings };
}

/** A client with a service account in front of a handler that sees only what is signed. */
export async function signedIn(behind: Handler, options: Partial<AtlasClientOptions> = {}) {
  const gate = new TokenGate(behind);
  const server = await serve(gate.handler);
  /** Requests without those for a token. */
  const calls = () => server.received.filter(({ path }) => !path.startsWith('/api/oauth'));
  return { ...clientOf(server.url, options), server, gate, calls };
}

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It was not rejected.');
}
