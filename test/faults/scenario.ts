/**
 * One restore of its own source onto its own target, with something going wrong on its way, to its end; and what must be
 * so then, whatever went wrong. A caller who is not answered well asks again with the same key, as a caller would.
 */
import { setImmediate } from 'node:timers/promises';
import type { FaultSpec } from '../../infra/local/atlas-simulator/faults/fault.ts';
import { PRODUCTION, RESTORE_TEST } from '../../infra/local/atlas-simulator/fleet.ts';
import type { RestoreEvent } from '../../lib/events/restore-event.ts';
import { isActive, type RestoreRecord } from '../../lib/restores/record.ts';
import { lockKey } from '../../lib/restores/target-lock.ts';
import { firstInLine } from '../support/line.ts';
import type { AwsFault } from './aws-gate.ts';
import type { Cloud } from './cloud.ts';

/** `safe`: a dedicated one whose target is snapshotted first, which only our own API can ask for. */
export const KINDS = ['dedicated', 'safe', 'flex', 'download'] as const;
export type Kind = (typeof KINDS)[number];
export const WAYS = ['workflow', 'endpoint'] as const;
export type Way = (typeof WAYS)[number];
export const waysOf = (kind: Kind): readonly Way[] => (kind === 'safe' ? ['workflow'] : WAYS);

export interface Scenario {
  readonly kind: Kind;
  readonly way: Way;
  /** What Atlas does wrong. */
  readonly atlas?: readonly FaultSpec[];
  readonly aws?: readonly AwsFault[];
  readonly kills?: readonly number[];
  readonly stopAfter?: number | undefined;
}

export interface Came {
  readonly record: RestoreRecord | undefined;
  /** How many jobs Atlas has, and how the one ended. */
  readonly jobs: readonly { readonly id: string; readonly status: string }[];
  /** The target was wiped, and there was no safety snapshot where one was wanted. */
  readonly isUnsafe: boolean;
  readonly told: readonly RestoreEvent[];
  readonly lockOwner: string | undefined;
  /** How often Atlas was asked, those for tokens included. */
  readonly atlasCalls: number;
  /** Calls of AWS, in order. */
  readonly awsCalls: readonly string[];
  /** Calls of both that were answered. */
  readonly calls: readonly string[];
  /** Events of the first execution. */
  readonly events: number;
  /** How much of what was to go wrong has. */
  readonly hits: number;
}

/** Longer than a token lives: each restore signs in anew. */
const BETWEEN_SECONDS = 3_700;
/** Longer than Atlas is slow for. */
const LATEST_SECONDS = 120;
let played = 0;

export async function play(
  cloud: Cloud,
  { kind, way, atlas = [], aws = [], kills = [], stopAfter }: Scenario,
): Promise<Came> {
  played += 1;
  const { simulator, time } = cloud;
  time.advance(BETWEEN_SECONDS);
  simulator.faults.clear();
  const family = kind === 'flex' ? 'flex' : 'cluster';
  const source = { projectId: PRODUCTION.id, name: `source-${played}` };
  const target = { projectId: RESTORE_TEST.id, name: `target-${played}` };
  simulator.addDeployment({ ...source, family });
  if (kind !== 'download') simulator.addDeployment({ ...target, family });
  const snapshotId = simulator.addSnapshot(source.name);
  const last = simulator.requests().at(-1);
  for (const fault of atlas) simulator.faults.add(fault);
  cloud.begin({ aws, kills, stopAfter });

  const ask = { cloud, kind, source, target, snapshotId, key: `fault-matrix-${played}` };
  const id = way === 'workflow' ? await askOwn(ask) : await askAtlas(ask);
  await settle(cloud, id);
  // What Atlas still has in hand of it lands too, before its jobs are counted.
  time.advance(LATEST_SECONDS);
  await setImmediate();
  const faultsLeft = simulator.faults.list().length;
  simulator.faults.clear();
  const record = id === undefined ? undefined : await cloud.ledger.getRestore(id);
  const lock = record && (await firstInLine(cloud.ledger, lockKey(record)));
  const requests = simulator.requests();
  const jobs = simulator.jobs().filter((job) => job.snapshotId === snapshotId);
  const safeSince = Math.min(
    ...simulator.fleet.snapshots
      .filter(
        ({ deployment, description = '' }) => deployment === target.name && description.includes(`${id},`),
      )
      .map(({ requestedAt, takesMs }) => requestedAt + takesMs),
  );
  return {
    record,
    jobs: jobs.map((job) => ({ id: job.id, status: job.status })),
    isUnsafe: kind === 'safe' && jobs.some(({ createdAt }) => Date.parse(createdAt) < safeSince),
    told: cloud.told.filter((event) => event.id === id),
    lockOwner: lock?.id,
    atlasCalls: requests.length - (last === undefined ? 0 : requests.lastIndexOf(last) + 1),
    awsCalls: cloud.gate.calls,
    calls: cloud.calls,
    events: cloud.events,
    hits: atlas.length - faultsLeft + cloud.gate.hits + cloud.deaths,
  };
}

