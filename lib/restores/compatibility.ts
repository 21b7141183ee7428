/** What Atlas would refuse of a source, a target and a snapshot together, before it does (Atlas API notes §5.3, §5.5). */
import type { DeploymentFacts, Snapshot } from './families/family.ts';
import { isFlexShaped } from './lifecycle.ts';
import type { Refusal } from './refusal.ts';

/** Deployments in these states are no target for anything. */
const COMING_OR_GOING: ReadonlySet<string> = new Set(['CREATING', 'DELETING', 'DELETED']);

export function checkTarget(
  source: DeploymentFacts,
  target: DeploymentFacts,
  snapshot: Snapshot | undefined,
): Refusal[] {
  const shared = [...state(source, target), ...family(source, target)];
  if (shared.length > 0) return shared;
  return isFlexShaped(source.family)
    ? flexRules(source, target, snapshot)
    : [...topology(source, target, snapshot), ...contents(source, target, snapshot)];
}

function state(source: DeploymentFacts, target: DeploymentFacts): Refusal[] {
  if (target.paused)
    return [refusal('CLUSTER_PAUSED_CANNOT_RESTORE', 'The target is paused: resume it first.')];
  if (target.state !== undefined && COMING_OR_GOING.has(target.state))
    return [refusal('TARGET_NOT_READY', `The target is ${target.state}.`, 409)];
  // Flex has no second fence against two restores at once, so its target must be idle.
  if (isFlexShaped(source.family) && target.state !== undefined && target.state !== 'IDLE')
    return [
      refusal('TENANT_RESTORE_DESTINATION_UNAVAILABLE', `The target is ${target.state}, not idle.`, 409),
    ];
  return [];
}

function family(source: DeploymentFacts, target: DeploymentFacts): Refusal[] {
  const sameKind = source.family === target.family;
  const upwards = source.family !== 'cluster' && target.family === 'cluster';
  // A tenant that was migrated, and its backups, live on as Flex.
  const shared = isFlexShaped(source.family) && isFlexShaped(target.family);
  if (sameKind || upwards || shared) return [];
  const detail = `A backup of a ${source.family} deployment cannot be restored onto a ${target.family} deployment.`;
  return [refusal('TARGET_FAMILY_MISMATCH', detail)];
}

function topology(source: DeploymentFacts, target: DeploymentFacts, snapshot?: Snapshot): Refusal[] {
  if (source.sharded !== target.sharded) {
    const kind = (facts: DeploymentFacts) => (facts.sharded ? 'sharded' : 'a replica set');
    return [
      refusal('TARGET_TOPOLOGY_MISMATCH', `The source is ${kind(source)}, the target ${kind(target)}.`),
    ];
  }
  const refusals: Refusal[] = [];
  const shards = snapshot?.shards ?? source.shards;
  if (source.sharded && differ(shards, target.shards)) {
    const detail = `The backup has ${shards} shards, the target ${target.shards}.`;
    refusals.push(refusal('TARGET_SHARD_COUNT_MISMATCH', detail));
  }
  const config = snapshot?.configServerType ?? source.configServerType;
  if (source.sharded && differ(config, target.configServerType)) {
    const detail = `The backup's config servers are ${config}, the target's ${target.configServerType}.`;
    refusals.push(refusal('TARGET_CONFIG_SERVER_MISMATCH', detail));
  }
  return refusals;
}

function contents(source: DeploymentFacts, target: DeploymentFacts, snapshot?: Snapshot): Refusal[] {
  const refusals: Refusal[] = [];
  const version = snapshot?.mongoDBVersion ?? source.mongoDBVersion;
  if (
    version !== undefined &&
    target.mongoDBVersion !== undefined &&
    isOlder(target.mongoDBVersion, version)
  ) {
    const detail = `The target runs MongoDB ${target.mongoDBVersion}, the backup is of ${version}.`;
    refusals.push(refusal('TARGET_VERSION_TOO_OLD', detail));
  }
  if (
    snapshot?.sizeBytes !== undefined &&
    target.diskBytes !== undefined &&
    snapshot.sizeBytes > target.diskBytes
  ) {
    const detail = `The backup holds ${snapshot.sizeBytes} bytes, the target's disk ${target.diskBytes}.`;
    refusals.push(refusal('DISK_SIZE_GB_TOO_SMALL', detail));
  }
  if (differ(source.encryptionProvider, target.encryptionProvider)) {
    const detail = `Encryption at rest is ${source.encryptionProvider} at the source and ${target.encryptionProvider} at the target.`;
    refusals.push(refusal('INVALID_SNAPSHOT_RESTORE_ENCRYPTION', detail));
  }
  return refusals;
}

function flexRules(source: DeploymentFacts, target: DeploymentFacts, snapshot?: Snapshot): Refusal[] {
  const refusals: Refusal[] = [];
  if (target.sharded)
    refusals.push(refusal('TENANT_RESTORE_INCOMPATIBLE_TOPOLOGY', 'The target is a sharded cluster.'));
  if (target.encryptionProvider !== undefined && target.encryptionProvider !== 'NONE') {
    const detail = `The target is encrypted with keys of ${target.encryptionProvider}.`;
    refusals.push(refusal('TENANT_RESTORE_DESTINATION_ENCRYPTION', detail));
  }
  const version = snapshot?.mongoDBVersion ?? source.mongoDBVersion;
  if (
    version !== undefined &&
    target.mongoDBVersion !== undefined &&
    differ(major(version), major(target.mongoDBVersion))
  ) {
    const detail = `The target runs MongoDB ${target.mongoDBVersion}, the backup is of ${version}.`;
    refusals.push(refusal('TENANT_RESTORE_VERSION_MISMATCH', detail));
  }
  return refusals;
}

/** Different, where both are known: what is not known is not held against a restore. */
function differ<Value>(a: Value | undefined, b: Value | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

const major = (version: string): string => version.split('.').slice(0, 2).join('.');

/** By major version only: a patch release does not change what data files a server reads. */
function isOlder(version: string, than: string): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  const [c = 0, d = 0] = than.split('.').map(Number);
  return a < c || (a === c && b < d);
}

function refusal(code: string, detail: string, status = 400): Refusal {
  return { code, field: 'target.name', detail, status };
}
