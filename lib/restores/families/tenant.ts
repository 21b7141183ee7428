/** M2/M5 shared clusters, under Atlas' unversioned v1.0 paths. */
import { clusterFacts } from './cluster-shapes.ts';
import type { RestoreFamily } from './family.ts';
import { flexDownloadOrder, flexJob, flexOrder, flexSnapshotShape } from './flex-shapes.ts';

export const tenantFamily: RestoreFamily = {
  async deployment(atlas, { projectId, name }) {
    const { data } = await atlas.call('getCluster', { path: { groupId: projectId, clusterName: name } });
    return clusterFacts(data);
  },
  async *snapshots(atlas, { projectId, name }) {
    const path = { groupId: projectId, clusterName: name };
    for await (const snapshot of atlas.items('listTenantSnapshots', { path }))
      yield flexSnapshotShape(snapshot);
  },
  async snapshot(atlas, { projectId, name }, snapshotId) {
    const path = { groupId: projectId, clusterName: name, snapshotId };
    const { data } = await atlas.call('getTenantSnapshot', { path });
    return flexSnapshotShape(data);
  },
  async *jobPages(atlas, source) {
    const path = { groupId: source.projectId, clusterName: source.name };
    for await (const { data, date } of atlas.pages('listTenantRestores', { path }))
      yield { jobs: data.results.map((job) => flexJob(job, source, date)), date };
  },
  async job(atlas, source, jobId, now) {
    const path = { groupId: source.projectId, clusterName: source.name, restoreId: jobId };
    const { data } = await atlas.call('getTenantRestore', { path });
    return flexJob(data, source, now);
  },
  async createJob(atlas, source, order, options) {
    const path = { groupId: source.projectId, clusterName: source.name };
    const answer =
      order.delivery === 'download'
        ? await atlas.call('createTenantDownload', { path, body: flexDownloadOrder(order) }, options)
        : await atlas.call('createTenantRestore', { path, body: flexOrder(order) }, options);
    return { job: flexJob(answer.data, source, answer.date), answer };
  },
};
