/** Flex clusters: no cancel, no point in time. */
import type { AtlasClient } from '../../atlas/client.ts';
import { madeAs } from './cluster-shapes.ts';
import type { Place, RestoreFamily } from './family.ts';
import { flexDownloadOrder, flexJob, flexOrder, flexSnapshotShape } from './flex-shapes.ts';

export const flexFamily: RestoreFamily = {
  async deployment(atlas, { projectId, name }) {
    const { data } = await atlas.call('getFlexCluster', { path: { groupId: projectId, name } });
    return {
      family: 'flex',
      paused: false,
      sharded: false,
      backups: data.backupSettings?.enabled !== false,
      pointInTime: false,
      terminationProtected: data.terminationProtectionEnabled === true,
      ...(data.id !== undefined && { id: data.id }),
      ...(data.stateName !== undefined && { state: data.stateName }),
      ...(data.mongoDBVersion !== undefined && { mongoDBVersion: data.mongoDBVersion }),
      ...madeAs(data),
    };
  },
  async *snapshots(atlas, { projectId, name }) {
    for await (const snapshot of atlas.items('listFlexSnapshots', { path: { groupId: projectId, name } }))
      yield flexSnapshotShape(snapshot);
  },
  async snapshot(atlas, { projectId, name }, snapshotId) {
    const { data } = await atlas.call('getFlexSnapshot', { path: { groupId: projectId, name, snapshotId } });
    return flexSnapshotShape(data);
  },
  async *jobPages(atlas, source) {
    const path = { groupId: source.projectId, name: source.name };
    for await (const { data, date } of atlas.pages('listFlexRestoreJobs', { path }))
      yield { jobs: data.results.map((job) => flexJob(job, source, date)), date };
  },
  async job(atlas, source, jobId, now) {
    const { data } = await readJob(atlas, source, jobId);
    return flexJob(data, source, now);
  },
  jobAnswer: readJob,
  async createJob(atlas, source, order, options) {
    const path = { groupId: source.projectId, name: source.name };
    const answer =
      order.delivery === 'download'
        ? await atlas.call('createFlexDownload', { path, body: flexDownloadOrder(order) }, options)
        : await atlas.call('createFlexRestoreJob', { path, body: flexOrder(order) }, options);
    return { job: flexJob(answer.data, source, answer.date), answer };
  },
};

function readJob(atlas: AtlasClient, source: Place, jobId: string) {
  const path = { groupId: source.projectId, name: source.name, restoreJobId: jobId };
  return atlas.call('getFlexRestoreJob', { path });
}
