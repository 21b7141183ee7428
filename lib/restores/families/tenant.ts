/** M2/M5 shared clusters, under Atlas' unversioned v1.0 paths. */
import type { AtlasClient } from '../../atlas/client.ts';
import { clusterFacts } from './cluster-shapes.ts';
import type { Place, RestoreFamily } from './family.ts';
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
    const { data } = await readJob(atlas, source, jobId);
    return flexJob(data, source, now);
  },
  jobAnswer: readJob,
  async createJob(atlas, source, order, options) {
    const path = { groupId: source.projectId, clusterName: source.name };
    const answer =
      order.delivery === 'download'
        ? await atlas.call('createTenantDownload', { path, body: flexDownloadOrder(order) }, options)
        : await atlas.call('createTenantRestore', { path, body: flexOrder(order) }, options);
    return { job: flexJob(answer.data, source, answer.date), answer };
  },
};

function readJob(atlas: AtlasClient, source: Place, jobId: string) {
  const path = { groupId: source.projectId, clusterName: source.name, restoreId: jobId };
  return atlas.call('getTenantRestore', { path });
}
