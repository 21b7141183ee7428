/** A simulator on a clock that the test moves, and a caller that is signed in to it. */
import { onTestFinished } from 'vitest';
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../../../infra/local/atlas-simulator/simulator.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

export const PRODUCTION = '6b00000000000000000000a1';
export const RESTORE_TEST = '6b00000000000000000000b2';
/** Newest scheduled snapshot of each source. */
export const NEWEST = {
  Orders: '6b000000000000000000c101',
  Catalog: '6b000000000000000000c201',
  Accounts: '6b000000000000000000f101',
  Events: '6b000000000000000000e101',
  Legacy: '6b000000000000000000d101',
};

const groups = `/api/atlas/v2/groups/${PRODUCTION}`;
export const ORDERS = `${groups}/clusters/Orders`;
export const CATALOG = `${groups}/clusters/Catalog`;
export const ACCOUNTS = `${groups}/flexClusters/Accounts`;
export const EVENTS = `${groups}/serverless/Events`;
export const LEGACY = `/api/atlas/v1.0/groups/${PRODUCTION}/clusters/Legacy/backup/tenant`;

/** The same deployment's interface in v2. */
export const LEGACY_V2 = `${groups}/clusters/Legacy/backup/tenant`;

// biome-ignore lint/suspicious/noExplicitAny: tests read Atlas' documents as they come
export type Json = any;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
}

export interface CallOptions {
  /** @default the newest date, which resolves downwards */
  readonly date?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export interface Caller {
  readonly simulator: Simulator;
  readonly clock: ManualClock;
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  get(path: string, options?: CallOptions): Promise<Reply>;
  post(path: string, body: unknown, options?: CallOptions): Promise<Reply>;
  restore(overrides?: object): Promise<Reply>;
  flexRestore(overrides?: object): Promise<Reply>;
}

const LONG_TOKENS = { token: { lifetimeSeconds: 10 * 365 * 86_400 } };

export async function simulate(
  options: Partial<SimulatorOptions> & { clock?: ManualClock } = {},
): Promise<Caller> {
  const clock = options.clock ?? new ManualClock();
  const simulator = await startSimulator({ credentials: LONG_TOKENS, ...options, clock });
  onTestFinished(() => simulator.close());
  const token = await tokenOf(simulator);
  const call: Caller['call'] = async (method, path, { date = '2025-03-12', body, headers, signal } = {}) => {
    const response = await fetch(simulator.url + path, {
      method,
      headers: {
        accept: `application/vnd.atlas.${date}+json`,
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    return replyOf(response);
  };
  return {
    simulator,
    clock,
    call,
    get: (path, more) => call('GET', path, more),
    post: (path, body, more) => call('POST', path, { ...more, body }),
    restore: (overrides) =>
      call('POST', `${ORDERS}/backup/restoreJobs`, {
        body: {
          deliveryType: 'automated',
          snapshotId: NEWEST.Orders,
          targetClusterName: 'restore-target',
          targetGroupId: RESTORE_TEST,
          ...overrides,
        },
      }),
    flexRestore: (overrides) =>
      call('POST', `${ACCOUNTS}/backup/restoreJobs`, {
        body: {
          snapshotId: NEWEST.Accounts,
          targetDeploymentItemName: 'restore-target-flex',
          targetProjectId: RESTORE_TEST,
          ...overrides,
        },
      }),
  };
}

export async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const { status, headers } = response;
  const isJson = /json/.test(headers.get('content-type') ?? '') && text !== '';
  return { status, headers, text, json: isJson ? parse(text) : undefined };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function askToken(
  simulator: Simulator,
  body = 'grant_type=client_credentials',
  secret?: string,
) {
  const account = simulator.fleet.credentials.serviceAccount!;
  const basic = btoa(`${account.clientId}:${secret ?? account.clientSecret}`);
  return replyOf(
    await fetch(`${simulator.url}/api/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    }),
  );
}

export async function tokenOf(simulator: Simulator): Promise<string> {
  return (await askToken(simulator)).json.access_token;
}
