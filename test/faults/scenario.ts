/**
 * One restore through the whole service, with something going wrong on its way, to its end; and what must be so then,
 * whatever went wrong. A caller who is not answered well asks again with the same key, as a caller would.
 */

import type { FaultSpec } from '../../infra/local/atlas-simulator/faults/fault.ts';
import { PRODUCTION, RESTORE_TEST } from '../../infra/local/atlas-simulator/fleet.ts';
import type { RestoreEvent } from '../../lib/events/restore-event.ts';
import { isActive, type RestoreRecord } from '../../lib/restores/record.ts';
import { lockKey } from '../../lib/restores/target-lock.ts';
import { firstInLine } from '../support/line.ts';
import { type Harness, requests, startHarness } from '../support/service-harness.ts';

export const KINDS = ['dedicated', 'flex', 'download'] as const;
export type Kind = (typeof KINDS)[number];
export const WAYS = ['workflow', 'endpoint'] as const;
export type Way = (typeof WAYS)[number];

export interface Scenario {
  readonly kind: Kind;
  readonly way: Way;
  /** What Atlas does wrong. */
  readonly faults?: readonly FaultSpec[];
  /** After which event of its execution's history it is stopped, as somebody stops one by hand. */
  readonly stopAfter?: number;
}

export interface Came {
  readonly record: RestoreRecord | undefined;
  /** How many jobs Atlas has, and how the one ended. */
  readonly jobs: readonly { readonly id: string; readonly status: string }[];
  readonly told: readonly RestoreEvent[];
  readonly lockOwner: string | undefined;
  /** How often Atlas was asked, those for tokens included. */
  readonly calls: number;
  /** Events of the first execution. */
  readonly events: number;
}

const KEY = { 'idempotency-key': 'fault-matrix' };

const CLUSTER = '/api/atlas/v2/groups/6b00000000000000000000a1/clusters/Orders/backup/restoreJobs';
const FLEX = '/api/atlas/v2/groups/6b00000000000000000000a1/flexClusters/Accounts/backup/restoreJobs';
const ENDPOINT: Readonly<Record<Kind, { path: string; date: string; body: object }>> = {
  dedicated: {
    path: CLUSTER,
    date: '2023-01-01',
    body: {
      deliveryType: 'automated',
      snapshotId: '6b000000000000000000c101',
      targetGroupId: RESTORE_TEST.id,
      targetClusterName: 'restore-target',
    },
  },
  flex: {
    path: FLEX,
    date: '2024-11-13',
    body: {
      snapshotId: '6b000000000000000000f101',
      targetProjectId: RESTORE_TEST.id,
      targetDeploymentItemName: 'restore-target-flex',
    },
  },
  download: {
    path: CLUSTER,
    date: '2023-01-01',
    body: { deliveryType: 'download', snapshotId: '6b000000000000000000c101' },
  },
};

export async function play({ kind, way, faults = [], stopAfter }: Scenario): Promise<Came> {
  const told: RestoreEvent[] = [];
  let events = 0;
  let first: string | undefined;
  const harness = await startHarness({
    onRestoreEvent: ({ detail }) => void told.push(detail as RestoreEvent),
    onEvent: ({ execution }) => {
      first ??= execution;
      if (execution !== first) return;
      events += 1;
      if (events === stopAfter) harness.service.stop(execution);
    },
  });
  try {
    for (const fault of faults) harness.simulator.faults.add(fault);
    const id = way === 'workflow' ? await askOwn(harness, kind) : await askAtlas(harness, kind);
    await settle(harness, id);
    const record = id === undefined ? undefined : await harness.service.ledger.getRestore(id);
    const lock = record && (await firstInLine(harness.service.ledger, lockKey(record)));
    return {
      record,
      jobs: harness.simulator.jobs().map((job) => ({ id: job.id, status: job.status })),
      told: told.filter((event) => event.id === id),
      lockOwner: lock?.id,
      calls: harness.simulator.requests().length,
      events,
    };
  } finally {
    await harness.close();
  }
}

/** More than any fault here keeps a caller from being answered. */
const TRIES = 6;

async function askOwn(harness: Harness, kind: Kind): Promise<string | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const { status, body } = await harness.call('POST', '/v1/restores', requests[kind](), KEY);
    if (status === 202) return String(body.id);
    harness.time.advance(60);
  }
  return undefined;
}

async function askAtlas({ service, time }: Harness, kind: Kind): Promise<string | undefined> {
  const { path, date, body } = ENDPOINT[kind];
  const type = `application/vnd.atlas.${date}+json`;
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await fetch(service.url + path, {
      method: 'POST',
      headers: { ...KEY, accept: type, 'content-type': type },
      body: JSON.stringify(body),
    });
    const [, id] = /\/v1\/restores\/([\w-]+)>; rel="monitor"/.exec(answer.headers.get('link') ?? '') ?? [];
    await answer.text();
    if (id !== undefined) return id;
    time.advance(60);
  }
  return undefined;
}

/** Days, in which executions end, the sweeper comes, and Atlas is done. */
async function settle(harness: Harness, id: string | undefined): Promise<void> {
  const { service, time } = harness;
  for (let rounds = 0; rounds < 12; rounds++) {
    if (id !== undefined) await service.endOf(id);
    const record = id === undefined ? undefined : await service.ledger.getRestore(id);
    if (record && !isActive(record.status) && !record.pendingEvents?.length && !record.jobMayRun) break;
    time.advance(900);
    await service.sweep();
    // What the sweeper has started under another name runs beside us.
    for (let looks = 0; looks < 200 && id !== undefined; looks++) {
      const now = await service.ledger.getRestore(id);
      if (now === undefined || !isActive(now.status)) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** The project that all of it is about, for who prints it. */
export const WHERE = PRODUCTION.name;
