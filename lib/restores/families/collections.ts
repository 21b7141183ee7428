/** Jobs that restore single databases and collections of a dedicated cluster: no list by status, no way to cancel. */
import type { AtlasClient } from '../../atlas/client.ts';
import type { CollectionRestoreJob } from '../../atlas/schemas/collections.ts';
import { collectionLifecycle } from '../lifecycle.ts';
import type { CollectionOrder, Job, JobOperations, JobOrder, Place } from './family.ts';

export const collectionJobs: JobOperations = {
  async *jobPages(atlas, source) {
    for await (const { data, date } of atlas.pages('listCollectionRestoreJobs', { path: pathOf(source) }))
      yield { jobs: data.results.map(collectionJob), date };
  },
  async job(atlas, source, jobId) {
    const { data } = await readJob(atlas, source, jobId);
    return collectionJob(data);
  },
  jobAnswer: readJob,
  async createJob(atlas, source, order, options) {
    const body = collectionBody(order);
    const answer = await atlas.call('createCollectionRestoreJob', { path: pathOf(source), body }, options);
    return { job: collectionJob(answer.data), answer };
  },
};

const pathOf = ({ projectId, name }: Place) => ({ groupId: projectId, clusterName: name });

/** Mind `pointInTimeUtcSeconds`: the same field of a whole restore is written `UTC`. */
function collectionBody({ collections, target, snapshotId, pointInTimeSeconds, oplog }: JobOrder) {
  if (collections === undefined || target === undefined)
    throw new TypeError('A restore of collections names them, and a target.');
  return {
    targetGroupId: target.projectId,
    targetClusterName: target.name,
    ...(snapshotId !== undefined && { snapshotId }),
    ...(pointInTimeSeconds !== undefined && { pointInTimeUtcSeconds: pointInTimeSeconds }),
    ...(oplog && { oplogTs: oplog.ts, oplogInc: oplog.inc }),
    ...collections,
  };
}

function collectionJob(job: CollectionRestoreJob): Job {
  return {
    id: job.id,
    state: collectionLifecycle(job),
    downloadUrls: [],
    matches: (order) => {
      if (order.collections === undefined) return false;
      const wanted = collectionBody(order);
      return (
        job.targetGroupId === wanted.targetGroupId &&
        job.targetClusterName === wanted.targetClusterName &&
        job.snapshotId === wanted.snapshotId &&
        job.pointInTimeUtcSeconds === wanted.pointInTimeUtcSeconds &&
        job.oplogTs === wanted.oplogTs &&
        job.oplogInc === wanted.oplogInc &&
        job.writeStrategy === wanted.writeStrategy &&
        job.indexStrategy === wanted.indexStrategy &&
        (job.collectionSuffix ?? '') === (wanted.collectionSuffix ?? '') &&
        (job.databaseSuffix ?? '') === (wanted.databaseSuffix ?? '') &&
        sameNamespaces(job.collections, wanted.collections) &&
        sameNamespaces(job.databases, wanted.databases)
      );
    },
  };
}

type Namespaces = CollectionOrder['collections'];

function sameNamespaces(echoed: CollectionRestoreJob['collections'], wanted: Namespaces): boolean {
  const texts = (all: Namespaces = []) =>
    // Without a target, or with an empty one, it goes where it came from.
    all.map(({ sourceNamespace, targetNamespace }) =>
      JSON.stringify([sourceNamespace, targetNamespace || sourceNamespace]),
    );
  return (
    texts(echoed as Namespaces)
      .sort()
      .join() === texts(wanted).sort().join()
  );
}

function readJob(atlas: AtlasClient, source: Place, jobId: string) {
  const path = { ...pathOf(source), jobId };
  return atlas.call('getCollectionRestoreJob', { path });
}
