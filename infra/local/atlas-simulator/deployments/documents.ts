/** Flex clusters, serverless instances and backup schedules as Atlas writes them. */
import type { DeploymentCall } from '../call.ts';
import { nextSnapshotAt } from '../fleet-snapshots.ts';
import { deploymentPath } from '../links.ts';
import { policyItemOf } from '../snapshots/documents.ts';
import { wireTime } from '../time.ts';
import { connectionStrings } from './connection-strings.ts';
import { stateNameOf } from './state.ts';

export function flexDocument({ world, deployment }: DeploymentCall): object {
  return {
    backupSettings: { enabled: deployment.backupEnabled },
    clusterType: 'REPLICASET',
    connectionStrings: connectionStrings(world, deployment),
    createDate: wireTime(deployment.createdAt),
    groupId: deployment.projectId,
    id: deployment.id,
    mongoDBVersion: deployment.mongoDBVersion,
    name: deployment.name,
    providerSettings: {
      backingProviderName: 'AWS',
      diskSizeGB: deployment.diskSizeGB,
      providerName: 'FLEX',
      regionName: deployment.region,
    },
    stateName: stateNameOf(world, deployment),
    // Recorded: a Flex cluster without tags has no such field.
    ...(deployment.tags.length > 0 && { tags: deployment.tags }),
    terminationProtectionEnabled: deployment.terminationProtectionEnabled,
    versionReleaseSystem: 'LTS',
  };
}

export function serverlessDocument({ world, deployment }: DeploymentCall): object {
  const self = world.linkBase + deploymentPath(deployment);
  return {
    connectionStrings: { standardSrv: connectionStrings(world, deployment).standardSrv },
    createDate: wireTime(deployment.createdAt),
    groupId: deployment.projectId,
    id: deployment.id,
    links: [
      { href: self, rel: 'self' },
      { href: `${self}/backup/restoreJobs`, rel: 'https://cloud.mongodb.com/restoreJobs' },
      { href: `${self}/backup/snapshots`, rel: 'https://cloud.mongodb.com/snapshots' },
    ],
    mongoDBVersion: deployment.mongoDBVersion,
    name: deployment.name,
    providerSettings: {
      backingProviderName: 'AWS',
      providerName: 'SERVERLESS',
      regionName: deployment.region,
    },
    serverlessBackupOptions: { serverlessContinuousBackupEnabled: deployment.pitEnabled },
    stateName: stateNameOf(world, deployment),
    tags: deployment.tags,
    terminationProtectionEnabled: deployment.terminationProtectionEnabled,
  };
}

/** A daily policy at the hour of the fleet's snapshots. */
export function scheduleDocument({ world, deployment, now }: DeploymentCall): object {
  const cluster = world.linkBase + deploymentPath(deployment);
  const next = new Date(nextSnapshotAt(world.data.startedAt, now, deployment));
  return {
    autoExportEnabled: false,
    clusterId: deployment.id,
    clusterName: deployment.name,
    copySettings: [],
    extraRetentionSettings: [],
    links: [
      { href: `${cluster}/backup/schedule`, rel: 'self' },
      { href: cluster, rel: 'https://cloud.mongodb.com/cluster' },
    ],
    nextSnapshot: wireTime(next.getTime()),
    policies: [
      {
        id: '6b0000000000000000000e01',
        policyItems: [
          {
            frequencyInterval: 1,
            frequencyType: 'daily',
            id: policyItemOf({ frequencyType: 'daily' }),
            retentionUnit: 'days',
            retentionValue: deployment.restoreWindowDays,
          },
        ],
      },
    ],
    referenceHourOfDay: next.getUTCHours(),
    referenceMinuteOfHour: next.getUTCMinutes(),
    restoreWindowDays: deployment.restoreWindowDays,
    useOrgAndGroupNamesInExportPrefix: false,
  };
}
