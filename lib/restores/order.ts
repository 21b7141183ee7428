/** What is asked of Atlas: of a request and its snapshot, and of a restore's record. */
import type { JobOrder, Snapshot } from './families/family.ts';
import type { RestoreRecord } from './record.ts';
import type { RestoreRequest } from './request.ts';

export function orderOf(request: RestoreRequest, snapshot: Pick<Snapshot, 'id'> | undefined): JobOrder {
  const { snapshot: choice, target, delivery } = request;
  return {
    delivery,
    ...(target && { target: { projectId: target.projectId, name: target.name } }),
    ...(typeof choice === 'object' && 'oplog' in choice
      ? { oplog: choice.oplog }
      : typeof choice === 'object' && 'pointInTime' in choice
        ? { pointInTimeSeconds: Math.floor(Date.parse(choice.pointInTime) / 1000) }
        : snapshot && { snapshotId: snapshot.id }),
  };
}

export function recordedOrder({
  request,
  snapshot,
  collections,
}: Pick<RestoreRecord, 'request' | 'snapshot' | 'collections'>): JobOrder {
  return { ...orderOf(request, snapshot), ...(collections && { collections }) };
}
