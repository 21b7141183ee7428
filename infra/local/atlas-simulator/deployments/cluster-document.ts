/** `GET …/clusters/{clusterName}` in its versions, with every field that is recorded of the newest. */
import type { DeploymentCall } from '../call.ts';
import { clusterLinks } from '../links.ts';
import type { Deployment } from '../model.ts';
import { objectId } from '../object-id.ts';
import { wireTime } from '../time.ts';
import { connectionStrings } from './connection-strings.ts';
import { isCreating, stateNameOf } from './state.ts';

/** From this version on, shards are entries of `replicationSpecs` and disks are part of the hardware. */
const ASYMMETRIC_SHARDS = '2024-08-05';

export function clusterDocument(call: DeploymentCall): object {
  const { world, deployment } = call;
  const isNew = (call.version ?? '') >= ASYMMETRIC_SHARDS;
  const isSharded = deployment.topology === 'shardedCluster';
  return {
    ...(isNew
      ? newFields(deployment)
      : { diskSizeGB: deployment.diskSizeGB, replicationSpecs: oldSpecs(deployment) }),
    advancedConfiguration: {
      customOpensslCipherConfigTls12: [],
      customOpensslCipherConfigTls13: [],
      minimumEnabledTlsProtocol: 'TLS1_2',
      tlsCipherConfigMode: 'DEFAULT',
    },
    backupEnabled: deployment.backupEnabled,
    biConnector: { enabled: false, readPreference: 'secondary' },
    clusterType: isSharded ? 'SHARDED' : 'REPLICASET',
    ...(isSharded && {
      configServerManagementMode: 'ATLAS_MANAGED',
      configServerType: deployment.configServerType,
    }),
    // Recorded: empty until it is there.
    connectionStrings: isCreating(world, deployment) ? {} : connectionStrings(world, deployment),
    createDate: wireTime(deployment.createdAt),
    diskWarmingMode: 'FULLY_WARMED',
    encryptionAtRestProvider: deployment.encryptionAtRestProvider,
    featureCompatibilityVersion: majorOf(deployment),
    globalClusterSelfManagedSharding: false,
    groupId: deployment.projectId,
    id: deployment.id,
    labels: [],
    links: clusterLinks(world, deployment),
    mongoDBMajorVersion: majorOf(deployment),
    mongoDBVersion: deployment.mongoDBVersion,
    name: deployment.name,
    paused: deployment.paused,
    pitEnabled: deployment.pitEnabled,
    rootCertType: 'ISRGROOTX1',
    stateName: stateNameOf(world, deployment),
    tags: deployment.tags,
    terminationProtectionEnabled: deployment.terminationProtectionEnabled,
    versionReleaseSystem: 'LTS',
  };
}

function newFields(deployment: Deployment): object {
  return {
    adaptiveCapacity: null,
    effectiveDatabaseEdition: 'CORE',
    effectiveReplicationSpecs: specs(deployment, false),
    internalClusterRole: 'NONE',
    redactClientLogData: false,
    replicationSpecs: specs(deployment, true),
    retainBackups: false,
    useAwsTimeBasedSnapshotCopyForFastInitialSync: false,
  };
}

const majorOf = ({ mongoDBVersion }: Deployment) => mongoDBVersion.split('.').slice(0, 2).join('.');

const zone = (deployment: Deployment, shard: number) => ({
  id: objectId(deployment.createdAt, `${deployment.id}/shard`, shard),
  zoneId: objectId(deployment.createdAt, `${deployment.id}/zone`, 0),
  zoneName: 'Zone 1',
});

/** One entry a shard. The given specs also show the effective ones; the effective specs do not. */
function specs(deployment: Deployment, withEffective: boolean): object[] {
  return Array.from({ length: deployment.shards }, (_, shard) => ({
    ...zone(deployment, shard),
    regionConfigs: [
      deployment.family === 'tenant' ? tenantRegion(deployment) : dedicatedRegion(deployment, withEffective),
    ],
  }));
}

function hardware({ instanceSize, diskSizeGB }: Deployment, nodeCount: number): object {
  return { instanceSize, diskIOPS: 3000, diskSizeGB, ebsVolumeType: 'STANDARD', nodeCount };
}

function dedicatedRegion(deployment: Deployment, withEffective: boolean): object {
  const electableSpecs = hardware(deployment, 3);
  const none = hardware(deployment, 0);
  return {
    analyticsSpecs: none,
    autoScaling: { compute: { enabled: false, scaleDownEnabled: false }, diskGB: { enabled: false } },
    ...(withEffective && {
      effectiveAnalyticsSpecs: none,
      effectiveElectableSpecs: electableSpecs,
      effectiveReadOnlySpecs: none,
    }),
    electableSpecs,
    priority: 7,
    providerName: 'AWS',
    readOnlySpecs: none,
    regionName: deployment.region,
  };
}

function tenantRegion({ instanceSize, diskSizeGB, region }: Deployment): object {
  return {
    backingProviderName: 'AWS',
    electableSpecs: { diskSizeGB, instanceSize },
    priority: 7,
    providerName: 'TENANT',
    regionName: region,
  };
}

/** Version 2023-02-01: shards are counted, disks stand at the top of the document. */
function oldSpecs(deployment: Deployment): object[] {
  const { diskSizeGB: _, ...electableSpecs } = hardware(deployment, 3) as { diskSizeGB: number };
  const isTenant = deployment.family === 'tenant';
  return [
    {
      ...zone(deployment, 0),
      numShards: deployment.shards,
      regionConfigs: [
        isTenant
          ? { ...tenantRegion(deployment), electableSpecs: { instanceSize: deployment.instanceSize } }
          : { electableSpecs, priority: 7, providerName: 'AWS', regionName: deployment.region },
      ],
    },
  ];
}
