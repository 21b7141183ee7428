/** Dedicated and serverless: from Atlas' documents to the words of `family.ts`. */

import type { ClusterRestoreJob, ClusterSnapshot } from '../../atlas/schemas/cluster.ts';
import type { Cluster } from '../../atlas/schemas/deployments.ts';
import type { ServerlessSnapshot } from '../../atlas/schemas/flex.ts';
import { clusterDownloadUrls, clusterLifecycle } from '../lifecycle.ts';
import type { DeploymentFacts, Job, JobOrder, Snapshot } from './family.ts';

export function clusterJob(job: ClusterRestoreJob, now: Date): Job {
  return {
    id: job.id,
    state: clusterLifecycle(job, now),
    downloadUrls: clusterDownloadUrls(job),
    matches: (order) => {
      const wanted = clusterOrder(order);
      const sameTarget =
        job.targetClusterName === order.target?.name && job.targetGroupId === order.target?.projectId;
      return (
        job.deliveryType === wanted.deliveryType &&
        // Atlas picks the snapshot of a point in time itself, so only what was asked for is compared.
        (wanted.snapshotId === undefined || job.snapshotId === wanted.snapshotId) &&
        job.pointInTimeUTCSeconds === wanted.pointInTimeUTCSeconds &&
        job.oplogTs === wanted.oplogTs &&
        job.oplogInc === wanted.oplogInc &&
        (order.delivery === 'download' || sameTarget)
      );
    },
  };
}

/** Body of a create, for dedicated clusters and, with a target always, for serverless instances. */
interface ClusterOrder {
  readonly deliveryType: 'automated' | 'download' | 'pointInTime';
  readonly snapshotId?: string;
  readonly pointInTimeUTCSeconds?: number;
  readonly oplogTs?: number;
  readonly oplogInc?: number;
  readonly targetGroupId?: string;
  readonly targetClusterName?: string;
}

export function clusterOrder(order: JobOrder): ClusterOrder {
  const { target, oplog, pointInTimeSeconds, snapshotId } = order;
  const isPointInTime = pointInTimeSeconds !== undefined || oplog !== undefined;
  return {
    deliveryType: order.delivery === 'download' ? 'download' : isPointInTime ? 'pointInTime' : 'automated',
    ...(pointInTimeSeconds !== undefined && { pointInTimeUTCSeconds: pointInTimeSeconds }),
    ...(oplog && { oplogTs: oplog.ts, oplogInc: oplog.inc }),
    ...(!isPointInTime && snapshotId !== undefined && { snapshotId }),
    ...(target && { targetGroupId: target.projectId, targetClusterName: target.name }),
  };
}

export function clusterSnapshotShape(snapshot: ClusterSnapshot): Snapshot {
  return {
    id: snapshot.id,
    completed: snapshot.status === 'completed',
    ...(snapshot.status === 'failed' && { failed: true }),
    fallback: snapshot.snapshotType === 'fallback',
    ...(snapshot.createdAt !== undefined && { createdAt: snapshot.createdAt }),
    ...(snapshot.expiresAt !== undefined && { expiresAt: snapshot.expiresAt }),
    ...(typeof snapshot.description === 'string' && { description: snapshot.description }),
    ...(snapshot.mongodVersion !== undefined && { mongoDBVersion: snapshot.mongodVersion }),
    ...(snapshot.storageSizeBytes !== undefined && { sizeBytes: snapshot.storageSizeBytes }),
    ...(snapshot.members !== undefined && { shards: snapshot.members.length }),
    ...(snapshot.configServerType !== undefined && { configServerType: snapshot.configServerType }),
  };
}

export function serverlessSnapshotShape(snapshot: ServerlessSnapshot): Snapshot {
  return clusterSnapshotShape(snapshot as ClusterSnapshot);
}

const BYTES_A_GB = 1024 ** 3;

export function clusterFacts(cluster: Cluster): DeploymentFacts {
  const specs = cluster.replicationSpecs ?? [];
  const regions = specs.flatMap(({ regionConfigs }) => regionConfigs ?? []);
  // Each entry of `replicationSpecs` is a shard, and each shard has the whole disk size.
  const disks = specs.map((spec) => spec.regionConfigs?.[0]?.electableSpecs?.diskSizeGB);
  const diskGB = disks.reduce<number | undefined>(
    (sum, disk) => (sum === undefined || disk === undefined ? undefined : sum + disk),
    specs.length > 0 ? 0 : undefined,
  );
  const size = regions[0]?.electableSpecs?.instanceSize;
  const shared = regions.some(({ providerName }) => providerName === 'TENANT');
  return {
    family: shared ? 'tenant' : 'cluster',
    paused: cluster.paused === true,
    sharded: cluster.clusterType !== undefined && cluster.clusterType !== 'REPLICASET',
    backups: shared || cluster.backupEnabled !== false,
    pointInTime: cluster.pitEnabled === true,
    terminationProtected: cluster.terminationProtectionEnabled === true,
    ...(cluster.id !== undefined && { id: cluster.id }),
    ...(cluster.stateName !== undefined && { state: cluster.stateName }),
    ...(specs.length > 0 && { shards: specs.length }),
    ...(cluster.mongoDBVersion !== undefined && { mongoDBVersion: cluster.mongoDBVersion }),
    ...(size !== undefined && { size }),
    ...(diskGB !== undefined && { diskBytes: diskGB * BYTES_A_GB }),
    ...(cluster.encryptionAtRestProvider !== undefined && {
      encryptionProvider: cluster.encryptionAtRestProvider,
    }),
    ...(cluster.configServerType !== undefined && { configServerType: cluster.configServerType }),
    ...madeAs(cluster),
  };
}

/** What tells a deployment from others of its name. */
export function madeAs({ createDate, tags }: Pick<Cluster, 'createDate' | 'tags'>) {
  return {
    ...(createDate !== undefined && { createdAt: createDate }),
    ...(tags && { tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])) }),
  };
}
