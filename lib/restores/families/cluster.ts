/** Dedicated clusters. */
import type { AtlasClient } from '../../atlas/client.ts';
import { clusterFacts, clusterJob, clusterOrder, clusterSnapshotShape } from './cluster-shapes.ts';
import type { Place, RestoreFamily } from './family.ts';

export const clusterFamily: RestoreFamily = {
  async deployment(atlas, { projectId, name }) {
    const { data } = await atlas.call('getCluster', { path: { groupId: projectId, clusterName: name } });
    return clusterFacts(data);
  },
  async *snapshots(atlas, { projectId, name }, sharded) {
    const path = { groupId: projectId, clusterName: name };
    const items = sharded
      ? atlas.items('listShardedClusterSnapshots', { path })
      : atlas.items('listClusterSnapshots', { path });
    for await (const snapshot of items) yield clusterSnapshotShape(snapshot);
  },
  async snapshot(atlas, { projectId, name }, snapshotId, sharded) {
    const path = { groupId: projectId, clusterName: name, snapshotId };
    const { data } = sharded
      ? await atlas.call('getShardedClusterSnapshot', { path })
      : await atlas.call('getClusterSnapshot', { path });
    return clusterSnapshotShape(data);
  },
  async takeSnapshot(atlas, { projectId, name }, { description, retentionDays }) {
    const path = { groupId: projectId, clusterName: name };
    const body = { description, retentionInDays: retentionDays };
    const { data } = await atlas.call('takeClusterSnapshot', { path, body });
    return clusterSnapshotShape(data);
  },
  async *jobPages(atlas, { projectId, name }) {
    const path = { groupId: projectId, clusterName: name };
    for await (const { data, date } of atlas.pages('listClusterRestoreJobs', { path }))
      yield { jobs: data.results.map((job) => clusterJob(job, date)), date };
  },
  async job(atlas, source, jobId, now) {
    const { data } = await readJob(atlas, source, jobId);
    return clusterJob(data, now);
  },
  jobAnswer: readJob,
  async createJob(atlas, { projectId, name }, order, options) {
    const path = { groupId: projectId, clusterName: name };
    const body = clusterOrder(order);
    const answer = await atlas.call('createClusterRestoreJob', { path, body }, options);
    return { job: clusterJob(answer.data, answer.date), answer };
  },
  async cancelJob(atlas, { projectId, name }, jobId) {
    const path = { groupId: projectId, clusterName: name, restoreJobId: jobId };
    await atlas.call('cancelClusterRestoreJob', { path });
  },
};

function readJob(atlas: AtlasClient, source: Place, jobId: string) {
  const path = { groupId: source.projectId, clusterName: source.name, restoreJobId: jobId };
  return atlas.call('getClusterRestoreJob', { path });
}
