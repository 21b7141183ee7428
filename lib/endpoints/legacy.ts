/**
 * Reads of serverless instances and M2/M5 clusters outlive Atlas' own endpoints (design, decision 8): Atlas is asked
 * first, and where it has switched the endpoint off, the Flex cluster of the same name is asked instead, and what it
 * answers is said in the old words.
 */
import { type CallOptions, DEFAULT_LIMITS } from '../atlas/call.ts';
import type { AtlasAnswer } from '../atlas/client.ts';
import { AtlasError } from '../atlas/errors.ts';
import { type MediaVersion, type Operation, type OperationName, operations } from '../atlas/operations.ts';
import type { CheckedCall } from './call-check.ts';
import { askAtlas, type Endpoint } from './endpoint.ts';
import * as documents from './legacy-documents.ts';

/** Of an answer, what an endpoint hands on. */
export type EndpointAnswer = Pick<AtlasAnswer<unknown>, 'status' | 'text' | 'headers'>;

/** Where the answer has come from instead. */
export interface Successor {
  readonly path: string;
  /** Days, as the table has them. */
  readonly since: string;
  readonly switchedOff: string;
}

/**
 * @param onSuccessor called before the successor is asked: its errors are announced like its answers
 * @throws what the client throws
 */
export async function askOrTranslate(
  endpoint: Endpoint,
  call: CheckedCall,
  version: MediaVersion | undefined,
  onSuccessor: (successor: Successor) => void = () => {},
): Promise<EndpointAnswer> {
  const { clock } = endpoint.services;
  const startedAt = clock.now().getTime();
  try {
    return await askAtlas(endpoint, call, version);
  } catch (error) {
    const { switchedOff } = endpoint.row;
    if (switchedOff === undefined || !saysSwitchedOff(error)) throw error;
    const name = successorName(endpoint.row);
    const { path, versions } = operations[name];
    const asked = path.replace(/\{(\w+)\}/g, (_, key: string) => flexPath(call)[key as 'groupId']);
    onSuccessor({ path: asked, since: versions[0].date, switchedOff });
    // Both together have the time of one: API Gateway does not wait longer.
    const spentMs = clock.now().getTime() - startedAt;
    const totalMs = Math.max(LEAST_MS, DEFAULT_LIMITS.totalMs - spentMs);
    return askSuccessor(endpoint, call, name, { totalMs });
  }
}

/** Less would be no attempt. */
const LEAST_MS = 2_000;

/** Not every 404: where the endpoint still answers, a job that is not there has a code of its own. */
function saysSwitchedOff(error: unknown): boolean {
  if (!(error instanceof AtlasError)) return false;
  return error.status === 410 || (error.status === 404 && error.errorCode === 'RESOURCE_NOT_FOUND');
}

const SUCCESSORS = {
  restoreJobs: { list: 'listFlexRestoreJobs', get: 'getFlexRestoreJob' },
  snapshots: { list: 'listFlexSnapshots', get: 'getFlexSnapshot' },
} as const satisfies Record<string, { readonly list: OperationName; readonly get: OperationName }>;
type SuccessorName = (typeof SUCCESSORS)[keyof typeof SUCCESSORS]['get' | 'list'] | 'getFlexCluster';

function successorName({ resource, path }: Operation): SuccessorName {
  if (resource !== 'restoreJobs' && resource !== 'snapshots') return 'getFlexCluster';
  return SUCCESSORS[resource][path.endsWith('}') ? 'get' : 'list'];
}

/** Under Flex' names of the same parameters. */
function flexPath({ path }: CheckedCall) {
  const id = path.restoreJobId ?? path.restoreId ?? '';
  return {
    groupId: path.groupId ?? '',
    name: path.clusterName ?? path.name ?? '',
    restoreJobId: id,
    snapshotId: path.snapshotId ?? '',
  };
}

