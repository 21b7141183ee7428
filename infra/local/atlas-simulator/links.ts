/** Links as Atlas writes them; their host is Atlas', unless the simulator was told otherwise. */
import type { Call } from './call.ts';
import type { Deployment, Job, Snapshot } from './model.ts';
import type { World } from './world.ts';

export interface Link {
  readonly href: string;
  readonly rel: string;
}

/** Relations are names, not addresses: they keep Atlas' host whatever the links' own host is. */
const RELATION = 'https://cloud.mongodb.com';
const V2 = '/api/atlas/v2/groups';

const COLLECTION = {
  cluster: 'clusters',
  flex: 'flexClusters',
  serverless: 'serverless',
  tenant: 'clusters',
};

export function deploymentPath(deployment: Deployment, family = deployment.family): string {
  return `${V2}/${deployment.projectId}/${COLLECTION[family]}/${deployment.name}`;
}

export function clusterLinks(world: World, deployment: Deployment): Link[] {
  const self = world.linkBase + deploymentPath(deployment);
  return [
    { href: self, rel: 'self' },
    { href: `${self}/backup/restoreJobs`, rel: `${RELATION}/restoreJobs` },
    { href: `${self}/backup/snapshots`, rel: `${RELATION}/snapshots` },
  ];
}

export function snapshotLinks(world: World, source: Deployment, snapshot: Snapshot): Link[] {
  const cluster = world.linkBase + deploymentPath(source);
  const kind = snapshot.topology === 'shardedCluster' ? 'snapshots/shardedCluster' : 'snapshots';
  return [
    { href: `${cluster}/backup/${kind}/${snapshot.id}`, rel: 'self' },
    { href: cluster, rel: `${RELATION}/cluster` },
  ];
}

export function restoreJobLinks(world: World, source: Deployment, job: Job): Link[] {
  const cluster = world.linkBase + deploymentPath(source);
  return [
    { href: `${cluster}/backup/restoreJobs/${job.id}`, rel: 'self' },
    ...(job.snapshotId === undefined
      ? []
      : [{ href: `${cluster}/backup/snapshots/${job.snapshotId}`, rel: `${RELATION}/snapshot` }]),
    { href: cluster, rel: `${RELATION}/cluster` },
    { href: `${world.linkBase}${V2}/${source.projectId}`, rel: `${RELATION}/group` },
  ];
}

/** A database of a snapshot, or a collection of a database. */
export function namespacesLink(
  world: World,
  source: Deployment,
  snapshotId: string,
  names: readonly string[],
): Link[] {
  const [database = '', collection] = names.map(encodeURIComponent);
  const snapshot = `${world.linkBase}${deploymentPath(source)}/backup/snapshots/${snapshotId}`;
  const self = `${snapshot}/databases/${database}`;
  return [{ href: collection === undefined ? self : `${self}/collections/${collection}`, rel: 'self' }];
}

/** In the interface that was asked: shared tiers are in v1.0 and in v2. */
export function tenantLink({ world, row }: Call, source: Deployment, suffix: string): Link[] {
  const version = row.versions.length === 0 ? 'v1.0' : 'v2';
  const tenant = `/api/atlas/${version}/groups/${source.projectId}/clusters/${source.name}/backup/tenant`;
  return [{ href: `${world.linkBase}${tenant}/${suffix}`, rel: 'self' }];
}