interface Ask {
  readonly cloud: Cloud;
  readonly kind: Kind;
  readonly source: { readonly projectId: string; readonly name: string };
  readonly target: { readonly projectId: string; readonly name: string };
  readonly snapshotId: string;
  readonly key: string;
}

/** More than any fault here keeps a caller from being answered. */
const TRIES = 6;

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** As API Gateway invokes it; what a dead container leaves of it is a 502 without anything. */
async function post({ cloud }: Ask, path: string, request: object, own = {}): Promise<Answer> {
  try {
    return (await cloud.invoke(path, request, own)) as Answer;
  } catch {
    return { statusCode: 502, headers: {}, body: '' };
  }
}

function gatewayEvent(key: string, rawPath: string, body: object, more: object = {}, headers: object = {}) {
  return {
    version: '2.0',
    routeKey: `POST ${rawPath}`,
    rawPath,
    rawQueryString: '',
    headers: { 'content-type': 'application/json', ...headers, 'idempotency-key': key, host: 'localhost' },
    requestContext: {
      authorizer: { lambda: { principalId: 'test' } },
      domainName: 'localhost',
      http: { method: 'POST', path: rawPath, protocol: 'HTTP/1.1', sourceIp: '', userAgent: '' },
    },
    body: JSON.stringify(body),
    isBase64Encoded: false,
    ...more,
  };
}

async function askOwn(ask: Ask): Promise<string | undefined> {
  const { cloud, kind, source, target, key } = ask;
  const body =
    kind === 'download'
      ? { source, snapshot: 'latest', delivery: 'download' }
      : { source, snapshot: 'latest', target, ...(kind === 'safe' && { safetySnapshot: true }) };
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await post(
      ask,
      'functions/api/create-restore.ts',
      gatewayEvent(key, '/v1/restores', body),
    );
    if (answer.statusCode === 202) return String((JSON.parse(answer.body) as { id: string }).id);
    cloud.time.advance(60);
  }
  return undefined;
}

async function askAtlas(ask: Ask): Promise<string | undefined> {
  const { cloud, kind, source, target, snapshotId, key } = ask;
  const isFlex = kind === 'flex';
  const type = `application/vnd.atlas.${isFlex ? '2024-11-13' : '2023-01-01'}+json`;
  const body = isFlex
    ? { snapshotId, targetProjectId: target.projectId, targetDeploymentItemName: target.name }
    : {
        deliveryType: kind === 'download' ? 'download' : 'automated',
        snapshotId,
        ...(kind !== 'download' && { targetGroupId: target.projectId, targetClusterName: target.name }),
      };
  const groupId = source.projectId;
  const pathParameters = isFlex ? { groupId, name: source.name } : { groupId, clusterName: source.name };
  const rawPath = `/api/atlas/v2/groups/${groupId}/${isFlex ? 'flexClusters' : 'clusters'}/${source.name}/backup/restoreJobs`;
  const own = { OPERATION: isFlex ? 'createFlexRestoreJob' : 'createClusterRestoreJob' };
  const headers = { accept: type, 'content-type': type };
  for (let tries = 0; tries < TRIES; tries++) {
    const event = gatewayEvent(key, rawPath, body, { pathParameters }, headers);
    const answer = await post(ask, 'functions/atlas/endpoint.ts', event, own);
    const [, id] = /\/v1\/restores\/([\w-]+)>; rel="monitor"/.exec(answer.headers.link ?? '') ?? [];
    if (id !== undefined) return id;
    cloud.time.advance(60);
  }
  return undefined;
}

/** Hours, in which executions end, the sweeper comes, and Atlas is done. */
async function settle(cloud: Cloud, id: string | undefined): Promise<void> {
  for (let rounds = 0; rounds < 12; rounds++) {
    await cloud.quiet();
    const record = id === undefined ? undefined : await cloud.ledger.getRestore(id);
    if (record && !isActive(record.status) && !record.pendingEvents?.length && !record.jobMayRun) return;
    cloud.time.advance(900);
    await cloud.sweep();
  }
}
