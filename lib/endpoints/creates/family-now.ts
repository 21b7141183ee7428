/** The family in whose words the source is asked now: Atlas' old ones, or Flex where those are switched off. */
import type { Family } from '../../atlas/operations.ts';
import type { RestoreRequest } from '../../restores/request.ts';
import type { CheckedCall } from '../call-check.ts';
import type { Endpoint } from '../endpoint.ts';
import { refusal } from '../refusal.ts';
import { announceSuccessor, type OnSuccessor, saysSwitchedOff } from '../successor.ts';
import { sourceOf } from './order.ts';

interface Asked {
  readonly call: CheckedCall;
  readonly onSuccessor: OnSuccessor;
}

/** @throws what the client throws, but where it says that the endpoint is switched off */
export async function familyNow(
  endpoint: Endpoint,
  request: RestoreRequest,
  { call, onSuccessor }: Asked,
): Promise<Family> {
  const { row } = endpoint;
  if (row.switchedOff === undefined) return row.family;
  try {
    await probe(endpoint, request, call);
    return row.family;
  } catch (error) {
    if (!saysSwitchedOff(error)) throw error;
    announceSuccessor(row, call, onSuccessor);
    if (typeof request.snapshot === 'object') throw refusal('UNSUPPORTED_DELIVERY_METHOD', 'pointInTime');
    return 'flex';
  }
}

/** Something of the same family that changes nothing: a create of theirs would be refused, and be one all the same. */
async function probe(
  { row, services: { atlas } }: Endpoint,
  { snapshot }: RestoreRequest,
  call: CheckedCall,
): Promise<void> {
  const { projectId: groupId, name } = sourceOf(call);
  if (row.family === 'serverless') {
    await atlas.call('getServerlessInstance', { path: { groupId, name } });
    return;
  }
  const path = { groupId, clusterName: name, snapshotId: String(snapshot) };
  await atlas.call('getTenantSnapshot', { path });
}
