/** From the body of an Atlas-shaped create to what our own restores are made of. */
import type { BodyOf, Operation } from '../../atlas/operations.ts';
import type { CollectionOrder, Place } from '../../restores/families/family.ts';
import { type RestoreRequest, restoreRequest } from '../../restores/request.ts';
import type { CheckedCall } from '../call-check.ts';
import { checkClusterBody, checkCollectionsBody } from './rules.ts';

export interface CreateOrder {
  readonly request: RestoreRequest;
  readonly collections?: CollectionOrder;
}

/** @throws {EndpointRefusal} what the fields of the body have against each other */
export function orderFrom(row: Operation, call: CheckedCall, body: object): CreateOrder {
  const source = sourceOf(call);
  if (row.resource === 'collectionRestoreJobs')
    return collectionsOrder(source, body as BodyOf<'createCollectionRestoreJob'>);
  const { family } = row;
  if (family === 'flex' || family === 'tenant') {
    const { snapshotId, targetDeploymentItemName: name, targetProjectId } = body as FlexBody;
    // Recorded: without a target project it is the source's own.
    const target = name === undefined ? undefined : { projectId: targetProjectId ?? source.projectId, name };
    return { request: requestOf({ ...source, family }, snapshotId, target) };
  }
  return { request: clusterRequest({ ...source, family }, body as BodyOf<'createClusterRestoreJob'>) };
}

type FlexBody = BodyOf<'createFlexDownload'> & Partial<BodyOf<'createFlexRestoreJob'>>;
type Source = RestoreRequest['source'];

/** Whatever its family calls it. */
export const sourceOf = ({ path }: CheckedCall): Place => ({
  projectId: path.groupId ?? '',
  name: path.clusterName ?? path.name ?? '',
});

/** No target: a download. */
function requestOf(
  source: Source,
  snapshot: RestoreRequest['snapshot'],
  target: Place | undefined,
): RestoreRequest {
  const delivery = target === undefined ? 'download' : 'restore';
  const { timeLimitMinutes, whenTargetBusy, again, dryRun } = DEFAULTS;
  const rest = { timeLimitMinutes, whenTargetBusy, again, dryRun };
  return { source, snapshot, ...(target && { target }), delivery, ...rest };
}

/** Of fields that Atlas' bodies do not have. The request itself is not parsed: Atlas' names may be longer than ours. */
const DEFAULTS = restoreRequest.parse({
  source: { projectId: '0'.repeat(24), name: 'x' },
  snapshot: 'latest',
});

function clusterRequest(source: Source, body: BodyOf<'createClusterRestoreJob'>): RestoreRequest {
  checkClusterBody(body, source.family === 'cluster');
  const { deliveryType, targetGroupId = '', targetClusterName = '' } = body;
  const target = { projectId: targetGroupId, name: targetClusterName };
  const { snapshotId = '', pointInTimeUTCSeconds: seconds } = body;
  if (deliveryType === 'pointInTime') return requestOf(source, momentOf({ ...body, seconds }), target);
  // A download overwrites nothing; the target that serverless wants to be told is none.
  return requestOf(source, snapshotId, deliveryType === 'download' ? undefined : target);
}

function collectionsOrder(source: Place, body: BodyOf<'createCollectionRestoreJob'>): CreateOrder {
  checkCollectionsBody(body);
  const {
    snapshotId,
    pointInTimeUtcSeconds,
    oplogTs,
    oplogInc,
    targetGroupId,
    targetClusterName,
    ...collections
  } = body;
  const target = { projectId: targetGroupId, name: targetClusterName };
  const snapshot = snapshotId ?? momentOf({ seconds: pointInTimeUtcSeconds, oplogTs, oplogInc });
  return { request: requestOf({ ...source, family: 'cluster' }, snapshot, target), collections };
}

interface Moment {
  readonly seconds?: number | null | undefined;
  readonly oplogTs?: number | null | undefined;
  readonly oplogInc?: number | null | undefined;
}

/** The rules have made sure that there is one. */
function momentOf({ seconds, oplogTs, oplogInc }: Moment): RestoreRequest['snapshot'] {
  if (typeof seconds === 'number') return { pointInTime: isoSeconds(seconds) };
  return { oplog: { ts: oplogTs ?? 0, inc: oplogInc ?? 0 } };
}

const isoSeconds = (seconds: number) => new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z');
