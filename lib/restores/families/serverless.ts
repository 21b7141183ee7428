/** Serverless instances: jobs like a cluster's, snapshots with fewer fields, no way to cancel. */
import type { AtlasClient } from '../../atlas/client.ts';
import { clusterJob, clusterOrder, serverlessSnapshotShape } from './cluster-shapes.ts';
import type { Place, RestoreFamily } from './family.ts';

export const serverlessFamily: RestoreFamily = {
  async deployment(atlas, { projectId, name }) {
    const { data } = await atlas.call('getServerlessInstance', { path: { groupId: projectId, name } });
    return {
      family: 'serverless',
      paused: false,
      sharded: false,
      backups: true,
      pointInTime: false,
      terminationProtected: data.terminationProtectionEnabled === true,
      ...(data.id !== undefined && { id: data.id }),
      ...(data.stateName !== undefined && { state: data.stateName }),
      ...(data.mongoDBVersion !== undefined && { mongoDBVersion: data.mongoDBVersion }),
    };
  },
  async *snapshots(atlas, { projectId, name }) {
    const path = { groupId: projectId, clusterName: name };
    for await (const snapshot of atlas.items('listServerlessSnapshots', { path }))
      yield serverlessSnapshotShape(snapshot);
  },
  async snapshot(atlas, { projectId, name }, snapshotId) {
    const path = { groupId: projectId, clusterName: name, snapshotId };
    const { data } = await atlas.call('getServerlessSnapshot', { path });
    return serverlessSnapshotShape(data);
  },
  async *jobPages(atlas, { projectId, name }) {
    const path = { groupId: projectId, clusterName: name };
    for await (const { data, date } of atlas.pages('listServerlessRestoreJobs', { path }))
      yield { jobs: data.results.map((job) => clusterJob(job, date)), date };
  },
  async job(atlas, source, jobId, now) {
    const { data } = await readJob(atlas, source, jobId);
    return clusterJob(data, now);
  },
  jobAnswer: readJob,
  async createJob(atlas, source, order, options) {
    const path = { groupId: source.projectId, clusterName: source.name };
    // Atlas wants a target even for a download; the source is the one that is surely there.
    const target = order.target ?? source;
    const body = {
      ...clusterOrder(order),
      targetGroupId: target.projectId,
      targetClusterName: target.name,
    };
    const answer = await atlas.call('createServerlessRestoreJob', { path, body }, options);
    return { job: clusterJob(answer.data, answer.date), answer };
  },
};

function readJob(atlas: AtlasClient, source: Place, jobId: string) {
  const path = { groupId: source.projectId, clusterName: source.name, restoreJobId: jobId };
  return atlas.call('getServerlessRestoreJob', { path });
}