async function askSuccessor(
  endpoint: Endpoint,
  call: CheckedCall,
  name: SuccessorName,
  limits: CallOptions,
): Promise<EndpointAnswer> {
  const { atlas, clock } = endpoint.services;
  const { groupId, restoreJobId, snapshotId, name: deployment } = flexPath(call);
  const at = { groupId, name: deployment };
  const place = { ...placeOf(endpoint.row, call), now: clock.now() };
  const isTenant = endpoint.row.family === 'tenant';
  const toJob = isTenant ? documents.tenantRestore : documents.serverlessJob;
  const toSnapshot = isTenant ? documents.tenantSnapshot : documents.serverlessSnapshot;
  switch (name) {
    case 'getFlexCluster': {
      const answer = await atlas.call(name, { path: at }, limits);
      return { ...answer, text: JSON.stringify(documents.serverlessInstance(answer.data, place)) };
    }
    case 'getFlexRestoreJob': {
      const answer = await atlas.call(name, { path: { ...at, restoreJobId } }, limits);
      return { ...answer, text: JSON.stringify(toJob(answer.data, place)) };
    }
    case 'getFlexSnapshot': {
      const answer = await atlas.call(name, { path: { ...at, snapshotId } }, limits);
      return { ...answer, text: JSON.stringify(toSnapshot(answer.data, place)) };
    }
    case 'listFlexRestoreJobs':
      return listed(endpoint, { call, name, limits }, (job) => toJob(job as documents.FlexJob, place));
    case 'listFlexSnapshots':
      return listed(endpoint, { call, name, limits }, (one) =>
        toSnapshot(one as documents.FlexSnapshot, place),
      );
  }
}

function placeOf(row: Operation, call: CheckedCall): Omit<documents.LegacyPlace, 'now'> {
  const { groupId: projectId, name } = flexPath(call);
  const template = row.resource === 'deployment' ? row.path : row.path.replace(/\/\{\w+\}$/, '');
  const path = template.replace(/\{(\w+)\}/g, (_, key: string) => call.path[key] ?? '');
  return { projectId, name, path };
}

/** The client has read it by the row's schema; which of the two lists it is, the caller knows. */
interface Page {
  readonly links?:
    | readonly { readonly href?: string | undefined; readonly rel?: string | undefined }[]
    | undefined;
  readonly results: readonly unknown[];
  readonly totalCount?: number | undefined;
}

interface ListRequest {
  readonly call: CheckedCall;
  readonly name: 'listFlexRestoreJobs' | 'listFlexSnapshots';
  readonly limits: CallOptions;
}

/** M2/M5 lists have no pages: all of Flex' make one. Serverless lists are paged alike. */
async function listed(
  { row, services: { atlas } }: Endpoint,
  { call, name, limits }: ListRequest,
  toDocument: (item: unknown) => object,
): Promise<EndpointAnswer> {
  const { groupId, name: deployment } = flexPath(call);
  const request = { path: { groupId, name: deployment }, query: call.query };
  const { path } = placeOf(row, call);
  if (row.family !== 'tenant') {
    const answer = await atlas.call(name, request, limits);
    const { links = [], results, totalCount } = answer.data as Page;
    const list = {
      links: links.map(({ href = '', rel = '' }) => documents.linkTo(path + searchOf(href), rel)),
      results: results.map(toDocument),
      totalCount,
    };
    return { ...answer, text: JSON.stringify(list) };
  }
  const results: object[] = [];
  let last: EndpointAnswer | undefined;
  for await (const answer of atlas.pages(name, request, limits)) {
    results.push(...(answer.data as Page).results.map(toDocument));
    last = answer;
  }
  const list = { links: [documents.linkTo(path)], results, totalCount: results.length };
  return { status: last?.status ?? 200, headers: last?.headers ?? {}, text: JSON.stringify(list) };
}

function searchOf(href: string): string {
  return URL.canParse(href) ? new URL(href).search : '';
}
