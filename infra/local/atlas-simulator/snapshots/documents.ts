/** Snapshots as each family's interface writes them. */
import type { DeploymentCall } from '../call.ts';
import { snapshotLinks, tenantLink } from '../links.ts';
import type { Snapshot } from '../model.ts';
import { SECOND, wireTime } from '../time.ts';
import { snapshotAt } from './lifecycle.ts';

/** What a dedicated snapshot shows whatever its topology; fields appear as Atlas gets to know them (recorded). */
function common(call: DeploymentCall, snapshot: Snapshot): object {
  const state = snapshotAt(snapshot, call.now);
  const isComplete = state.status === 'completed';
  return {
    ...(isComplete && { createdAt: wireTime(state.createdAt) }),
    ...(snapshot.description !== undefined && { description: snapshot.description }),
    expiresAt: wireTime(state.expiresAt),
    frequencyType: snapshot.frequencyType,
    id: snapshot.id,
    links: snapshotLinks(call.world, call.deployment, snapshot),
    ...(state.knowsVersion && { mongodVersion: snapshot.mongoDBVersion }),
    policyItems: snapshot.snapshotType === 'scheduled' ? [policyItemOf(snapshot)] : [],
    snapshotType: snapshot.snapshotType,
    status: state.status,
    storageSizeBytes: isComplete ? snapshot.storageSizeBytes : 0,
    type: snapshot.topology,
  };
}

export function replicaSetSnapshot(call: DeploymentCall, snapshot: Snapshot): object {
  const { knowsProvider } = snapshotAt(snapshot, call.now);
  return {
    ...common(call, snapshot),
    ...(knowsProvider && { cloudProvider: 'AWS' }),
    copyRegions: [],
    // Recorded: the cluster's name, not the replica set's.
    replicaSetName: snapshot.deployment,
  };
}

export function shardedSnapshot(call: DeploymentCall, snapshot: Snapshot): object {
  return {
    ...common(call, snapshot),
    configServerType: snapshot.configServerType,
    members: snapshot.members.map(({ id, replicaSetName }) => ({ cloudProvider: 'AWS', id, replicaSetName })),
    snapshotIds: snapshot.members.map(({ id }) => id),
  };
}

export function serverlessSnapshot(call: DeploymentCall, snapshot: Snapshot): object {
  const state = snapshotAt(snapshot, call.now);
  const isComplete = state.status === 'completed';
  return {
    ...(isComplete && { createdAt: wireTime(state.createdAt) }),
    expiresAt: wireTime(state.expiresAt),
    frequencyType: snapshot.frequencyType,
    id: snapshot.id,
    links: snapshotLinks(call.world, call.deployment, snapshot),
    ...(state.knowsVersion && { mongodVersion: snapshot.mongoDBVersion }),
    serverlessInstanceName: snapshot.deployment,
    snapshotType: snapshot.snapshotType,
    status: state.status,
    storageSizeBytes: isComplete ? snapshot.storageSizeBytes : 0,
  };
}

/** Recorded: 5 to 46 s after its schedule a Flex snapshot starts. */
const FLEX_START_MS = 27 * SECOND;

const FLEX_STATUS = { queued: 'PENDING', inProgress: 'RUNNING', completed: 'COMPLETED', failed: 'FAILED' };

export function flexSnapshot(call: DeploymentCall, snapshot: Snapshot): object {
  const { now, row, deployment } = call;
  const { status, finishedAt, expiresAt } = snapshotAt(snapshot, now);
  const startsAt = snapshot.requestedAt + FLEX_START_MS;
  const hasEnded = status === 'completed' || status === 'failed';
  return {
    expiration: wireTime(expiresAt),
    ...(hasEnded && { finishTime: wireTime(finishedAt) }),
    id: snapshot.id,
    ...(row.family === 'tenant' && { links: tenantLink(call, deployment, `snapshots/${snapshot.id}`) }),
    mongoDBVersion: snapshot.mongoDBVersion,
    scheduledTime: wireTime(snapshot.requestedAt),
    ...(now >= startsAt && { startTime: wireTime(startsAt) }),
    status: FLEX_STATUS[status],
  };
}

/** One policy item a frequency, the same that the schedule shows. */
export function policyItemOf({ frequencyType }: Pick<Snapshot, 'frequencyType'>): string {
  const ITEMS = { hourly: 1, daily: 2, weekly: 3, monthly: 4, yearly: 5, ondemand: 0 };
  return `6b0000000000000000000f0${ITEMS[frequencyType]}`;
}
