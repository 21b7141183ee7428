/** What tests of creates share: a body that the fleet takes, for every row that makes a restore. */
import { PRODUCTION, RESTORE_TEST } from '../../../infra/local/atlas-simulator/fleet.ts';
import { makesRestore } from '../../../lib/atlas/operations/operation.ts';
import { type OperationName, operations } from '../../../lib/atlas/operations.ts';
import type { RestoreView } from '../../../lib/restores/view.ts';
import type { Harness } from '../../support/service-harness.ts';
import { acceptOf, pathFor, type Row, type TextAnswer, valuesFor, writes } from './setup.ts';

export const creates = writes.filter(({ row }) => makesRestore(row));

const onto = (name: string) => ({ targetProjectId: RESTORE_TEST.id, targetDeploymentItemName: name });
const cluster = { targetGroupId: RESTORE_TEST.id, targetClusterName: 'restore-target' };
const tenant = { snapshotId: '6b000000000000000000d101', ...onto('restore-target-tenant') };

/** By the name of the row. */
export const BODIES: Partial<Record<OperationName, object>> = {
  createClusterRestoreJob: { deliveryType: 'automated', snapshotId: '6b000000000000000000c101', ...cluster },
  createCollectionRestoreJob: {
    collections: [{ sourceNamespace: 'sales.orders' }],
    indexStrategy: 'ALL',
    snapshotId: '6b000000000000000000c101',
    writeStrategy: 'CREATE_NEW',
    ...cluster,
  },
  createFlexRestoreJob: { snapshotId: '6b000000000000000000f101', ...onto('restore-target-flex') },
  createFlexDownload: { snapshotId: '6b000000000000000000f101' },
  createServerlessRestoreJob: {
    deliveryType: 'automated',
    snapshotId: '6b000000000000000000e101',
    targetGroupId: RESTORE_TEST.id,
    targetClusterName: 'restore-target-serverless',
  },
  createTenantRestore: tenant,
  createTenantRestoreV2: tenant,
  createTenantDownload: { snapshotId: tenant.snapshotId },
  createTenantDownloadV2: { snapshotId: tenant.snapshotId },
  takeClusterSnapshot: { description: 'before the migration', retentionInDays: 3 },
};

export const bodyOf = ({ name }: Row): Readonly<Record<string, unknown>> => ({ ...BODIES[name] });

/** What a well-formed call of any row sends. */
export const sentBy = (one: Row): object | undefined => BODIES[one.name] && bodyOf(one);
export const isDownload = ({ name }: Row): boolean => name.includes('Download');

/** Rows that overwrite something. */
export const overwriting = creates.filter((one) => !isDownload(one));

export interface JsonAnswer extends TextAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: what Atlas answers is compared, not used
  readonly body: any;
}

export interface Sending {
  readonly query?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function send(
  { service, simulator }: Harness,
  one: Row,
  body: unknown,
  { query = '', values = {}, headers = {} }: Sending = {},
): Promise<JsonAnswer> {
  const path = pathFor(one, { ...valuesFor(simulator, one), ...values }) + query;
  const answer = await fetch(service.url + path, {
    method: one.row.method,
    headers: { accept: acceptOf(one.row), 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** Of the restore that an answer says is following its job. */
export function followed(answer: TextAnswer): string {
  const link = answer.headers.get('link') ?? '';
  const [, id] = /\/v1\/restores\/([\w-]+)>; rel="monitor"/.exec(link) ?? [];
  if (id === undefined) throw new Error(`No restore follows: ${answer.status} ${answer.text}`);
  return id;
}

/** Of which operation Atlas hears: M2/M5 jobs are made under v1.0, also for who asks under v2. */
export const atAtlas = ({ name }: Row): Row => {
  const spoken = name.replace(/V2$/, '') as OperationName;
  return { name: spoken, row: operations[spoken] };
};

/** How many such calls Atlas has had. */
export const asked = ({ simulator }: Harness, one: Row): number => {
  const { row } = atAtlas(one);
  const path = new RegExp(`^${row.path.replace(/\{\w+\}/g, '[^/]+')}(\\?|$)`);
  return simulator.requests().filter((each) => each.method === row.method && path.test(each.path)).length;
};

/** As it stands once its workflow has ended. */
export async function ended(harness: Harness, id: string): Promise<RestoreView> {
  await harness.service.endOf(id);
  return harness.get(id);
}

/** The jobs that Atlas has of a kind, oldest first. */
export function madeIn({ simulator }: Harness, { row }: Row): string[] {
  if (row.resource !== 'collectionRestoreJobs') return simulator.jobs().map(({ id }) => id);
  const { collectionJobs } = simulator.deployment({ projectId: PRODUCTION.id, name: 'Orders' });
  return collectionJobs.map(({ id }) => id);
}
