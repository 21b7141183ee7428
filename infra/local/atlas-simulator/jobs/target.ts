/** Whether a deployment may be restored onto, in the order in which Atlas notices. */
import { familyNow, isRestoringCollections, runningRestore, stateNameOf } from '../deployments/state.ts';
import { Refusal } from '../errors.ts';
import type { Deployment, Snapshot } from '../model.ts';
import { findDeployment, findProject, type World } from '../world.ts';

export function existingTarget(world: World, projectId: string, name: string): Deployment {
  if (findProject(world, projectId) === undefined) throw new Refusal('GROUP_NOT_FOUND', [projectId]);
  const target = findDeployment(world, projectId, name);
  if (target === undefined) throw new Refusal('CLUSTER_NOT_FOUND', [name, projectId]);
  return target;
}

const major = (version: string) => Number(version.split('.')[0]);

export const runsOlderVersion = (target: Deployment, snapshot: Snapshot) =>
  major(target.mongoDBVersion) < major(snapshot.mongoDBVersion);

/** The target of a dedicated or serverless snapshot. */
export function checkDedicatedTarget(
  world: World,
  target: Deployment,
  snapshot: Snapshot,
  from: 'cluster' | 'serverless',
): void {
  checkKindOfTarget(world, target, from);
  const { name, projectId } = target;
  const unfit = misfit(target, snapshot);
  if (unfit !== undefined) throw new Refusal('RESTORE_INITIATION_FAILED', [unfit]);
  if (target.encryptionAtRestProvider !== snapshot.encryptionAtRestProvider) {
    throw new Refusal('INVALID_SNAPSHOT_RESTORE_ENCRYPTION', [name]);
  }
  if (snapshot.storageSizeBytes > target.diskSizeGB * 2 ** 30) {
    throw new Refusal('DISK_SIZE_GB_TOO_SMALL', [name]);
  }
  if (runningRestore(world, target) !== undefined || isRestoringCollections(world, target)) {
    throw new Refusal('ATLAS_CLUSTER_RESTORE_IN_PROGRESS', [name, projectId]);
  }
}

/** Documented: a serverless snapshot fits a serverless instance or a replica set, a dedicated one neither Flex nor serverless. */
export function checkKindOfTarget(world: World, target: Deployment, from: 'cluster' | 'serverless'): void {
  const family = familyNow(world, target);
  const { name } = target;
  if (family === 'flex') throw new Refusal('CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API', [name]);
  if (family === 'tenant') throw new Refusal('PROVIDER_BACKUP_NOT_SUPPORTED', [name]);
  if (family === 'serverless' && from === 'cluster') {
    throw new Refusal('CANNOT_USE_SERVERLESS_INSTANCE_IN_CLUSTER_API', [name]);
  }
  if (target.paused) throw new Refusal('CLUSTER_PAUSED_CANNOT_RESTORE', [name]);
}

/** Atlas documents that these are refused, not by which code: `RESTORE_INITIATION_FAILED` carries a reason. */
function misfit(target: Deployment, snapshot: Snapshot): string | undefined {
  if (target.topology !== snapshot.topology) return 'the topologies of snapshot and target differ';
  if (target.shards !== snapshot.shards) return 'the numbers of shards of snapshot and target differ';
  if (target.topology === 'shardedCluster' && target.configServerType !== snapshot.configServerType) {
    return 'the config server types of snapshot and target differ';
  }
  if (runsOlderVersion(target, snapshot)) {
    return 'the target runs an older MongoDB version than the snapshot';
  }
  return undefined;
}

/** The target of a Flex or shared-tier snapshot: Flex, shared or a plain replica set. */
export function checkTenantTarget(world: World, target: Deployment, snapshot: Snapshot): void {
  const { name } = target;
  if (target.topology === 'shardedCluster' || familyNow(world, target) === 'serverless') {
    throw new Refusal('TENANT_RESTORE_INCOMPATIBLE_TOPOLOGY', [name]);
  }
  if (target.encryptionAtRestProvider !== 'NONE') {
    throw new Refusal('TENANT_RESTORE_DESTINATION_ENCRYPTION', [name]);
  }
  if (major(target.mongoDBVersion) !== major(snapshot.mongoDBVersion)) {
    throw new Refusal('TENANT_RESTORE_VERSION_MISMATCH', [name]);
  }
  const isBusy = runningRestore(world, target) !== undefined || stateNameOf(world, target) !== 'IDLE';
  if (target.paused || isBusy || isRestoringCollections(world, target))
    throw new Refusal('TENANT_RESTORE_DESTINATION_UNAVAILABLE', [name]);
}
