/** What tests of the Atlas-shaped endpoints share: calls of every row onto the simulator's fleet, and the function alone. */

import { atlasRoutes } from '../../../infra/atlas-routes.ts';
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import type { Simulator } from '../../../infra/local/atlas-simulator/simulator.ts';
import { loadFunction, type SharedNeed } from '../../../infra/local/functions.ts';
import type { AtlasClient } from '../../../lib/atlas/client.ts';
import { type Operation, type OperationName, operations } from '../../../lib/atlas/operations.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { LambdaHandler } from '../../../lib/lambda.ts';
import { type Log, silentLog } from '../../../lib/log.ts';
import type { FollowingServices, Services } from '../../../lib/services/services.ts';

export interface Row {
  readonly name: OperationName;
  readonly row: Operation;
}

/** Every operation that has a route. */
export const served: readonly Row[] = atlasRoutes().map(({ environment }) => {
  const name = environment.OPERATION as OperationName;
  return { name, row: operations[name] };
});

/** Those that only look, and those that change something. */
export const reads = served.filter(({ row }) => row.method === 'GET');
export const writes = served.filter(({ row }) => row.method !== 'GET');
export const servedTable = served.map((one) => [one.name, one] as const);
export const readsTable = reads.map((one) => [one.name, one] as const);

const SOURCE = { cluster: 'Orders', flex: 'Accounts', serverless: 'Events', tenant: 'Legacy' } as const;
const SNAPSHOT = { cluster: 'c101', flex: 'f101', serverless: 'e101', tenant: 'd101' } as const;

/** Path parameters that name something of the fleet. */
export function valuesFor(simulator: Simulator, { row }: Row): Record<string, string> {
  const isSharded = row.path.includes('/shardedCluster');
  const name = isSharded ? 'Catalog' : SOURCE[row.family];
  const job = jobIds.get(simulator)?.[row.family] ?? 'f'.repeat(24);
  return {
    groupId: PRODUCTION.id,
    clusterName: name,
    name,
    restoreJobId: job,
    restoreId: job,
    jobId: collectionJobs.get(simulator) ?? 'f'.repeat(24),
    snapshotId: `6b000000000000000000${isSharded ? 'c201' : SNAPSHOT[row.family]}`,
    databaseName: 'sales',
    collectionName: 'orders',
    sourceNamespace: 'sales.orders',
  };
}

const jobIds = new WeakMap<Simulator, Partial<Record<Operation['family'], string>>>();

/** The newest of three, which are made here: there is no history of them. */
const collectionJobs = new WeakMap<Simulator, string>();

/**
 * The history's ids depend on the start: they are read from the lists.
 * @param advance moves the simulator's clock
 */
export async function learnJobs(simulator: Simulator, advance: (seconds: number) => void): Promise<void> {
  const ids: Partial<Record<Operation['family'], string>> = {};
  jobIds.set(simulator, ids);
  const lists = [
    'listClusterRestoreJobs',
    'listFlexRestoreJobs',
    'listServerlessRestoreJobs',
    'listTenantRestores',
  ];
  for (const name of lists as OperationName[]) {
    const one = { name, row: operations[name] };
    const { text } = await askSimulator(
      simulator,
      pathFor(one, valuesFor(simulator, one)),
      acceptOf(one.row),
    );
    ids[one.row.family] = (JSON.parse(text) as { results: { id: string }[] }).results[0]?.id ?? '';
  }
  for (let count = 1; count <= 3; count++) {
    collectionJobs.set(simulator, await restoreCollections(simulator));
    advance(86_400);
    // Older than Atlas lets it become.
    tokens.delete(simulator);
  }
}

async function restoreCollections(simulator: Simulator): Promise<string> {
  const one = { name: 'createCollectionRestoreJob', row: operations.createCollectionRestoreJob } as const;
  const names = ['sales.orders', 'sales.customers', 'sales.invoices', 'inventory.stock'];
  const body = {
    collections: names.map((sourceNamespace) => ({ sourceNamespace })),
    indexStrategy: 'ALL',
    snapshotId: valuesFor(simulator, one).snapshotId,
    targetClusterName: 'restore-target',
    targetGroupId: RESTORE_TEST.id,
    writeStrategy: 'CREATE_NEW',
  };
  const path = pathFor(one, valuesFor(simulator, one));
  const { text } = await askSimulator(simulator, path, acceptOf(one.row), body);
  return (JSON.parse(text) as { id: string }).id;
}

export function pathFor({ row }: Row, values: Readonly<Record<string, string>>): string {
  return row.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

export function acceptOf(row: Operation, date = row.versions.at(-1)?.date): string {
  return date === undefined ? 'application/json' : `application/vnd.atlas.${date}+json`;
}

export interface TextAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export async function ask(
  url: string,
  headers: Record<string, string>,
  body?: object,
  method = body ? 'POST' : 'GET',
): Promise<TextAnswer> {
  const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** What Atlas itself answers. */
export async function askSimulator(
  simulator: Simulator,
  path: string,
  accept: string,
  body?: object,
): Promise<TextAnswer> {
  const token = tokens.get(simulator) ?? newToken(simulator);
  tokens.set(simulator, token);
  const headers = { accept, 'content-type': 'application/json', authorization: `Bearer ${await token}` };
  return ask(simulator.url + path, headers, body);
}

/** How many requests Atlas has had, those for tokens aside. */
export function atlasCalls(simulator: Simulator): number {
  return simulator.requests().filter(({ path }) => path.startsWith('/api/atlas/')).length;
}

/** The function of one row, without a service around it. Reads need nothing of what follows restores. */
export function endpointFunction(
  name: OperationName,
  atlas: AtlasClient,
  clock: Clock,
  log: Log = silentLog,
  following: Partial<FollowingServices> = {},
): Promise<LambdaHandler> {
  const policy = { allowDownload: true };
  const services = { atlas, clock, log, policy, ...following } as unknown as Services<SharedNeed>;
  return loadFunction('functions/atlas/endpoint.ts', services, { OPERATION: name });
}

/** Atlas gives ten tokens a minute. */
const tokens = new WeakMap<Simulator, Promise<string>>();

async function newToken({ url, fleet }: Simulator): Promise<string> {
  const { clientId, clientSecret } = fleet.credentials.serviceAccount!;
  const answer = await fetch(`${url}/api/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
