/**
 * Reads of serverless instances and M2/M5 clusters outlive Atlas' own endpoints (design, decision 8): Atlas is asked
 * first, and where it has switched the endpoint off, the Flex cluster of the same name is asked instead, and what it
 * answers is said in the old words.
 */
import { type CallOptions, DEFAULT_LIMITS } from '../atlas/call.ts';
import type { AtlasAnswer } from '../atlas/client.ts';
import type { MediaVersion, Operation } from '../atlas/operations.ts';
import type { CheckedCall } from './call-check.ts';
import { askAtlas, type Endpoint } from './endpoint.ts';
import * as documents from './legacy-documents.ts';
import { flexPath, placeOf } from './legacy-place.ts';
import { announceSuccessor, type OnSuccessor, type SuccessorName, saysSwitchedOff } from './successor.ts';

/** Of an answer, what an endpoint hands on. */
export type EndpointAnswer = Pick<AtlasAnswer<unknown>, 'status' | 'text' | 'headers'>;

/**
 * @param onSuccessor called before the successor is asked: its errors are announced like its answers
 * @throws what the client throws
 */
export async function askOrTranslate(
  endpoint: Endpoint,
  call: CheckedCall,
  version: MediaVersion | undefined,
  onSuccessor: OnSuccessor = () => {},
): Promise<EndpointAnswer> {
  const { clock } = endpoint.services;
  const startedAt = clock.now().getTime();
  try {
    return await askAtlas(endpoint, call, version);
  } catch (error) {
    if (endpoint.row.switchedOff === undefined || !saysSwitchedOff(error)) throw error;
    const name = announceSuccessor(endpoint.row, call, onSuccessor);
    // Both together have the time of one: API Gateway does not wait longer.
    const spentMs = clock.now().getTime() - startedAt;
    const totalMs = Math.max(LEAST_MS, DEFAULT_LIMITS.totalMs - spentMs);
    return askSuccessor(endpoint, call, name, { totalMs });
  }
}

/** Less would be no attempt. */
const LEAST_MS = 2_000;

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
  const toSnapshot =
    endpoint.row.family === 'tenant' ? documents.tenantSnapshot : documents.serverlessSnapshot;
  switch (name) {
    case 'getFlexCluster': {
      const answer = await atlas.call(name, { path: at }, limits);
      return { ...answer, text: JSON.stringify(documents.serverlessInstance(answer.data, place)) };
    }
    case 'getFlexRestoreJob': {
      const answer = await atlas.call(name, { path: { ...at, restoreJobId } }, limits);
      return { ...answer, text: jobInOldWords(endpoint.row, call, answer.data, clock.now()) };
    }
    case 'getFlexSnapshot': {
      const answer = await atlas.call(name, { path: { ...at, snapshotId } }, limits);
      return { ...answer, text: JSON.stringify(toSnapshot(answer.data, place)) };
    }
    case 'listFlexRestoreJobs':
      return listed(endpoint, { call, name, limits }, (job) =>
        jobDocument(endpoint.row, job as documents.FlexJob, place),
      );
    case 'listFlexSnapshots':
      return listed(endpoint, { call, name, limits }, (one) =>
        toSnapshot(one as documents.FlexSnapshot, place),
      );
  }
}

/** A Flex job as one of the row's family. */
export function jobInOldWords(row: Operation, call: CheckedCall, job: documents.FlexJob, now: Date): string {
  return JSON.stringify(jobDocument(row, job, { ...placeOf(row, call), now }));
}

function jobDocument({ family }: Operation, job: documents.FlexJob, place: documents.LegacyPlace): object {
  return family === 'tenant' ? documents.tenantRestore(job, place) : documents.serverlessJob(job, place);
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
